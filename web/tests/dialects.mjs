// Players of others in a real browser, with the builds that their makers publish: each snippet of
// docs/danmaku-dialects.md is run as it stands there. Pages of other sites read; pages of this one
// also send.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { after, before } from 'node:test'
import { fillDoor, storyOf } from './story.mjs'
import { ROOT, Site, Visitor, barriers, folder, media, openBrowser, until } from './support.mjs'

const MEI = { name: 'mei', password: 'a rather long secret' }
const STEP_MS_MAX = 60_000
const FILM_S = 8
const SOURCE = [
  ...['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=10:d=${FILM_S}`],
  ...['-f', 'lavfi', '-i', `sine=d=${FILM_S}`, '-pix_fmt', 'yuv420p', '-shortest'],
]
const HARMFUL = '<img src=x onerror="window.isHarmed=1"> & 弹幕'

const PACKAGES = join(ROOT, 'web/node_modules')
const FILES = {
  'DPlayer.min.js': join(PACKAGES, 'dplayer/dist/DPlayer.min.js'),
  'hls.min.js': join(PACKAGES, 'hls.js/dist/hls.min.js'),
  'artplayer.js': join(PACKAGES, 'artplayer/dist/artplayer.js'),
  'artplayer-plugin-danmuku.js': join(
    PACKAGES,
    'artplayer-plugin-danmuku/dist/artplayer-plugin-danmuku.js',
  ),
}
const TYPES = { '.js': 'text/javascript', '.mp4': 'video/mp4' }

let site
let elsewhere
let browser
let owner
let film
let mei
let guest

/** Notes each text that a player puts over its picture. */
function note() {
  window.shownTexts = []
  const isText = (one) =>
    one.nodeType === 1 && (one.matches('.dplayer-danmaku-item') || one.parentElement?.closest('.art-danmuku'))
  const told = (one) => ({
    text: one.textContent,
    mode: one.dataset.mode ?? /dplayer-danmaku-(right|top|bottom)/.exec(one.className)?.[1],
    color: one.style.color,
    elements: [...one.querySelectorAll('*')].map((inner) => inner.localName).join(),
  })
  const look = (records) => {
    for (const { addedNodes, target, type } of records) {
      const ones = type === 'childList' ? [...addedNodes, target] : [target]
      for (const one of ones.filter(isText)) {
        // ArtPlayer says the mode last, when all else of a text is set.
        if (one.textContent && one.dataset.mode !== '') shownTexts.push(told(one))
      }
    }
  }
  const wanted = { subtree: true, childList: true, attributes: true, attributeFilter: ['data-mode'] }
  new MutationObserver(look).observe(document, wanted)
}

/** The block of the documentation under a heading, about this site and film. */
function snippet(heading, change = (text) => text) {
  const text = readFileSync(join(ROOT, 'docs/danmaku-dialects.md'), 'utf8')
  const part = text.split(`\n## ${heading}\n`)[1]
  assert.ok(part, `nothing is said of “${heading}”`)
  const block = /```html\n(.*?)\n```/s.exec(part)[1]
  const ours = block.replaceAll('https://shoal.example', site.url).replaceAll('VIDEO_ID', film)
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>${heading}</title>${change(ours)}`
}

/** A page that is not of the site: it has another origin. */
async function open(who, page) {
  elsewhere.page = page
  await who.page.goto(`${elsewhere.url}/`)
}

/** The same page as one of the site's own. */
async function openHere(who, page) {
  const about = `${site.url}/players-of-others/`
  await who.context.unrouteAll()
  await who.context.route(`${about}**`, (route) => {
    const path = FILES[new URL(route.request().url()).pathname.split('/').at(-1)]
    const file = { path, contentType: TYPES['.js'] }
    return route.fulfill(path ? file : { body: page, contentType: 'text/html; charset=utf-8' })
  })
  await who.page.goto(about)
}

async function startElsewhere(path) {
  const files = { ...FILES, 'film.mp4': path }
  const server = createServer((request, response) => {
    const file = files[request.url.slice(1)]
    if (request.url !== '/' && !file) return response.writeHead(404).end()
    const type = file ? TYPES[extname(file)] : 'text/html; charset=utf-8'
    response.writeHead(200, { 'content-type': type })
    return response.end(file ? readFileSync(file) : elsewhere.page)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${server.address().port}` }
}

before(async () => {
  // It is not about the pace of writing.
  site = await Site.start({ SHOAL__DANMAKU__SEND_APART_MS: '0' })
  browser = await openBrowser()
  owner = await site.account('harbour')
  const file = await media(join(await folder(), 'film.mp4'), ...SOURCE)
  const flags = ['--title', 'A film in players of others', '--as', 'harbour', '--wait']
  film = (await site.shoal('publish', file, ...flags)).video_id
  elsewhere = await startElsewhere(file)
  mei = await come()
  guest = await come()
})

after(async () => {
  await browser?.close()
  elsewhere?.server.close()
  await site?.stop()
})

async function come() {
  const who = await Visitor.come(browser, site)
  await who.context.addInitScript(note)
  return who
}

