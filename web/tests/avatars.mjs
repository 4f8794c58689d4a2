// The picture of a person: sent, seen by nobody else while it waits, passed by a moderator, shown, and
// taken away. On this site every picture scores too high, or none can be scored, so that each one waits.
// Each step goes on where the one before it ended.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import { fillDoor, storyOf } from './story.mjs'
import { Site, Visitor, barriers, openBrowser } from './support.mjs'

const ADMIN = { name: 'harbour', password: 'correct horse battery' }
const MEI = { name: 'mei', password: 'a rather long secret' }
const STEP_MS_MAX = 60_000

let site
let browser
let root
let mei
let lin

before(async () => {
  site = await Site.start({ SHOAL__MODERATION__REQUIRE: 'model', SHOAL__MODERATION__SCORE_MIN: '0' })
  browser = await openBrowser()
  root = await Visitor.come(browser, site)
  mei = await Visitor.come(browser, site)
  lin = await Visitor.come(browser, site)
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const visitors = () => ({ root, mei, lin })
const step = storyOf('avatars', { limitMs: STEP_MS_MAX, site: () => site, visitors })

// A PNG of one colour, wider than it is high.
function png([red, green, blue]) {
  const [width, height] = [300, 200]
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))])
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  const chunk = (kind, body) => {
    const named = Buffer.concat([Buffer.from(kind), body])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    check.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, check])
  }
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(Buffer.concat(Array(height).fill(row)))
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

async function send(visitor, name, mimeType, buffer) {
  await visitor.at('field-picture').setInputFiles({ name, mimeType, buffer })
  await visitor.at('avatar-send').click()
}

const faces = (visitor) => visitor.page.locator('.profile img[data-face]')

step('somebody sends a picture, which waits', async () => {
  await root.page.goto(await site.setupLink())
  await fillDoor(root, ADMIN)
  await root.at('account-menu').waitFor()
  await mei.page.goto('/sign-up')
  await fillDoor(mei, MEI)
  await mei.at('account-menu').waitFor()
  await mei.page.goto('/account')
  await mei.at('avatar-none').waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  await send(mei, 'me.png', 'image/png', png([200, 40, 40]))
  await mei.at('notice').waitFor()
  assert.equal(await mei.at('avatar-state').getAttribute('data-state'), 'waiting')
  assert.match(await mei.at('avatar-state').innerText(), /Waiting for review/)
  await faces(mei).waitFor()
  const wide = await faces(mei).evaluate((face) => [face.naturalWidth, face.naturalHeight])
  assert.deepEqual(wide, [256, 256])
  assert.deepEqual(await barriers(mei.page), [])
})

step('nobody else sees it, wherever it would stand', async () => {
  await lin.page.goto('/u/mei')
  await lin.at('profile-name').waitFor()
  assert.equal(await faces(lin).count(), 0)
  const address = await faces(mei).getAttribute('src')
  const said = await lin.page.request.get(address)
  assert.equal(said.status(), 404)
})

step('what is no picture is refused in words', async () => {
  await send(mei, 'me.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
  await mei.at('avatar-fault').waitFor()
  assert.match(await mei.at('avatar-fault').innerText(), /An SVG is a program/)
  assert.deepEqual(await barriers(mei.page), [])
  assert.ok(mei.forgive(/status of 422/) > 0, 'the browser notes the refusal')
})

step('a moderator passes it, and everybody sees it', async () => {
  await root.page.goto('/moderation')
  await root.at('to-profiles').click()
  while ((await root.at('profile-row').count()) === 0) await root.page.reload()
  const row = root.at('profile-row').filter({ hasText: 'mei' })
  await row.getByTestId('avatar-in-doubt').waitFor()
  assert.match(await row.innerText(), /The picture (scores|could not be scored)/)
  assert.deepEqual(await barriers(root.page), [])
  await row.getByTestId('profile-pass').click()
  await root.at('notice').waitFor()
  assert.equal(await root.at('profile-row').count(), 0)
  await lin.page.goto('/u/mei')
  while ((await faces(lin).count()) === 0) await lin.page.reload()
  assert.deepEqual(await barriers(lin.page), [])
  await mei.page.goto('/account')
  while ((await mei.at('avatar-state').getAttribute('data-state')) !== 'shown') await mei.page.reload()
  await mei.at('account-menu').locator('summary img[data-face]').waitFor()
  await root.page.goto('/admin/users')
  await root.page.locator('[data-name="mei"] img[data-face]').waitFor()
})

step('one that a moderator refuses stays with its person, who reads why', async () => {
  await send(mei, 'me.png', 'image/png', png([40, 40, 200]))
  await mei.at('notice').waitFor()
  await root.page.goto('/moderation/profiles')
  // Moderation hears of it a moment later.
  while ((await root.at('profile-row').count()) === 0) await root.page.reload()
  const row = root.at('profile-row').filter({ hasText: 'mei' })
  await row.locator('select').selectOption('hate')
  await row.locator('input[name=note]').fill('See rule 3.')
  await row.getByTestId('profile-refuse-avatar').click()
  await root.at('notice').waitFor()
  await mei.page.goto('/account')
  while ((await mei.at('avatar-state').getAttribute('data-state')) !== 'refused') await mei.page.reload()
  assert.match(await mei.at('avatar-state').innerText(), /Hate or harassment[^]*See rule 3\./)
  assert.deepEqual(await barriers(mei.page), [])
  await lin.page.goto('/u/mei')
  await faces(lin).waitFor()
})

step('it is taken away, also on a phone', async () => {
  await mei.page.setViewportSize({ width: 390, height: 844 })
  await mei.page.goto('/account')
  const wide = await mei.page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 390, `the page is ${wide} wide`)
  await mei.at('avatar-remove').click()
  await mei.at('notice').waitFor()
  await mei.at('avatar-none').waitFor()
  await lin.page.goto('/u/mei')
  await lin.at('profile-name').waitFor()
  assert.equal(await faces(lin).count(), 0)
})
