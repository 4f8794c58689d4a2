// Lists that are longer than a page, in a real browser: "Load more" adds to them, and whoever comes
// back finds them as long as they were and the place where they left.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Site, Visitor, barriers, folder, openBrowser, until } from './support.mjs'

const PAGE = 24
const VIDEOS = PAGE + 3
const AT_ONCE = 3

let site
let browser

before(async () => {
  site = await Site.start()
  browser = await openBrowser()
  await site.account('mei')
  const file = join(await folder(), 'tiny.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=10:d=0.5']
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, '-pix_fmt', 'yuv420p', file])
  const numbers = Array.from({ length: VIDEOS }, (_, at) => at + 1)
  const work = async () => {
    for (let number = numbers.shift(); number; number = numbers.shift()) {
      const about = ['--title', `Clip ${number}`, '--tag', 'tiny', '--as', 'mei', '--wait']
      await site.shoal('publish', file, ...about)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

for (const [path, options] of [
  ['/', {}],
  ['/u/mei', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ['/tag/tiny', {}],
]) {
  test(`${path} loads more, and is found again by Back`, { timeout: 60_000 }, async () => {
    const reader = await Visitor.come(browser, site, options)
    const { page } = reader
    const cards = reader.at('video-card')
    const count = (most) => async () => (await cards.count()) === most
    await page.goto(path)
    assert.equal(await cards.count(), PAGE)
    await reader.at('load-more').click()
    await until('all cards', count(VIDEOS))
    assert.equal(await reader.at('load-more').count(), 0, 'there is no more')
    const titles = await cards.locator('.card-title').allInnerTexts()
    assert.equal(new Set(titles).size, VIDEOS, 'each video once')
    const focused = () => page.evaluate(() => document.activeElement.textContent)
    assert.equal(await focused(), titles[PAGE], 'the keyboard goes on with the first new one')
    assert.deepEqual(await barriers(page), [])
    const last = cards.last()
    await last.locator('.card-title a').click()
    await page.waitForURL(/\/watch\//)
    await page.goBack()
    await until('all cards again', count(VIDEOS))
    const isSeen = () => last.evaluate((card) => {
      const { top, bottom } = card.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    })
    await until('the place', isSeen)
    assert.deepEqual(await cards.locator('.card-title').allInnerTexts(), titles)
    assert.deepEqual(reader.complaints, [])
    await reader.leave()
  })
}

test('without scripts the next page is a page', { timeout: 60_000 }, async () => {
  const reader = await Visitor.come(browser, site, { javaScriptEnabled: false })
  await reader.page.goto('/')
  await reader.at('load-more').click()
  await reader.page.waitForURL(/cursor=/)
  assert.equal(await reader.at('video-card').count(), VIDEOS - PAGE)
  await reader.leave()
})