const step = storyOf('dialects', {
  limitMs: STEP_MS_MAX,
  site: () => site,
  visitors: () => ({ mei, guest }),
})

/** What was written in the first part of the film, as our own API has it. */
async function written() {
  const path = `/api/v1/videos/${film}/danmaku/segments/0/delta`
  return (await site.json(path)).items
}

/** Writes by our own API. */
async function write(text) {
  const session = await site.json(`/api/v1/videos/${film}/sessions`, {
    method: 'POST',
    token: owner.api_token,
  })
  const play = session.master_url.split('/')[2]
  await site.json(`/api/v1/videos/${film}/danmaku?play=${play}`, {
    method: 'POST',
    token: owner.api_token,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(text),
  })
}

/** A text as it was put over the picture. */
const shown = (who, text) =>
  until(
    `“${text}”`,
    () => who.page.evaluate((one) => window.shownTexts.find((each) => each.text === one), text),
    { limitMs: 15_000, everyMs: 50 },
  )

/** Plays what the page has, without sound, from its beginning. */
const play = (who) =>
  who.page.evaluate(async () => {
    const video = document.querySelector('video')
    video.muted = true
    await video.play()
  })

/** Writes into DPlayer as a person does. */
async function sendByDplayer(who, text) {
  await who.page.locator('.dplayer-video-wrap').hover()
  await who.page.locator('.dplayer-comment-icon').click()
  await who.page.evaluate(() => {
    document.querySelector('.dplayer-comment-setting-type [value="1"]').checked = true
    document.querySelector('.dplayer-comment-setting-color [value="#e54256"]').checked = true
  })
  await who.page.locator('.dplayer-comment-input').fill(text)
  await who.page.locator('.dplayer-comment-input').press('Enter')
}

step('a text that was written on the site’s own page', async () => {
  await mei.page.goto('/sign-up')
  await fillDoor(mei, MEI)
  await mei.at('account-menu').waitFor()
  await mei.page.goto(`/watch/${film}`)
  await mei.page.locator('#player[data-state=ready]').waitFor()
  await play(mei)
  await mei.at('danmaku-text').fill(HARMFUL)
  await mei.at('danmaku-text').press('Enter')
  await until('written', async () => (await written()).some((one) => one.text === HARMFUL))
  await write({ time_ms: 800, text: 'at the top', mode: 'top', color: 0x10ff80 })
  await write({ time_ms: 900, text: 'at the bottom', mode: 'bottom', color: 0xff0000 })
  await write({ time_ms: 0, text: 'blue', color: 255 })
})

step('DPlayer on a page of another site shows it, and it does no harm', async () => {
  await open(guest, snippet('DPlayer, on any page'))
  await play(guest)
  const seen = await shown(guest, HARMFUL)
  assert.deepEqual([seen.mode, seen.elements], ['right', ''])
  assert.deepEqual((await shown(guest, 'at the top')).color, 'rgb(16, 255, 128)')
  assert.equal((await shown(guest, 'at the bottom')).mode, 'bottom')
  assert.equal((await shown(guest, 'blue')).color, 'rgb(0, 0, 255)')
  assert.equal(await guest.page.evaluate(() => window.isHarmed), undefined)
  assert.deepEqual(guest.complaints, [])
})

step('DPlayer on a page of another site sends nothing', async () => {
  const before = (await written()).length
  await sendByDplayer(guest, 'from elsewhere')
  const said = () => guest.page.locator('.dplayer-notice').allInnerTexts()
  await until('a notice', async () => (await said()).length > 0)
  assert.equal((await written()).length, before)
  // Of the browser, and of the player itself.
  await until('complaints', () => guest.complaints.length >= 3)
  assert.equal(guest.forgive(/blocked by CORS policy|ERR_FAILED|DPlayer.min.js/), 3)
})

step('DPlayer on a page of the site sends, and is told why not', async () => {
  await openHere(mei, snippet('DPlayer that sends, on a page of the site'))
  await mei.page.locator('.dplayer-comment-icon').waitFor({ state: 'attached' })
  await play(mei)
  await sendByDplayer(mei, 'from DPlayer')
  const find = async () => (await written()).find((one) => one.text === 'from DPlayer')
  const sent = await until('written', find)
  assert.deepEqual([sent.mode, sent.color, sent.size], ['top', 0xe54256, 'medium'])
  assert.ok(sent.time_ms < FILM_S * 1000, `${sent.time_ms}`)
  const others = (await written()).find((one) => one.text === HARMFUL)
  assert.equal(sent.sender, others.sender, 'it is of the account that is signed in')
  await sendByDplayer(mei, 'from DPlayer')
  const told = mei.page.locator('.dplayer-notice').filter({ hasText: /just sent this/ })
  await told.first().waitFor({ state: 'attached' })
  assert.deepEqual(mei.complaints, [])
})

