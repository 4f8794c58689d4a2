// Two-step sign-in in a real browser: an app is set up, its codes and the recovery codes let in
// once each, the password is asked once more before what is dangerous, and an administrator helps
// whoever has lost it all. Each step goes on where the one before it ended.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before } from 'node:test'
import { dialogOf, fillDoor, pathOf, rowOf, storyOf } from './story.mjs'
import { Site, Visitor, barriers, openBrowser, until } from './support.mjs'

const ADMIN = { name: 'harbour', password: 'correct horse battery' }
const MEI = { name: 'mei', password: 'a rather long secret' }
const STEP_MS_MAX = 60_000
const TOTP_STEP_MS = 30_000
const PROOF_MS = 6_000

let site
let browser
let root
let mei
let secret
let codes

before(async () => {
  site = await Site.start({ SHOAL__USER__PROOF_MS: String(PROOF_MS) })
  browser = await openBrowser()
  root = await Visitor.come(browser, site)
  mei = await Visitor.come(browser, site)
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const story = { limitMs: STEP_MS_MAX, site: () => site, visitors: () => ({ root, mei }) }
const step = storyOf('second-factor', story)

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an app shows, so many steps from now (RFC 6238). */
function shown(steps = 0) {
  const bits = [...secret].map((one) => ALPHABET.indexOf(one).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const count = Buffer.alloc(8)
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / TOTP_STEP_MS) + steps))
  const hash = createHmac('sha1', key).update(count).digest()
  const at = hash[19] & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Clicks what asks for a proof, and gives one if it is asked for. */
async function prove(who, account, id) {
  await who.at(id).click()
  await who.page.waitForLoadState()
  if (pathOf(who) !== '/account/prove') return
  await who.at('field-password').fill(account.password)
  await who.at('submit').click()
  await who.at(id).click()
}

async function second(who, code) {
  await who.at('field-code').fill(code)
  await who.at('submit').click()
}

step('codes are set up with a picture, and the recovery codes are shown once', async () => {
  await root.page.goto(await site.setupLink())
  await fillDoor(root, ADMIN)
  await root.at('account-menu').waitFor()
  await mei.page.goto('/sign-up')
  await fillDoor(mei, MEI)
  await mei.at('account-menu').waitFor()
  await mei.page.goto('/account')
  await mei.at('to-two-step').click()
  assert.deepEqual(await barriers(mei.page), [])
  await prove(mei, MEI, 'totp-begin')
  await mei.at('totp-picture').waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  secret = (await mei.at('totp-secret').innerText()).replaceAll(' ', '')
  assert.match(await mei.at('totp-uri').getAttribute('href'), new RegExp(`secret=${secret}&`))
  const wrong = shown(9)
  await second(mei, wrong)
  assert.match(await mei.at('form-refusal').innerText(), /This code is wrong/)
  assert.ok(mei.forgive(/status of 403 .*\/confirm/) > 0, 'the browser notes the refusal')
  await second(mei, shown())
  codes = (await mei.at('recovery-codes').innerText()).split('\n')
  assert.equal(codes.length, 10)
  const overflow = () => {
    const box = document.getElementById('codes')
    return box.scrollWidth - box.clientWidth
  }
  assert.equal(await mei.page.evaluate(overflow), 0, 'the codes stay in their box, side by side or not')
  assert.deepEqual(await barriers(mei.page), [])
  const saving = mei.page.waitForEvent('download')
  await mei.at('codes-save').click()
  assert.equal((await saving).suggestedFilename(), 'recovery-codes.txt')
  await mei.at('codes-kept').click()
  await mei.at('totp-on').waitFor()
  assert.match(await mei.at('codes-left').innerText(), /10 recovery codes/)
  assert.deepEqual(await barriers(mei.page), [])
})

step('the password alone opens nothing, and a code opens one session', async () => {
  const phone = await Visitor.come(browser, site)
  await phone.page.goto('/sign-in?next=/account')
  await fillDoor(phone, MEI)
  await phone.at('second-step-form').waitFor()
  assert.equal(pathOf(phone), '/sign-in/second')
  assert.equal(await phone.at('field-code').getAttribute('autocomplete'), 'one-time-code')
  assert.deepEqual(await barriers(phone.page), [])
  await phone.page.goto('/account')
  assert.equal(pathOf(phone), '/sign-in', 'nobody is in yet')
  await phone.page.goto('/sign-in/second?next=/account')
  await second(phone, shown(9))
  assert.match(await phone.at('form-refusal').innerText(), /This code is wrong/)
  assert.ok(phone.forgive(/status of 403 .*\/second/) > 0)
  // The pause after a wrong code; the code of this step has turned it on, so the next one is typed.
  await phone.page.waitForTimeout(1_100)
  const code = shown(1)
  await second(phone, code)
  await phone.at('account-name').waitFor()
  const late = await Visitor.come(browser, site)
  await late.page.goto('/sign-in')
  await fillDoor(late, MEI)
  await second(late, code)
  assert.match(await late.at('form-refusal').innerText(), /This code is wrong/)
  assert.ok(late.forgive(/status of 403 .*\/second/) > 0)
  assert.deepEqual([...phone.complaints, ...late.complaints], [])
  await phone.leave()
  await late.leave()
})

step('a recovery code lets in without the app, once', async () => {
  const tablet = await Visitor.come(browser, site)
  await tablet.page.goto('/sign-in')
  await tablet.page.waitForTimeout(1_100)
  await fillDoor(tablet, MEI)
  await tablet.at('second-step-other').click()
  assert.deepEqual(await barriers(tablet.page), [])
  await tablet.at('field-recovery_code').fill(codes[0].toUpperCase())
  await tablet.at('submit').click()
  await tablet.at('account-menu').waitFor()
  await tablet.page.goto('/account/second-factor')
  assert.match(await tablet.at('codes-left').innerText(), /9 recovery codes/)
  assert.deepEqual(tablet.complaints, [])
  await tablet.leave()
})

step('the password is asked once more before what is dangerous', async () => {
  await mei.page.waitForTimeout(PROOF_MS)
  await mei.page.goto('/account')
  await mei.at('field-label').fill('laptop')
  await mei.at('token-create').click()
  await mei.at('prove-form').waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  await mei.at('field-password').fill('not the password')
  await mei.at('submit').click()
  assert.match(await mei.at('form-refusal').innerText(), /not your current password/)
  assert.ok(mei.forgive(/status of 403 .*\/prove/) > 0)
  await mei.page.waitForTimeout(1_100)
  await mei.at('field-password').fill(MEI.password)
  await mei.at('submit').click()
  await mei.at('token-form').waitFor()
  assert.equal(pathOf(mei), '/account')
  await mei.at('field-label').fill('laptop')
  await mei.at('token-create').click()
  await mei.at('token-secret').waitFor()
})

step('an administrator turns it off for whoever has lost it all', async () => {
  await root.page.goto('/admin/users')
  await rowOf(root, 'mei').getByTestId('user-second-factor').click()
  await dialogOf(root).waitFor()
  assert.deepEqual(await barriers(root.page), [])
  await dialogOf(root).getByTestId('confirm-yes').click()
  await until('the page after it', async () =>
    ['/account/prove', '/admin/users'].includes(pathOf(root)) ? true : null,
  )
  if (pathOf(root) === '/account/prove') {
    await root.at('field-password').fill(ADMIN.password)
    await root.at('submit').click()
    await root.at('confirm-yes').click()
  }
  await root.at('notice').waitFor()
  const phone = await Visitor.come(browser, site)
  await phone.page.goto('/sign-in')
  await fillDoor(phone, MEI)
  await phone.at('account-menu').waitFor()
  assert.deepEqual(phone.complaints, [])
  await phone.leave()
})

const PAGES = ['/account', '/account/second-factor', '/account/prove', '/admin/users']

for (const colorScheme of ['light', 'dark']) {
  step(`no serious or critical barrier, nor a page too wide, ${colorScheme}`, async () => {
    await root.page.emulateMedia({ colorScheme })
    const found = []
    for (const width of [1280, 390]) {
      await root.page.setViewportSize({ width, height: 800 })
      for (const path of PAGES) {
        await root.page.goto(path)
        found.push(...(await barriers(root.page)).map((line) => `${path}: ${line}`))
        const wide = await root.page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > width) found.push(`${path}: ${wide} px wide at ${width}`)
      }
    }
    assert.deepEqual(found, [])
    assert.deepEqual([...root.complaints, ...mei.complaints], [])
  })
}
