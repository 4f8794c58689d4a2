// How people come to a site that asks them first: a sign-up that waits, an invitation, and the pages
// on which an administrator decides. Each step goes on where the one before it ended.

import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { dialogOf, fillDoor, pathOf, storyOf } from './story.mjs'
import { Site, Visitor, barriers, openBrowser } from './support.mjs'

const ADMIN = { name: 'harbour', password: 'correct horse battery' }
const MEI = { name: 'mei', password: 'a rather long secret' }
const LIN = { name: 'lin', password: 'another rather long secret' }
const ANSWER = 'I film fish & <b>birds</b>.'
const STEP_MS_MAX = 60_000

let site
let browser
let root
let mei
let lin

before(async () => {
  site = await Site.start({ SHOAL__USER__SIGN_UP: 'approval' })
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
const step = storyOf('newcomers', { limitMs: STEP_MS_MAX, site: () => site, visitors })

step('who signs up answers a question and waits', async () => {
  await root.page.goto(await site.setupLink())
  await fillDoor(root, ADMIN)
  await root.at('account-menu').waitFor()
  await mei.page.goto('/sign-up')
  assert.match(await mei.page.locator('label[for=answer]').innerText(), /Why would you like to join/)
  await mei.at('field-answer').fill(ANSWER)
  await fillDoor(mei, MEI)
  await mei.at('sign-up-waiting').waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  await mei.page.goto('/sign-in')
  await fillDoor(mei, MEI)
  assert.match(await mei.at('form-refusal').innerText(), /waiting for approval/)
  assert.ok(mei.forgive(/status of 403 .*\/sign-in/) > 0, 'the browser notes the refusal')
})

step('an administrator reads the answer and lets them in', async () => {
  await root.page.goto('/admin/users')
  assert.equal(await root.at('waiting-answer').innerText(), ANSWER)
  assert.equal(await root.at('user-row').count(), 1, 'who waits is in no other list')
  await root.at('waiting-refuse').click()
  await dialogOf(root).getByTestId('field-reason').fill('a robot')
  assert.deepEqual(await barriers(root.page), [])
  await dialogOf(root).getByTestId('confirm-no').click()
  await dialogOf(root).waitFor({ state: 'detached' })
  await root.at('waiting-approve').click()
  await root.at('notice').waitFor()
  assert.equal(await root.at('waiting-row').count(), 0)
  await fillDoor(mei, MEI)
  await mei.at('account-menu').waitFor()
})

step('who is invited waits for nobody', async () => {
  await root.page.goto('/admin/users')
  await root.at('to-invitations').click()
  await root.at('field-label').fill('film club')
  await root.at('field-role').selectOption('viewer')
  await root.at('invitation-create').click()
  const link = await root.at('invitation-link').innerText()
  await lin.page.goto(link)
  assert.equal(await lin.at('field-answer').count(), 0)
  assert.deepEqual(await barriers(lin.page), [])
  await fillDoor(lin, LIN)
  await lin.at('account-menu').waitFor()
  const late = await Visitor.come(browser, site)
  await late.page.goto(link)
  await late.at('sign-up-invitation-gone').waitFor()
  assert.ok(late.forgive(/status of 403 .*\/sign-up/) > 0)
  assert.deepEqual(late.complaints, [])
  await late.leave()
  await root.page.goto('/admin/invitations')
  assert.equal(await root.at('invitation-state').innerText(), 'Used up')
  await root.at('invitation-revoke').click()
  await dialogOf(root).getByTestId('confirm-yes').click()
  await root.at('notice').waitFor()
  assert.equal(await root.at('invitation-state').innerText(), 'Revoked')
  assert.equal(pathOf(root), '/admin/invitations')
})

step('what somebody says about themselves stands on their page, with its links', async () => {
  await mei.page.goto('/account')
  await mei.at('field-bio').fill('I film <b>fish</b>.\nSee https://fish.example/mei.')
  await mei.at('bio-save').click()
  await mei.at('notice').waitFor()
  // Others see it once moderation has passed it.
  while ((await mei.at('bio-state').getAttribute('data-state')) !== 'shown') {
    await mei.page.reload()
  }
  await lin.page.goto('/u/mei')
  assert.match(await lin.at('profile-bio').innerText(), /^I film <b>fish<\/b>\.\nSee https:/)
  const link = lin.at('profile-bio').locator('a')
  assert.equal(await link.getAttribute('href'), 'https://fish.example/mei')
  assert.match(await link.getAttribute('rel'), /nofollow ugc/)
})

step('somebody is blocked from the menu of their page and let go from the list', async () => {
  await lin.at('profile-menu').locator('summary').click()
  await lin.at('profile-block').click()
  await lin.at('notice').waitFor()
  await lin.at('is-blocked').waitFor()
  assert.equal(pathOf(lin), '/u/mei')
  assert.deepEqual(await barriers(lin.page), [])
  await lin.page.goto('/account/blocks')
  assert.match(await lin.at('blocked-row').innerText(), /mei/)
  assert.deepEqual(await barriers(lin.page), [])
  await lin.at('unblock').click()
  await lin.at('notice').waitFor()
  await lin.at('blocked-none').waitFor()
})

step('a quota is set, and its owner reads it before they upload', async () => {
  await root.page.goto('/admin/users')
  await root.page.locator('[data-testid=user-row][data-name=mei]').getByTestId('user-quota').click()
  await dialogOf(root).getByTestId('field-total').fill('50')
  await dialogOf(root).getByTestId('field-day').fill('2')
  assert.deepEqual(await barriers(root.page), [])
  await dialogOf(root).getByTestId('confirm-yes').click()
  await root.at('notice').waitFor()
  await mei.page.goto('/upload')
  const used = '0 B of 50 GB used. 0 B of 2 GB uploaded within 24 hours.'
  assert.equal(await mei.at('usage').innerText(), used)
  await mei.page.goto('/account')
  assert.equal(await mei.at('usage').innerText(), used)
  await lin.page.goto('/account')
  assert.equal(await lin.at('usage').count(), 0, 'who may not upload has no quota')
})

step('the table of roles has a row for each right', async () => {
  await root.page.goto('/admin/users')
  await root.at('to-roles').click()
  assert.match(await root.at('role-viewer').innerText(), /Viewer[\s\S]*1 account/)
  const given = root.at('right-administer').locator('td', { hasText: 'Yes' })
  assert.equal(await given.count(), 1, 'administrators only')
})

const PAGES = [
  '/admin/invitations',
  '/admin/users',
  '/admin/roles',
  '/account',
  '/account/blocks',
  '/u/mei',
  '/upload',
]

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
  })
}

