// The part of the story of danmaku that needs no server: patterns against the language's own, lanes
// at every moment, and how many frames a second there are with five hundred on the screen.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import vm from 'node:vm'
import { ROOT, Visitor, until } from './support.mjs'

const PARTS = join(ROOT, 'static/danmaku/danmaku.js')
const VIDEO = '#player video'
const ON_SCREEN = 500
const MEASURED_MS = 5_000
// A quiet machine draws 60; one that does other work as well must still be worth looking at.
const FRAMES_MIN = 30

/** What files of the page declare, without a page. */
function declared(files, names) {
  const text = files.map((file) => readFileSync(join(PARTS, file), 'utf8')).join('\n')
  return vm.runInThisContext(`(() => {${text}\nreturn { ${names.join(', ')} }})()`)
}

/** Numbers below a bound, the same in each run. */
function dice(seed) {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return Math.floor((state / 0x8000_0000) * below)
  }
}

function patternSteps(step) {
  const { Pattern } = declared(['pattern.js'], ['Pattern'])

  step('a pattern finds what the language’s own finds, in time', () => {
    const roll = dice(7)
    const pick = (list) => list[roll(list.length)]
    const simple = ['a', 'b', 'c', '.', '\\d', '[ab]', '[^a]', '[a-c]', '哈', '\\w']
    const make = (depth) => {
      if (depth === 0) return pick(simple)
      const inner = () => make(depth - 1)
      return pick([
        () => inner() + inner(),
        () => `(${inner()}|${inner()})`,
        () => `(?:${inner()})${pick(['*', '+', '?', '{1,2}', '{2}', '{0,3}', '*?'])}`,
        () => `^${inner()}`,
        () => `${inner()}$`,
      ])()
    }
    for (let round = 0; round < 3_000; round += 1) {
      const text = make(3)
      // Letters of all scripts, as the server has it; the language knows those of English alone.
      const own = new RegExp(text.replaceAll('\\w', '[\\p{L}\\p{N}\\p{M}_]'), 'iu')
      const pattern = Pattern.of(text)
      assert.ok(pattern, text)
      for (let tried = 0; tried < 5; tried += 1) {
        const on = Array.from({ length: roll(8) }, () => pick([...'abc1哈A '])).join('')
        assert.equal(pattern.test(on), own.test(on), `${text} on “${on}”`)
      }
    }
    const refused = ['(a)\\1', '(?=a)', '(?<!a)b', '[', '(', 'a{2', '*', '(a{50}){50}', '\\p{L}']
    for (const text of [...refused, '', 'a'.repeat(101)]) assert.equal(Pattern.of(text), null, text)
    const begun = performance.now()
    Pattern.of('(a*)*(a|aa)*(a+)+$').test(`${'a'.repeat(99)}b`)
    assert.ok(performance.now() - begun < 100, 'it took for ever')
  })
}

function laneSteps(step) {
  const { Lanes, Flight } = declared(['lanes.js'], ['Lanes', 'Flight'])
  const isMet = (a, b, wide) => {
    if (a.isFlying !== b.isFlying || (!a.isFlying && a.mode !== b.mode)) return false
    if (a.row + a.rows <= b.row || b.row + b.rows <= a.row) return false
    const from = Math.max(a.start, b.start)
    const to = Math.min(a.goneAt ?? a.end, b.goneAt ?? b.end)
    for (let part = 0; part <= 10 && to - from > 1e-9; part += 1) {
      const at = from + ((to - from) * part) / 10
      const [left, other] = [a.left(at, wide), b.left(at, wide)]
      const lies = left < other + b.width - 0.01 && other < left + a.width - 0.01
      if (lies && Math.max(left, other) < wide) return true
    }
    return false
  }

  step('one that its creator has placed stands where it was put', () => {
    const item = { position: { x: 250, y: 500, s: 4 } }
    const size = { width: 100, rows: 3, mode: 'positioned' }
    const flight = new Flight(item, { ...size, start: 10, span: 4 })
    for (const time of [10, 12, 14]) assert.equal(flight.left(time, 800), 150)
    assert.equal(flight.isFlying, false)
  })

  step('none lies over another or catches up with one, whatever comes when', () => {
    const roll = dice(11)
    const modes = ['scroll', 'scroll', 'scroll', 'reverse', 'top', 'bottom']
    for (let round = 0; round < 20; round += 1) {
      const wide = 300 + roll(1_600)
      const lanes = new Lanes()
      lanes.resize({ wide, rows: 30, top: 12, bottom: 12 })
      const all = []
      let time = 0
      for (let number = 0; number < 300; number += 1) {
        time += roll(100) / 400
        const mode = modes[roll(modes.length)]
        const span = mode === 'top' || mode === 'bottom' ? 4 : 8
        const size = { width: 20 + roll(900), rows: 2 + roll(3) }
        const flight = new Flight({}, { ...size, mode, start: time, span })
        const isPlaced = lanes.place(flight)
        if (isPlaced) all.push(flight)
        // Now and then one that is shown in any case: those in its way go.
        if (isPlaced || roll(10) > 0) continue
        const there = all.filter((other) => other.end > time && other.goneAt === undefined)
        for (const other of lanes.clearFor(flight, time, there) ?? []) other.goneAt = time
        all.push(flight)
      }
      for (const [at, one] of all.entries()) {
        for (const other of all.slice(at + 1)) assert.ok(!isMet(one, other, wide), 'two met')
      }
    }
  })
}

