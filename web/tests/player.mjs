// The part of the journey that is about the player: what a visit fetches, the keys, the names of
// the controls, moments, the end. Its steps go on from a video that was watched before.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLIP_S, Visitor, barriers, until } from './support.mjs'

const VIDEO = '#player video'

/** A visit of somebody who was never here, with what it fetched of the video. */
async function stranger({ browser, site, videoPath }, options) {
  const other = await Visitor.come(browser, site, options)
  const fetched = []
  other.page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    const what = /^\/media\/[^/]+\/(.*)$/.exec(pathname)?.[1] ?? pathname
    fetched.push(`${response.request().method()} ${what}`)
  })
  await other.page.goto(videoPath)
  await other.page.locator('#player[data-state=ready]').waitFor()
  return { other, fetched }
}

const playerOf = (where) =>
  where.evaluate((query) => {
    const video = document.querySelector(query)
    const { paused, muted, volume, currentTime, playbackRate } = video
    const { playerTheatre, playerFill } = document.documentElement.dataset
    return { paused, muted, volume, currentTime, playbackRate, playerTheatre, playerFill, scrollY }
  }, VIDEO)

/** `story` has the browser, the site, the page of the creator and the path of the video. */
export function playerSteps(step, story) {
  step('before Play only the poster and the first part are fetched', async () => {
    const { other, fetched } = await stranger(story)
    const hasPicture = () => other.page.evaluate((query) => {
      return document.querySelector(query).readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
    }, VIDEO)
    const onlyFirst = async (visit) => {
      await until(`the first picture of ${visit}`, hasPicture, { limitMs: 10_000 })
      await sleep(2_000)
      const media = fetched.filter((one) => /\.(m4s|mp4|m3u8)$/.test(one)).sort()
      const rung = /(\d+p)\//.exec(media[0])?.[1]
      const first = ['audio/00000.m4s', 'audio/init.mp4', `${rung}/00000.m4s`, `${rung}/init.mp4`]
      assert.deepEqual(media, first.map((one) => `GET ${one}`).sort(), visit)
    }
    await onlyFirst('the first visit')
    const ownRequests = fetched.filter((one) => !/\/covers\/.*\/(320|640)\./.test(one))
    assert.ok(ownRequests.length <= 15, `${ownRequests.length} requests: ${ownRequests}`)
    // Whoever was here before, on a fast line, begins alike.
    await other.page.evaluate(() => localStorage.setItem('shoal.player.bandwidth', '90000000'))
    fetched.length = 0
    await other.page.reload()
    await onlyFirst('another visit')
    assert.ok(!fetched.some((one) => one.startsWith('POST')), `asked for a session: ${fetched}`)
    await other.page.keyboard.press('k')
    await until('the second part', () => fetched.some((one) => /p\/00001\.m4s$/.test(one)))
    assert.deepEqual(other.complaints, [])
    await other.leave()
  })

  step('a cut line is told, and it plays on when the line is back', async () => {
    const { other } = await stranger(story)
    const wait = other.page.locator('.player-wait span')
    await other.context.setOffline(true)
    await other.page.keyboard.press('9')
    await other.page.keyboard.press('k')
    const isTold = async () => {
      const box = await wait.boundingBox()
      return box && box.height > 10 && /unreachable/.test(await wait.innerText())
    }
    await until('the words', isTold, { limitMs: 15_000 })
    await other.context.setOffline(false)
    const plays = async () => (await playerOf(other.page)).currentTime > CLIP_S * 0.9 + 0.1
    await until('playing on', plays, { limitMs: 40_000 })
    assert.equal(await wait.isVisible(), false)
    assert.ok(other.forgive(/ERR_INTERNET_DISCONNECTED/) > 0)
    await other.leave()
  })

  step('the keys work at once on a fresh page, and never scroll it', async () => {
    const { other } = await stranger(story, { viewport: { width: 1280, height: 500 } })
    const { page: there } = other
    const becomes = (what, is) => {
      const asked = async () => {
        const now = await playerOf(there)
        assert.equal(now.scrollY, 0, `the page was scrolled when ${what}`)
        return is(now)
      }
      return until(what, asked, { everyMs: 50 })
    }
    const press = (key) => there.keyboard.press(key)
    await press('Space')
    await becomes('Space plays', ({ paused, currentTime }) => !paused && currentTime > 0.2)
    await press('k')
    await becomes('K pauses', ({ paused }) => paused)
    await press('0')
    await press('ArrowRight')
    await becomes('→ goes on', ({ currentTime }) => currentTime > 4.9)
    await press('j')
    await becomes('J goes back', ({ currentTime }) => currentTime === 0)
    await press('5')
    await becomes('5 is the middle', (now) => Math.abs(now.currentTime - CLIP_S / 2) < 0.3)
    await press('m')
    await becomes('M mutes', ({ muted }) => muted)
    await press('m')
    await press('ArrowDown')
    await becomes('↓ is quieter', ({ muted, volume }) => !muted && Math.abs(volume - 0.95) < 0.01)
    await press('>')
    await becomes('> is faster', ({ playbackRate }) => playbackRate === 1.25)
    await press('t')
    await becomes('T is wide', ({ playerTheatre }) => playerTheatre === 'yes')
    await press('w')
    await becomes('W fills', ({ playerFill }) => playerFill === 'yes')
    await press('Escape')
    await becomes('Escape leaves', ({ playerFill }) => playerFill === 'no')
    await press('?')
    await there.getByRole('dialog').waitFor()
    assert.deepEqual(await barriers(there), [])
    await press('k')
    assert.equal((await playerOf(there)).paused, true, 'the sheet has the keys')
    await press('?')
    await there.getByRole('dialog').waitFor({ state: 'hidden' })
    await there.evaluate(() => document.querySelector('h1').append(document.createElement('input')))
    await there.locator('h1 input').pressSequentially('k m')
    const typed = await playerOf(there)
    assert.deepEqual([typed.paused, typed.muted], [true, false], 'typing is not a key')
    await there.reload()
    await there.locator('#player[data-state=ready]').waitFor()
    const again = await playerOf(there)
    assert.deepEqual([again.playbackRate, again.playerTheatre], [1.25, 'yes'], 'not remembered')
    assert.deepEqual(other.complaints, [])
    await other.leave()
  })

  step('every control has a name and a state, and is used by keyboard', async () => {
    const { other } = await stranger(story)
    const { page: there } = other
    const box = there.locator('#player')
    const tree = await box.ariaSnapshot()
    for (const line of [
      'button "Play"',
      'button "Mute"',
      'slider "Position"',
      'slider "Volume"',
      'button "Quality: Auto"',
      'button "Speed: 1×"',
      'button "Settings"',
      'button "Theatre mode"',
      'button "Fill window"',
      'button "Full screen"',
    ]) {
      assert.ok(tree.includes(line), `${line} is missing in\n${tree}`)
    }
    assert.doesNotMatch(tree, /- (button|slider)(:|$)/m, 'a control without a name')
    const place = there.getByRole('slider', { name: 'Position' })
    assert.equal(await place.getAttribute('aria-valuetext'), '0:00 of 0:05')
    await there.getByRole('button', { name: 'Mute' }).press('Enter')
    await there.locator('[data-testid=mute][aria-pressed=true]').waitFor()
    const speed = there.getByTestId('speed')
    await speed.press('Enter')
    await there.keyboard.press('ArrowUp')
    const chosen = there.getByRole('menuitemradio', { name: '1.25×' })
    assert.ok(await chosen.evaluate((item) => item === document.activeElement), 'arrows go through')
    assert.deepEqual(await barriers(there), [])
    await there.keyboard.press('Enter')
    await there.getByRole('button', { name: 'Speed: 1.25×' }).waitFor()
    assert.ok(await speed.evaluate((item) => item === document.activeElement), 'the focus is lost')
    await there.getByTestId('player-settings').press('Enter')
    await there.keyboard.press('Space')
    const autoplay = there.getByRole('menuitemcheckbox', { name: /Autoplay/ })
    assert.equal(await autoplay.getAttribute('aria-checked'), 'true')
    await there.keyboard.press('Escape')
    assert.equal(await autoplay.isVisible(), false)
    await there.reload()
    const plays = async () => !(await playerOf(there)).paused
    await until('it plays by itself, as wished', plays, { limitMs: 10_000 })
    assert.deepEqual(other.complaints, [])
    await other.leave()
  })

  step('an address and a time code lead to a moment', async () => {
    const { page, videoPath } = story
    await page.goto(`${videoPath}?t=0m2s`)
    await page.locator('#player[data-state=ready]').waitFor()
    const isNear = (to) => async () => Math.abs((await playerOf(page)).currentTime - to) < 0.8
    await until('the moment of the address', isNear(2), { limitMs: 10_000 })
    const hints = await page.getByTestId('resume-hint').count()
    assert.equal(hints, 0, 'the address is stronger than the memory')
    const codes = page.locator('[data-testid=watch-description] a')
    assert.deepEqual(await codes.allInnerTexts(), ['0:03'], 'only moments of this video')
    await codes.click()
    const goesOn = async () => (await playerOf(page)).currentTime > 3.2
    await until('playing on', goesOn)
  })

  step('a share has the address, the moment and the code of a frame', async () => {
    const { page, site, videoPath } = story
    await page.evaluate((query) => document.querySelector(query).pause(), VIDEO)
    const opener = page.getByTestId('share')
    await opener.click()
    const dialog = page.getByTestId('share-dialog')
    const [link, code] = [dialog.locator('#share-link'), dialog.locator('#share-code')]
    assert.equal(await link.inputValue(), `${site.url}${videoPath}`)
    assert.deepEqual(await barriers(page), [])
    await dialog.getByRole('checkbox').check()
    assert.match(await link.inputValue(), /\/watch\/[^?]+\?t=[1-9]\d*$/)
    assert.match(await code.inputValue(), /^<iframe src="[^"]+\/embed\/[^"?]+\?t=[1-9]\d*"/)
    await dialog.getByRole('button', { name: 'Copy' }).first().click()
    await dialog.getByRole('button', { name: 'Copied' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.ok(await opener.evaluate((button) => button === document.activeElement))
  })

  step('it plays in a page of another site, which may frame nothing else', async () => {
    const { browser, site, videoPath } = story
    const told = await fetch(`${site.url}/oembed?url=${encodeURIComponent(site.url + videoPath)}`)
    const { html, title } = await told.json()
    const page = `<!doctype html><title>blog</title>${html}<iframe id="no" src="${site.url}${videoPath}"></iframe>`
    // Another name than that of the site: cookies of the site do not go there.
    const blog = createServer((_, answer) => answer.setHeader('content-type', 'text/html').setHeader('connection', 'close').end(page))
    await new Promise((done) => blog.listen(0, '127.0.0.1', done))
    const reader = await Visitor.come(browser, site)
    try {
      await reader.page.goto(`http://localhost:${blog.address().port}/`)
      const frame = reader.page.frameLocator('iframe').first()
      await frame.locator('#player[data-state=ready]').waitFor()
      await frame.getByRole('button', { name: /Play/ }).first().click()
      const moves = () => frame.locator('video').evaluate((video) => video.currentTime > 0.5)
      await until('it plays', moves, { limitMs: 15_000 })
      assert.equal(await frame.getByTestId('embed-title').innerText(), title)
      assert.ok(reader.forgive(/frame-ancestors|Refused to frame|Framing/) > 0, 'no other page is framed')
      await sleep(6_000)
      assert.deepEqual(reader.complaints, [])
    } finally {
      blog.closeAllConnections()
      blog.close()
    }
    await reader.leave()
  })

  step('at the end it offers to play again', async () => {
    const { page } = story
    const end = page.getByTestId('player-end')
    await page.keyboard.press('9')
    await page.keyboard.press('k')
    await end.waitFor()
    assert.deepEqual(await barriers(page), [])
    await end.getByRole('button', { name: 'Replay' }).click()
    await end.waitFor({ state: 'hidden' })
    await until('the beginning', async () => (await playerOf(page)).currentTime < 3)
    await page.keyboard.press('k')
  })
}
