// What is watched, in a real browser: a video is played, its view counts, it stands in the history
// with how far its viewer came; the history is paused, one entry is removed, all are cleared.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { dialogOf, enter, pathOf, storyOf } from './story.mjs'
import { Site, Visitor, barriers, folder, media, openBrowser, until } from './support.mjs'

const MEI = { name: 'mei', password: 'a rather long secret' }
const STEP_MS_MAX = 60_000
const FILM_S = 40
const VIDEO = '#player video'
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

let site
let browser
let mei
let film
let other

const publish = async (title, seconds) => {
  const source = ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=10:d=${seconds}`]
  const sound = ['-f', 'lavfi', '-i', `sine=d=${seconds}`, '-pix_fmt', 'yuv420p', '-shortest']
  const file = await media(join(await folder(), `${seconds}.mp4`), ...source, ...sound)
  const made = await site.shoal('publish', file, '--title', title, '--as', 'harbour', '--wait')
  return made.video_id
}

before(async () => {
  site = await Site.start()
  browser = await openBrowser()
  await site.account('harbour')
  film = await publish('A long film', FILM_S)
  other = await publish('Another film', FILM_S + 1)
  mei = await Visitor.come(browser, site)
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const step = storyOf('history', {
  limitMs: STEP_MS_MAX,
  site: () => site,
  visitors: () => ({ mei }),
})

const views = async (id) => (await site.json(`/api/v1/views?video_ids=${id}`)).views[id]
const seconds = (who) => who.page.locator(VIDEO).evaluate((video) => video.currentTime)

/** Opens a video and plays it at double speed up to a moment. */
async function play(who, id, until_s) {
  await who.page.goto(`/watch/${id}`)
  await who.page.locator('#player[data-state=ready]').waitFor()
  await who.page.evaluate(async (query) => {
    const video = document.querySelector(query)
    video.muted = true
    video.playbackRate = 2
    await video.play()
  }, VIDEO)
  const isThere = async () => (await seconds(who)) >= until_s
  await until(`${until_s} s`, isThere, { limitMs: 30_000, everyMs: 100 })
}

/** Waits until the history has so many entries: what a page reports as it goes may come last. */
const remembered = (count) =>
  until(`${count} entries`, async () => {
    await mei.page.reload()
    return (await mei.at('history-row').count()) === count
  })

const pause = (who) => who.page.locator(VIDEO).evaluate((video) => video.pause())

step('a stranger who watches for eleven seconds is one view', async () => {
  const stranger = await Visitor.come(browser, site)
  const reports = []
  stranger.page.on('request', (request) => {
    if (/\/progress$/.test(request.url())) reports.push(request.postDataJSON())
  })
  assert.equal(await views(film), 0)
  await play(stranger, film, 4)
  await pause(stranger)
  await until('a report', () => reports.length > 0)
  assert.equal(await views(film), 0, 'four seconds are none')
  // A jump: what lies between was not played.
  await stranger.page.locator(VIDEO).evaluate((video) => {
    video.currentTime = 20
    return video.play()
  })
  await until('some more', async () => (await seconds(stranger)) > 28)
  await pause(stranger)
  await until('the view', async () => (await views(film)) === 1)
  const played = reports.flatMap((report) => report.played ?? [])
  const all = played.reduce((sum, part) => sum + part.to_ms - part.from_ms, 0)
  assert.ok(all > 11_000 && all < 14_500, `${all} ms: ${JSON.stringify(reports)}`)
  assert.ok(played.every(({ to_ms: to, from_ms: from }) => to <= 6_500 || from >= 19_500), 'the gap')
  const numbers = reports.flatMap((report) => report.sequence ?? [])
  assert.deepEqual(numbers, numbers.map((_, at) => at + 1))
  await stranger.page.reload()
  assert.equal(await stranger.at('watch-views').innerText(), '1 view')
  assert.deepEqual(stranger.complaints, [])
  await stranger.leave()
})

step('what was not taken is told again under its number, and counts once', async () => {
  const stranger = await Visitor.come(browser, site)
  const [bodies, lost] = [[], []]
  await stranger.page.route(/\/progress$/, (route) => {
    const body = route.request().postDataJSON()
    bodies.push(body)
    const isLost = body.sequence === 1 && lost.length < 2
    if (isLost) lost.push(body)
    return isLost ? route.abort() : route.continue()
  })
  await play(stranger, film, 7)
  await pause(stranger)
  await until('a lost report', () => lost.length === 1)
  for (const number of [2, 3]) {
    const from = await seconds(stranger)
    await stranger.page.locator(VIDEO).evaluate((video) => video.play())
    await until('some more', async () => (await seconds(stranger)) > from + 0.5)
    await pause(stranger)
    await until('another report', () => bodies.some(({ sequence }) => sequence === number))
  }
  const first = bodies.filter(({ sequence }) => sequence === 1)
  assert.equal(first.length, 3, JSON.stringify(bodies))
  assert.deepEqual(first[2], first[0], 'word for word')
  assert.equal(bodies.filter(({ sequence }) => sequence === 2).length, 1, 'what was taken is not')
  stranger.forgive(/ERR_FAILED/)
  assert.deepEqual(stranger.complaints, [])
  await stranger.leave()
})

step('what somebody leaves in the middle is reported as the page goes', async () => {
  await mei.page.goto('/sign-up')
  await enterNew(mei)
  await play(mei, film, 12)
  await mei.page.goto('/')
  assert.equal(await mei.at('video-card').first().getByTestId('card-views').count(), 1)
  await mei.page.locator('nav.side a[href="/history"]').click()
  await remembered(1)
  const bar = mei.page.locator('.history-bar')
  const share = await bar.evaluate((one) => one.value / one.max)
  assert.ok(share > 0.25 && share < 0.5, `${share}`)
  assert.equal(await mei.at('history-day').innerText(), 'Today')
  assert.deepEqual(await barriers(mei.page), [])
  assert.equal(await views(film), 2)
  assert.equal(await mei.at('history-row').count(), 1)
})

async function enterNew(who) {
  await who.at('field-name').fill(MEI.name)
  await who.at('field-password').fill(MEI.password)
  await who.at('submit').click()
  await who.at('account-menu').waitFor()
}

step('from there it goes on where it was', async () => {
  await mei.page.locator('.history-name a').click()
  await mei.page.locator('#player[data-state=ready]').waitFor()
  await until('the place', async () => (await seconds(mei)) > 10)
})

step('a paused history learns nothing', async () => {
  await mei.page.goto('/history')
  await mei.at('history-pause').click()
  await mei.at('history-paused').waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  await play(mei, other, 11)
  await pause(mei)
  await until('the view', async () => (await views(other)) === 1)
  await mei.page.goto('/history')
  assert.equal(await mei.at('history-row').count(), 1, 'only the first film')
  await mei.page.goto(`/watch/${other}`)
  await mei.page.locator('#player[data-state=ready]').waitFor()
  assert.equal(await mei.at('resume-hint').isVisible(), false, 'it begins anew')
  await mei.page.goto('/history')
  await mei.at('history-resume').click()
  await mei.at('history-pause').waitFor()
  await play(mei, other, 4)
  await mei.page.goto('/history')
  await remembered(2)
})

step('it reads well on a phone, in the dark and in Chinese', async () => {
  const phone = await Visitor.come(browser, site, { ...PHONE, colorScheme: 'dark', locale: 'zh-CN' })
  await enter(phone, MEI)
  await phone.at('account-menu').locator('summary').click()
  await phone.at('account-menu').locator('a[href="/history"]').click()
  await phone.at('history-row').first().waitFor()
  assert.equal(await phone.at('history-day').innerText(), '今天')
  assert.match(await phone.page.locator('.history-text').first().innerText(), /次播放/)
  const isWide = () => document.documentElement.scrollWidth > innerWidth
  assert.equal(await phone.page.evaluate(isWide), false, 'it is wider than the screen')
  assert.deepEqual(await barriers(phone.page), [])
  await phone.picture('history-phone')
  assert.deepEqual(phone.complaints, [])
  await phone.leave()
})

step('one is removed, and all are cleared after a question', async () => {
  await mei.page.goto('/history')
  await mei.picture('history')
  await mei.at('history-remove').first().click()
  await mei.at('notice').waitFor()
  assert.equal(await mei.at('history-row').count(), 1)
  await mei.at('history-clear').click()
  assert.deepEqual(await barriers(mei.page), [])
  await dialogOf(mei).getByTestId('confirm-no').click()
  await dialogOf(mei).waitFor({ state: 'detached' })
  assert.equal(await mei.at('history-row').count(), 1, 'it only asked')
  await mei.at('history-clear').click()
  await dialogOf(mei).getByTestId('confirm-yes').click()
  await mei.at('history-empty').waitFor()
  assert.equal(pathOf(mei), '/history')
  assert.deepEqual(await barriers(mei.page), [])
  assert.equal(await views(film), 2, 'a view holds nobody')
  await mei.page.goto(`/watch/${film}`)
  await mei.page.locator('#player[data-state=ready]').waitFor()
  assert.equal(await mei.at('resume-hint').isVisible(), false, 'its place is gone too')
  assert.deepEqual(mei.complaints, [])
})