/** A room with more than fits on the screen, told in the place of the server. */
async function crowd(who) {
  const items = Array.from({ length: 20_000 }, (_, number) => ({
    danmaku_id: `c${number}`,
    time_ms: number * 3,
    mode: 'scroll',
    color: 0xffffff,
    size: 'medium',
    text: `弹幕 ${number % 997}`,
    sender: `s${number % 50}`,
    sent_at_ms: 1,
  }))
  const segment = { number: 0, version: 1, offset: 1, count: items.length }
  const count = items.length
  const room = { epoch: '', offset: 0, count, segment_ms: 360_000, segments: [segment], energy: [1] }
  const state = { is_muted: false, slow_mode_ms: 0, may_send: false, may_manage: false }
  const tell = (json) => (route) => route.fulfill({ json })
  await who.page.route(/\/danmaku(\?|$)/, tell({ ...room, ...state }))
  await who.page.route(/\/danmaku\/segments\/0\?/, tell({ items }))
  await who.page.route(/\/danmaku\/segments\/0\/delta/, tell({ offset: 1, items: [] }))
}

/** Counts, in the page, what each frame draws. */
function countDrawn() {
  const tuning = { area: 100, size: 50, speed: 2, density: 4, isFootFree: false, opacity: 90 }
  localStorage.setItem('shoal.danmaku.tuning', JSON.stringify(tuning))
  window.drawnInFrames = []
  let drawn = 0
  const { drawImage, clearRect } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.drawImage = function (...rest) {
    drawn += 1
    return drawImage.apply(this, rest)
  }
  CanvasRenderingContext2D.prototype.clearRect = function (...rest) {
    window.drawnInFrames.push({ drawn, at: performance.now() })
    drawn = 0
    return clearRect.apply(this, rest)
  }
}

/** `story` has the browser, the site and the path of the video. */
export function partSteps(step, story) {
  patternSteps(step)
  laneSteps(step)

  step('five hundred on the screen, and the picture is smooth', async () => {
    const { browser, site, videoPath } = story()
    const who = await Visitor.come(browser, site, { viewport: { width: 1280, height: 720 } })
    await who.context.addInitScript(countDrawn)
    await crowd(who)
    await who.page.goto(videoPath)
    await who.page.locator('#player[data-state=ready]').waitFor()
    await who.page.keyboard.press('w')
    await who.page.locator(VIDEO).evaluate((video) => {
      video.muted = true
      return video.play()
    })
    const last = () => who.page.evaluate(() => window.drawnInFrames.at(-1)?.drawn ?? 0)
    const isFull = async () => (await last()) >= ON_SCREEN * 0.9
    await until('a full screen', isFull, { limitMs: 30_000 })
    await who.page.evaluate(() => {
      window.drawnInFrames = []
    })
    await who.page.waitForTimeout(MEASURED_MS)
    const frames = await who.page.evaluate(() => window.drawnInFrames)
    const seconds = (frames.at(-1).at - frames[0].at) / 1000
    const rate = (frames.length - 1) / seconds
    const drawn = frames.reduce((sum, frame) => sum + frame.drawn, 0) / frames.length
    console.log(`# ${rate.toFixed(1)} frames/s with ${Math.round(drawn)} on the screen`)
    assert.ok(drawn > ON_SCREEN * 0.8, `${drawn}`)
    assert.ok(Math.max(...frames.map((frame) => frame.drawn)) <= ON_SCREEN)
    assert.ok(rate >= FRAMES_MIN, `${rate}`)
    await who.picture('danmaku-crowd')
    await who.leave()
  })
}
