// The world of a script beside this file: the real program on a folder of its own, a real browser,
// and what went wrong in either. It must not hold a test. Whatever it starts, it ends.

import { execFile, spawn } from 'node:child_process'
import { existsSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const run = promisify(execFile)

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const SHOTS = join(ROOT, 'web/shots')
/** 1280×720, 25 fps, 5.28 s, H.264 and AAC. */
export const CLIP = join(ROOT, 'demo/bigbuckbunny-720p25-5s.mp4')
export const CLIP_S = 5.28

const START_MS_MAX = 30_000
const STOP_MS_MAX = 10_000
/** How long a short clip may take from its last byte to its page, on two slow cores. */
export const PUBLISH_MS_MAX = 240_000

function needed(name, what) {
  const path = process.env[name]
  if (path && existsSync(path)) return path
  console.error(`stopped: ${name} must be the path of ${what}. Run: scripts/browser.sh`)
  process.exit(1)
}

/* What was started */

const children = new Set()
const folders = new Set()

/** Ends a child with all it started: each is the head of a process group. */
function end(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It is gone already.
  }
}

// The last resort, also after an exception: nothing may outlive the script.
process.on('exit', () => {
  for (const child of children) end(child, 'SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** A folder that goes with the script. */
export async function folder() {
  const made = await mkdtemp(join(tmpdir(), 'shoal-web-'))
  folders.add(made)
  return made
}

/** Asks `question` until the answer is truthy; `what` names it when it never is. */
export async function until(what, question, { limitMs = 30_000, everyMs = 200 } = {}) {
  const end = performance.now() + limitMs
  for (;;) {
    const answer = await question()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`)
    await sleep(everyMs)
  }
}

/* The site */

/** A running server with its data folder. */
export class Site {
  static async start(environment = {}, listen = '127.0.0.1:0') {
    const site = new Site()
    site.program = needed('SHOAL_BIN', 'the built program')
    site.environment = environment
    site.folder = await folder()
    site.data = join(site.folder, 'data')
    site.logFile = join(site.folder, 'server.log')
    site.setupUrl = null
    await site.#run(listen)
    return site
  }

  async #run(listen) {
    const log = openSync(this.logFile, 'a')
    const flags = ['serve', '--data-dir', this.data, '--listen', listen]
    const environment = { SHOAL__LOG__FILTER: 'warn', ...process.env, ...this.environment }
    const child = spawn(this.program, flags, {
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', log],
    })
    closeSync(log)
    children.add(child)
    this.child = child
    this.ended = new Promise((resolve) => child.once('exit', resolve))
    this.ended.then(() => children.delete(child))
    this.url = null
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.url ??= /^Shoal is at (http:\S+)/.exec(line)?.[1] ?? null
      this.setupUrl ??= /\bhttp:\S+\/setup\?token=\S+/.exec(line)?.[0] ?? null
    })
    const gone = this.ended.then(() => 'gone')
    const said = until('an address', () => this.url, { limitMs: START_MS_MAX, everyMs: 20 })
    if ((await Promise.race([said, gone])) === 'gone') {
      throw new Error(`the server ended before it said where it is:\n${this.log()}`)
    }
  }

  /** kill -9, at once. */
  async kill() {
    end(this.child, 'SIGKILL')
    await this.ended
  }

  /** Starts again on the same data and the same port, so that addresses stay good. */
  async again() {
    await this.#run(new URL(this.url).host)
  }

  async stop() {
    if (this.child.exitCode === null) this.child.kill('SIGTERM')
    const stopped = await Promise.race([this.ended.then(() => true), sleep(STOP_MS_MAX, false)])
    await this.kill()
    await rm(this.folder, { recursive: true, force: true })
    folders.delete(this.folder)
    if (!stopped) throw new Error('the server did not stop by itself')
  }

  /** What the server has logged so far. */
  log() {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : ''
  }

  /** The one-time link that a site without an administrator shows. */
  setupLink() {
    return until('the set-up link', () => this.setupUrl, { limitMs: 10_000, everyMs: 20 })
  }

  /** Runs a `shoal` command against this site; the answer is its JSON. */
  async shoal(...flags) {
    const { stdout } = await run(this.program, [...flags, '--json', '--data-dir', this.data], {
      maxBuffer: 8 << 20,
    })
    return JSON.parse(stdout)
  }

  /** A new account: `user_id`, `api_token`. */
  account(name, role = 'creator') {
    return this.shoal('user', 'add', name, '--role', role)
  }

  /** A call to the API; `headers` may carry a token. */
  fetch(path, { token, headers = {}, ...rest } = {}) {
    const own = token ? { authorization: `Bearer ${token}` } : {}
    const signal = AbortSignal.timeout(30_000)
    return fetch(new URL(path, this.url), { signal, ...rest, headers: { ...own, ...headers } })
  }

  async json(path, options) {
    const response = await this.fetch(path, options)
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }

  /** Follows a video until it is published; any other end is an error with its cause. */
  published(videoId, token) {
    const ask = async () => {
      const progress = await this.json(`/api/v1/videos/${videoId}/progress`, { token })
      if (['refused', 'failed'].includes(progress.state)) {
        throw new Error(`${progress.state}: ${JSON.stringify(progress.stages)}\n${this.log()}`)
      }
      return progress.state === 'published' && progress
    }
    return until(`${videoId} published`, ask, { limitMs: PUBLISH_MS_MAX, everyMs: 500 })
  }
}

/* Media */

/** Makes a file with ffmpeg. */
export async function media(path, ...flags) {
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...flags, path])
  return path
}

/* The browser */

const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

/** A browser with a fresh profile, which Playwright makes and removes. */
export function openBrowser() {
  const executablePath = needed('CHROMIUM', 'a Chromium')
  return chromium.launch({ executablePath, headless: true, args: BROWSER_FLAGS })
}

/** A person at a browser: a context of its own, and all that its pages complain about. */
export class Visitor {
  static async come(browser, site, options = {}) {
    const visitor = new Visitor()
    visitor.site = site
    visitor.complaints = []
    const { language = 'en', ...rest } = options
    visitor.context = await browser.newContext({
      baseURL: site.url,
      locale: language,
      viewport: { width: 1280, height: 800 },
      ...rest,
    })
    await visitor.#listen()
    visitor.page = await visitor.context.newPage()
    visitor.page.setDefaultTimeout(15_000)
    return visitor
  }

  async #listen() {
    const note = (kind, text, where) => {
      this.complaints.push(`${kind}: ${text}${where ? ` (${where})` : ''}`)
    }
    this.context.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      note(`console ${message.type()}`, message.text(), message.location().url)
    })
    this.context.on('weberror', (web) => note('page', lastWords(web.error())))
    this.context.on('response', (response) => {
      if (response.status() >= 500) note('answer', String(response.status()), response.url())
    })
    await this.context.exposeFunction('shoalTestPolicy', (text, where) =>
      note('policy', text, where),
    )
    await this.context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        const what = `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`
        window.shoalTestPolicy(what, location.href)
      })
    })
  }

  /** The element that a test names. */
  at(id) {
    return this.page.getByTestId(id)
  }

  /** Takes back the complaints that a step has asked for; without them the step did nothing. */
  forgive(pattern) {
    const before = this.complaints.length
    this.complaints = this.complaints.filter((text) => !pattern.test(text))
    return before - this.complaints.length
  }

  /** What is left of the page when a step fails. */
  async picture(name) {
    await mkdir(SHOTS, { recursive: true })
    await this.page.screenshot({ path: join(SHOTS, `${name}.png`) }).catch(() => {})
  }

  leave() {
    return this.context.close()
  }
}

function lastWords(error) {
  return error?.stack ?? String(error)
}

const AXE = new URL('../node_modules/axe-core/axe.min.js', import.meta.url)

/** Serious and critical violations of accessibility on the page, one line each. */
export async function barriers(page) {
  await page.evaluate(readFileSync(AXE, 'utf8'))
  // What is still fading in has another contrast than it is going to have.
  await page.evaluate(() => {
    const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity
    const ended = document.getAnimations().filter(ends).map((one) => one.finished.catch(() => {}))
    return Promise.all(ended)
  })
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }),
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ impact, id, nodes }) => {
      const where = nodes.slice(0, 3).map((node) => node.target.join(' '))
      return `${impact} ${id}: ${where.join(' | ')}`
    })
}

/** How many colours an image or a playing video has, seen coarsely: a blank one has a few. */
export function colours(page, selector) {
  return page.evaluate((query) => {
    const picture = document.querySelector(query)
    const canvas = document.createElement('canvas')
    canvas.width = 160
    canvas.height = 90
    const brush = canvas.getContext('2d')
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height)
    const { data } = brush.getImageData(0, 0, canvas.width, canvas.height)
    const seen = new Set()
    for (let at = 0; at < data.length; at += 4) {
      seen.add(((data[at] >> 4) << 8) | ((data[at + 1] >> 4) << 4) | (data[at + 2] >> 4))
    }
    return seen.size
  }, selector)
}