step('who goes reads what stays, types their name, and is out', async () => {
  await mei.page.goto('/account')
  await mei.at('to-erase').click()
  assert.match(await mei.at('erase-goes').innerText(), /Your videos, published or not/)
  assert.match(await mei.at('erase-stays').innerText(), /Nobody else can take your name/)
  assert.deepEqual(await barriers(mei.page), [])
  await mei.at('field-name').fill('may')
  await mei.at('field-password').fill(MEI.password)
  await mei.at('erase-yes').click()
  assert.match(await mei.at('form-refusal').innerText(), /not the name of your account/)
  assert.ok(mei.forgive(/status of 422 .*\/account\/erase/) > 0, 'the browser notes the refusal')
  await mei.at('field-name').fill('mei')
  await mei.at('field-password').fill(MEI.password)
  await mei.at('erase-yes').click()
  await mei.at('erased').waitFor()
  assert.equal(pathOf(mei), '/account/erased')
  assert.deepEqual(await barriers(mei.page), [])
  assert.equal(await mei.at('account-menu').count(), 0)
})

step('an administrator deletes an account and says why', async () => {
  await root.page.goto('/admin/users')
  const row = root.page.locator('[data-testid=user-row][data-name=lin]')
  await row.getByTestId('user-erase').click()
  await dialogOf(root).getByTestId('field-reason').fill('they asked us to')
  assert.deepEqual(await barriers(root.page), [])
  await dialogOf(root).getByTestId('confirm-yes').click()
  await root.at('notice').waitFor()
  assert.equal(await root.at('user-row').count(), 1, 'the administrator alone is left')
})