step('whoever is not signed in is told so by DPlayer', async () => {
  await openHere(guest, snippet('DPlayer that sends, on a page of the site'))
  await guest.page.locator('.dplayer-comment-icon').waitFor({ state: 'attached' })
  await play(guest)
  const before = (await written()).length
  await sendByDplayer(guest, 'from nobody')
  const told = guest.page.locator('.dplayer-notice').filter({ hasText: /Sign in first/ })
  await told.first().waitFor({ state: 'attached' })
  assert.equal((await written()).length, before)
  assert.deepEqual(guest.complaints, [])
})

const AS_FILE = (text) => text.replace(/danmuku: .*\n/, 'danmuku: `${room}.xml`,\n')
for (const [kind, change] of [['JSON', (text) => text], ['XML', AS_FILE]]) {
  step(`ArtPlayer on a page of another site shows the ${kind}`, async () => {
    const page = snippet('ArtPlayer, on any page', change)
    assert.equal(page.includes('.xml'), kind === 'XML')
    await open(guest, page)
    await guest.page.waitForFunction(() => art.plugins.artplayerPluginDanmuku)
    await play(guest)
    const seen = []
    for (const text of [HARMFUL, 'at the top', 'at the bottom', 'from DPlayer']) {
      seen.push(await shown(guest, text))
    }
    assert.deepEqual(seen.map((one) => one.mode), ['0', '1', '2', '1'])
    assert.deepEqual(seen.map((one) => one.elements), ['', '', '', ''])
    const colors = ['rgb(255, 255, 255)', 'rgb(16, 255, 128)', 'rgb(255, 0, 0)', 'rgb(229, 66, 86)']
    assert.deepEqual(seen.map((one) => one.color), colors)
    // The plugin drops leading zeros of colours in the file, as the documentation says.
    if (kind === 'JSON') assert.equal((await shown(guest, 'blue')).color, 'rgb(0, 0, 255)')
    assert.equal(await guest.page.evaluate(() => window.isHarmed), undefined)
    assert.deepEqual(guest.complaints, [])
  })
}

step('ArtPlayer on a page of the site sends', async () => {
  await openHere(mei, snippet('ArtPlayer that sends, on a page of the site'))
  await mei.page.locator('.art-video').waitFor()
  await play(mei)
  await mei.page.locator('.apd-input').fill('from ArtPlayer')
  await mei.page.locator('.apd-send').click()
  const find = async () => (await written()).find((one) => one.text === 'from ArtPlayer')
  const sent = await until('written', find)
  assert.deepEqual([sent.mode, sent.color], ['scroll', 0xffffff])
  await shown(mei, 'from ArtPlayer')
  assert.deepEqual(mei.complaints, [])
})

step('a room goes into a file and out of it into another room, by its owner', async () => {
  await mei.page.goto(`/watch/${film}`)
  await mei.page.locator('#player[data-state=ready]').waitFor()
  await mei.at('danmaku-tune').click()
  assert.equal(await mei.at('danmaku-manage').isVisible(), false, 'it is not their video')
  const file = await (await site.fetch(`/api/v1/videos/${film}/danmaku.xml`)).text()
  const odd = '<d p="1,7,25,0,0,0,a,1">[]</d><d p="3600,1,25,0,0,0,a,2">late</d></i>'
  const more = Buffer.from(file.replace('</i>', odd))
  const clip = await media(join(await folder(), 'clip.mp4'), ...SOURCE)
  const flags = ['--title', 'A film of mei', '--as', 'mei', '--wait']
  const other = (await site.shoal('publish', clip, ...flags)).video_id
  await mei.page.goto(`/watch/${other}`)
  await mei.page.locator('#player[data-state=ready]').waitFor()
  await mei.at('danmaku-tune').click()
  await mei.at('danmaku-manage').locator('summary').click()
  const told = mei.at('danmaku-import-told')
  const bring = async (name, buffer) => {
    const before = await told.innerText()
    await mei.at('danmaku-import').setInputFiles({ name, mimeType: 'text/xml', buffer })
    const isTold = async () => !['', 'Importing…', before].includes(await told.innerText())
    await until('what came of it', isTold)
    return told.innerText()
  }
  const count = (await written()).length
  const first = await bring('room.xml', more)
  assert.ok(first.startsWith(`Imported: ${count}.`), first)
  assert.match(first, /1 beyond the end.*1 in a position/)
  assert.match(await bring('room.xml', more), new RegExp(`Imported: 0.*${count} already here`))
  assert.match(await bring('room.xml.gz', Buffer.from([0x1f, 0x8b, 8, 0])), /compressed/)
  assert.deepEqual(await barriers(mei.page), [])
  await mei.picture('danmaku-import')
  const path = `/api/v1/danmaku/dplayer/v3/?id=${other}`
  const came = () => site.json(path).then(({ data }) => data.length === count && data)
  const there = await until('judged', came)
  const here = (await site.json(path.replace(other, film))).data
  const plain = (all) => all.map(([time, type, color, , text]) => ({ time, type, color, text }))
  assert.deepEqual(plain(there), plain(here))
  mei.forgive(/status of 4(04|22)/)
  assert.deepEqual(mei.complaints, [])
})
