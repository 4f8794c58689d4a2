// Moderation in a real browser: a viewer reports, a moderator goes through a case by keys, picks a
// note, and puts a picture on the list of known ones, by which a copy is found; and goes to what is
// written in a picture.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { CLIP, Site, Visitor, barriers, openBrowser, until } from './support.mjs'

const PASSPHRASE = 'a long passphrase of rabbits 77'

let site
let browser
let mei
let video

const publish = (title, ...flags) =>
  site.shoal('publish', CLIP, '--title', title, '--as', 'mei', ...flags)

/** Somebody who has signed in, with the password that a reset link has let them choose. */
async function signedIn(name) {
  const { link } = await site.shoal('user', 'reset', name)
  const visitor = await Visitor.come(browser, site)
  const { page } = visitor
  await page.goto(link)
  for (const field of await page.locator('input[type=password]').all()) await field.fill(PASSPHRASE)
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL(/sign-in/)
  await page.locator('input[name=name]').fill(name)
  await page.locator('input[type=password]').fill(PASSPHRASE)
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return visitor
}

before(async () => {
  site = await Site.start()
  browser = await openBrowser()
  mei = await site.account('mei')
  await site.account('mod', 'moderator')
  await site.account('lin', 'viewer')
  video = (await publish('A rabbit', '--wait')).video_id
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

test('a viewer reports from the watch page and is thanked', { timeout: 120_000 }, async () => {
  const lin = await signedIn('lin')
  const { page } = lin
  await page.goto(`/watch/${video}`)
  await lin.at('report').click()
  await page.locator('dialog[open]').waitFor()
  assert.deepEqual(await barriers(page), [])
  await lin.at('reason-hate').check()
  await lin.at('field-note').fill('It is mean to rabbits.')
  await lin.at('report-send').click()
  await page.waitForURL(`**/watch/${video}**`)
  assert.match(await page.locator('#toasts').innerText(), /Thank you/)
  assert.deepEqual(lin.complaints, [])
  await lin.leave()
})

test('a moderator goes through a case by keys', { timeout: 240_000 }, async () => {
  const mod = await signedIn('mod')
  const { page } = mod
  await page.goto('/moderation')
  assert.equal(await mod.at('reported').count(), 1)
  await mod.at('case-row').getByRole('link', { name: /^Review/ }).click()
  assert.match(await mod.at('case-reports').innerText(), /mean to rabbits/)
  // The hint is shown by the script that listens for the keys: before it, a key is lost.
  await page.locator('[data-keys-hint]').waitFor()
  const chosen = () => page.locator('input[name=action]:checked').getAttribute('value')
  for (const [key, action] of [['1', 'pass'], ['2', 'age_limit'], ['3', 'block']]) {
    await page.keyboard.press(key)
    assert.equal(await chosen(), action)
  }
  await page.keyboard.press('?')
  assert.deepEqual(
    [await page.locator('#case-keys[open]').count(), await page.locator('#player-sheet[open]').count()],
    [1, 0],
    'the keys are those of the page, not of the player',
  )
  await page.keyboard.press('?')
  assert.equal(await page.locator('dialog[open]').count(), 0)
  await mod.at('field-ready').selectOption({ label: 'Spam' })
  assert.match(await mod.at('field-note').inputValue(), /advertising/)
  assert.equal(await mod.at('field-reason').inputValue(), 'spam')
  await mod.at('field-note').press('1')
  assert.equal(await chosen(), 'block', 'nothing happens while somebody types')
  assert.deepEqual(await barriers(page), [])

  await page.locator('input[name=at_ms]').last().check()
  await mod.at('field-label').fill('rabbit')
  await mod.at('frame-add').click()
  await mod.at('notice').waitFor()
  const copy = (await publish('Something else')).video_id
  const path = `/api/v1/videos/${copy}/progress`
  const state = async () => (await site.json(path, { token: mei.api_token })).state
  await until('the copy is blocked', async () => (await state()) === 'blocked', { limitMs: 120_000 })
  await page.goto(`/moderation/${copy}`)
  assert.match(await mod.at('case-known').innerText(), /rabbit/)
  await page.locator('#player[data-state=ready]').waitFor()
  await page.keyboard.press('j')
  const at = () => page.evaluate(() => document.querySelector('#player video').currentTime)
  await until('the player is at the hit', async () => (await at()) >= 3.9)
  await page.goto('/moderation/known')
  assert.equal(await mod.at('known-row').count(), 1)
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(mod.complaints, [])
  await mod.leave()
})

test('a moderator adds terms, tries a text, and leaves a case to an administrator', { timeout: 240_000 }, async () => {
  const mod = await signedIn('mod')
  const { page } = mod
  // What is held is held by its title, and not by a picture of the clip.
  await page.goto('/moderation/known')
  await mod.at('known-row').getByRole('button').click()
  await mod.at('notice').waitFor()
  await page.goto('/moderation')
  await mod.at('to-terms').click()
  await mod.at('field-terms').fill('casino\n博彩')
  await mod.at('field-category').fill('gambling')
  await mod.at('terms-add').click()
  await mod.at('notice').waitFor()
  assert.equal(await mod.at('term-row').count(), 2)
  await mod.at('field-text').fill('Come to our c a s i n o')
  await mod.at('try-send').click()
  assert.match(await mod.at('try-verdict').innerText(), /waits for a moderator[\s\S]*casino \(gambling\)/)
  assert.deepEqual(await barriers(page), [])
  await mod.at('field-part').fill('博')
  await mod.at('field-part').press('Enter')
  await page.waitForURL('**part=**')
  assert.equal(await mod.at('term-row').count(), 1)

  const held = (await publish('Our casino')).video_id
  const path = `/api/v1/videos/${held}/progress`
  const state = async () => (await site.json(path, { token: mei.api_token })).state
  await until('it waits for a person', async () => (await state()) === 'in_review', { limitMs: 120_000 })
  await page.goto(`/moderation/${held}`)
  await mod.at('case-escalate').locator('summary').click()
  await mod.at('field-why').fill('Is this one allowed here?')
  await mod.at('case-escalate-send').click()
  await mod.at('notice').waitFor()
  assert.equal(await mod.at('escalated').count(), 1)
  await page.goto(`/moderation/${held}`)
  assert.match(await mod.at('case-escalation').innerText(), /allowed here/)
  assert.equal(await mod.at('case-form').count(), 0, 'it is not for moderators any more')
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(mod.complaints, [])
  await mod.leave()
})

test('a moderator goes to what is written in a picture', { timeout: 240_000 }, async () => {
  await site.shoal('config', 'set', 'moderation.ocr=on')
  const film = join(site.folder, 'burnt.mp4')
  const words = "drawtext=text='Play at the casino now':fontsize=44:fontcolor=white:borderw=3:x=(w-tw)/2:y=h-90:enable='gte(t,2)'"
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', CLIP, '-vf', words, '-preset', 'veryfast', film])
  const held = (await site.shoal('publish', film, '--title', 'A rabbit again', '--as', 'mei')).video_id
  const progress = () => site.json(`/api/v1/videos/${held}/progress`, { token: mei.api_token })
  await until('it waits for a person', async () => (await progress()).state === 'in_review', { limitMs: 120_000 })
  const mod = await signedIn('mod')
  const { page } = mod
  const found = async () => {
    await page.goto(`/moderation/${held}`)
    return (await mod.at('case-burnt').count()) === 1
  }
  await until('it was read', found, { limitMs: 60_000 })
  assert.match(await mod.at('case-burnt').innerText(), /casino[\s\S]*0:0[2-5][\s\S]*Play at the casino now/)
  assert.match(await page.locator('main').innerText(), /“casino” in the picture at 0:0/)
  await page.locator('#player[data-state=ready]').waitFor()
  const at = () => page.evaluate(() => document.querySelector('#player video').currentTime)
  await mod.at('case-timeline').locator('a').first().click()
  await until('the player is at the hit', async () => (await at()) >= 2)
  assert.deepEqual(await barriers(page), [])
  assert.deepEqual(mod.complaints, [])
  await mod.leave()
})
