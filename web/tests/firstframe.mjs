// How long it takes from an address to a picture that moves: the watch page beside a bare page with
// hls.js and the same playlist, in the same run, in Chromium, with muted play forced. It also
// weighs the watch page. One line of JSON is printed; it must not judge.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { CLIP, ROOT, Site, folder, openBrowser } from './support.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 20)
/** How often the clip is played in a row in the video under measure. */
const LOOPS = 5
const WAIT_MS = 15_000
/** What the page before leaves behind is cleared away in this time. */
const SETTLE_MS = 500
const VIEWPORT = { width: 1280, height: 800 }

/** The bare page: hls.js as its manual shows it. */
function bareServer() {
  const script = gzipSync(readFileSync(join(ROOT, 'static/vendor/hls.min.js')))
  const page = (master) => `<!doctype html><title>bare</title><video muted playsinline></video>
<script src="/hls.min.js"></script><script>
const video = document.querySelector('video'), hls = new Hls()
hls.loadSource(${JSON.stringify(master)})
hls.attachMedia(video)
hls.on(Hls.Events.MANIFEST_PARSED, () => video.play())
</script>`
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://bare')
    if (pathname === '/hls.min.js') {
      const headers = { 'content-type': 'text/javascript', 'content-encoding': 'gzip' }
      response.writeHead(200, { ...headers, 'cache-control': 'public, max-age=31536000, immutable' })
      response.end(script)
    } else if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(page(searchParams.get('master')))
    } else {
      response.writeHead(204)
      response.end()
    }
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

/** Notes when a video of the page first plays, counted from the navigation. */
function noteFirst() {
  const note = () => {
    window.firstFrameMs ??= performance.now()
  }
  document.addEventListener('playing', note, { capture: true })
  try {
    localStorage.setItem('shoal.player.autoplay', 'yes')
    localStorage.setItem('shoal.player.muted', 'yes')
  } catch {
    // A page without an address has no storage.
  }
}

async function firstFrame(page, address) {
  await page.goto(address, { waitUntil: 'commit' })
  const there = await page.waitForFunction(() => window.firstFrameMs, null, {
    timeout: WAIT_MS,
    polling: 20,
  })
  return there.jsonValue()
}

/** Cold, in a browser profile that saw nothing, then warm, in the same one. */
async function visit(browser, address) {
  const context = await browser.newContext({ viewport: VIEWPORT })
  await context.addInitScript(noteFirst)
  const page = await context.newPage()
  await page.waitForTimeout(SETTLE_MS)
  const cold = await firstFrame(page, await address())
  await page.goto('about:blank')
  await page.waitForTimeout(SETTLE_MS)
  const warm = await firstFrame(page, await address())
  await context.close()
  return { cold, warm }
}

/** What a cold visit without Play costs, and when its largest picture is there. */
async function weight(browser, address) {
  const context = await browser.newContext({ viewport: VIEWPORT })
  await context.addInitScript(() => {
    const look = (list) => {
      window.largestMs = list.getEntries().at(-1).startTime
    }
    new PerformanceObserver(look).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  const page = await context.newPage()
  const requests = []
  page.on('requestfinished', (request) => requests.push(request))
  await page.goto(address)
  await page.waitForTimeout(2_500)
  let codeBytes = 0
  let bytes = 0
  for (const request of requests) {
    const { responseBodySize } = await request.sizes()
    bytes += responseBodySize
    if (['script', 'stylesheet'].includes(request.resourceType())) codeBytes += responseBodySize
  }
  const covers = requests.filter((one) => new URL(one.url()).pathname.startsWith('/covers/'))
  const largestMs = await page.evaluate(() => window.largestMs ?? 0)
  await context.close()
  return { requests: requests.length, covers: covers.length, codeBytes, bytes, largestMs }
}

function at(figures, share) {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

const site = await Site.start()
const browser = await openBrowser()
const server = await bareServer()
try {
  const file = join(await folder(), 'clip.mp4')
  const flags = ['-v', 'error', '-y', '-stream_loop', String(LOOPS - 1), '-i', CLIP, '-c', 'copy']
  execFileSync('ffmpeg', [...flags, file])
  const { api_token: token } = await site.account('mei')
  const about = ['--title', 'First frame', '--as', 'mei', '--wait']
  const { page_url: pageUrl } = await site.shoal('publish', file, ...about)
  const watch = new URL(pageUrl, site.url)
  const id = watch.pathname.split('/').at(-1)
  const bare = async () => {
    const asked = { method: 'POST', token, headers: { 'content-type': 'application/json' } }
    const answer = await site.json(`/api/v1/videos/${id}/sessions`, { ...asked, body: '{}' })
    const page = new URL(`http://127.0.0.1:${server.address().port}/`)
    page.searchParams.set('master', new URL(answer.master_url, site.url).href)
    return page.href
  }
  const ours = async () => watch.href
  // The first navigation of a browser pays for the browser.
  await visit(browser, bare)
  await visit(browser, ours)
  const found = { ours: [], bare: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    found.ours.push(await visit(browser, ours))
    found.bare.push(await visit(browser, bare))
  }
  const table = (visits) => {
    const [cold, warm] = ['cold', 'warm'].map((kind) => visits.map((one) => one[kind]))
    return { coldP50: at(cold, 0.5), coldP95: at(cold, 0.95), warmP50: at(warm, 0.5) }
  }
  const page = await weight(browser, watch.href)
  const home = await weight(browser, new URL('/', site.url).href)
  const result = { rounds: ROUNDS, ours: table(found.ours), bare: table(found.bare), page, home }
  console.log(JSON.stringify(result))
} finally {
  server.close()
  await browser.close()
  await site.stop()
}
process.exit(0)
