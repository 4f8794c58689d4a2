// Accounts in a real browser: a new password, sessions that end from afar, an administrator who
// suspends somebody, a link for a new password. Each step goes on where the one before it ended.

import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { dialogOf, enter, fillDoor, pathOf, rowOf, storyOf } from './story.mjs'
import { Site, Visitor, barriers, openBrowser, until } from './support.mjs'

const ADMIN = { name: 'harbour', password: 'correct horse battery' }
const MEI = { name: 'mei', password: 'a rather long secret' }
const NEXT = { ...MEI, password: 'another rather long secret' }
const LAST = { ...MEI, password: 'the third long secret' }
const AFTER = { ...MEI, password: 'the fourth long secret' }
const REASON = 'Three warnings & no answer.'
const STEP_MS_MAX = 60_000

let site
let browser
let root
let mei

before(async () => {
  site = await Site.start()
  browser = await openBrowser()
  root = await Visitor.come(browser, site)
  mei = await Visitor.come(browser, site)
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const story = { limitMs: STEP_MS_MAX, site: () => site, visitors: () => ({ root, mei }) }
const step = storyOf('accounts', story)
const others = (who) => who.page.locator('[data-testid=session-row]:not([data-current])')

step('an administrator and somebody else make their accounts', async () => {
  await root.page.goto(await site.setupLink())
  assert.match(await root.page.locator('#name-hint').innerText(), /2 to 24 letters/)
  await fillDoor(root, ADMIN)
  await root.at('account-menu').waitFor()
  await mei.page.goto('/sign-up')
  assert.match(await mei.page.locator('#password-hint').innerText(), /At least 10 characters/)
  await fillDoor(mei, MEI)
  await mei.at('account-menu').waitFor()
})

step('a new password signs out everywhere else', async () => {
  const phone = await Visitor.come(browser, site)
  await enter(phone, MEI)
  await mei.page.goto('/account')
  assert.equal(await others(mei).count(), 1, 'the other browser is listed')
  assert.match(await others(mei).innerText(), /Chrome on Linux[\s\S]*127\.0\.0\.x/)
  await mei.at('field-current_password').fill(MEI.password)
  await mei.at('field-new_password').fill(NEXT.password)
  await mei.at('password-change').click()
  await mei.at('notice').waitFor()
  assert.equal(await others(mei).count(), 0)
  await phone.page.goto('/account')
  assert.equal(pathOf(phone), '/sign-in', 'the other browser is out')
  assert.deepEqual(phone.complaints, [])
  await phone.leave()
})

step('a session is ended from afar, once that is confirmed', async () => {
  const phone = await Visitor.come(browser, site)
  await enter(phone, NEXT)
  await mei.page.reload()
  await mei.at('session-end').click()
  await dialogOf(mei).waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  await dialogOf(mei).getByTestId('confirm-no').click()
  await dialogOf(mei).waitFor({ state: 'detached' })
  assert.equal(pathOf(mei), '/account')
  await mei.page.reload()
  assert.equal(await others(mei).count(), 1, 'nothing ends before it is confirmed')
  await mei.at('session-end').click()
  await dialogOf(mei).waitFor()
  await mei.page.keyboard.press('Escape')
  await dialogOf(mei).waitFor({ state: 'detached' })
  const isBack = () => document.activeElement?.dataset.testid === 'session-end'
  assert.ok(await mei.page.evaluate(isBack), 'the focus is where it was')
  await mei.at('session-end').click()
  await dialogOf(mei).getByTestId('confirm-yes').click()
  await mei.at('notice').waitFor()
  assert.equal(await others(mei).count(), 0)
  await phone.page.goto('/account')
  assert.equal(pathOf(phone), '/sign-in')
  await phone.leave()
})

step('an administrator suspends somebody, who is out at once and reads why', async () => {
  await root.page.goto('/admin')
  await root.at('admin-users').click()
  await root.at('filter-name').fill(MEI.name.toUpperCase())
  await root.at('filter-submit').click()
  assert.equal(await root.at('user-row').count(), 1, 'the others are not listed')
  await rowOf(root, MEI.name).getByTestId('user-suspend').click()
  await dialogOf(root).getByTestId('field-reason').fill(REASON)
  assert.deepEqual(await barriers(root.page), [])
  await dialogOf(root).getByTestId('confirm-yes').click()
  await root.at('notice').waitFor()
  await rowOf(root, MEI.name).getByTestId('user-suspended').waitFor()
  await mei.page.goto('/account')
  assert.equal(pathOf(mei), '/sign-in')
  await fillDoor(mei, NEXT)
  assert.ok((await mei.at('form-refusal').innerText()).includes(REASON))
  assert.ok(mei.forgive(/status of 403 .*\/sign-in/) > 0, 'the browser notes the refusal')
})

step('without scripts the same question is a page', async () => {
  const link = await rowOf(root, MEI.name).getByTestId('user-restore').getAttribute('href')
  await root.page.goto(link)
  assert.deepEqual(await barriers(root.page), [])
  await root.at('confirm-yes').click()
  await root.at('notice').waitFor()
  assert.equal(pathOf(root), '/admin/users')
  await fillDoor(mei, NEXT)
  await mei.at('account-menu').waitFor()
})

step('who may not is told who may, and comes in as somebody who does', async () => {
  await mei.page.goto('/admin/users')
  await mei.at('forbidden-page').waitFor()
  assert.match(await mei.at('error-what').innerText(), /Only administrators .* as mei\./)
  assert.deepEqual(await barriers(mei.page), [])
  assert.ok(mei.forgive(/status of 403 .*\/admin\/users/) > 0)
  await mei.at('switch-account').click()
  await fillDoor(mei, ADMIN)
  await mei.page.waitForURL(/\/admin\/users/)
})

step('a link sets a new password, once', async () => {
  await rowOf(mei, MEI.name).getByTestId('user-reset').click()
  await dialogOf(mei).getByTestId('confirm-yes').click()
  const link = await mei.at('reset-link').innerText()
  const stranger = await Visitor.come(browser, site)
  await stranger.page.goto(link)
  assert.deepEqual(await barriers(stranger.page), [])
  await stranger.at('field-password').fill(LAST.password)
  await stranger.at('submit').click()
  await stranger.at('notice').waitFor()
  await fillDoor(stranger, LAST)
  await stranger.at('account-menu').waitFor()
  await stranger.page.goto(link)
  await stranger.at('reset-gone').waitFor()
  assert.ok(stranger.forgive(/status of 403 .*\/reset\//) > 0)
  assert.deepEqual(stranger.complaints, [])
  await stranger.leave()
})

/** The path of the link in the newest message: the site writes messages into a folder. */
async function mailedPath(count) {
  const folder = join(site.data, 'mail')
  const mails = async () => {
    const names = await readdir(folder).catch(() => [])
    const all = names.filter((name) => name.endsWith('.eml')).sort()
    return all.length >= count && all
  }
  const names = await until(`message ${count}`, mails)
  const text = await readFile(join(folder, names.at(-1)), 'utf8')
  const plain = text.replace(/=\r?\n/g, '').replace(/=3D/g, '=')
  return new URL(/https?:\/\/[^\s"<>]+\/(?:confirm|reset)\/[\w-]+/.exec(plain)[0]).pathname
}

step('an address is confirmed, and a new password is had by mail', async () => {
  const stranger = await Visitor.come(browser, site)
  await enter(stranger, LAST)
  await stranger.page.goto('/account')
  await stranger.at('field-address').fill('mei@example.com')
  await stranger.at('address-form').getByTestId('field-password').fill(LAST.password)
  await stranger.at('address-set').click()
  await stranger.at('notice').waitFor()
  assert.match(await stranger.at('mail-waiting').innerText(), /mei@example\.com/)
  assert.deepEqual(await barriers(stranger.page), [])
  const confirm = await mailedPath(1)
  await stranger.page.goto(confirm)
  assert.match(await stranger.at('confirm-question').innerText(), /mei@example\.com .* mei/)
  assert.deepEqual(await barriers(stranger.page), [])
  await stranger.at('submit').click()
  await stranger.at('confirm-done').waitFor()
  await stranger.page.goto(confirm)
  await stranger.at('confirm-gone').waitFor()
  assert.ok(stranger.forgive(/status of 403 .*\/confirm\//) > 0)
  await stranger.page.goto('/account')
  assert.equal(await stranger.at('mail-address').innerText(), 'mei@example.com')

  const forgetful = await Visitor.come(browser, site)
  await forgetful.page.goto('/sign-in')
  await forgetful.at('forgot').click()
  await forgetful.at('field-name_or_address').fill('MEI@example.com')
  assert.deepEqual(await barriers(forgetful.page), [])
  await forgetful.at('submit').click()
  await forgetful.at('forgot-asked').waitFor()
  await forgetful.page.goto(await mailedPath(2))
  await forgetful.at('field-password').fill(AFTER.password)
  await forgetful.at('submit').click()
  await forgetful.at('notice').waitFor()
  await fillDoor(forgetful, AFTER)
  await forgetful.at('account-menu').waitFor()
  await stranger.page.goto('/account')
  assert.equal(pathOf(stranger), '/sign-in', 'who knew the old password is out')
  assert.deepEqual([...stranger.complaints, ...forgetful.complaints], [])
  await stranger.leave()
  await forgetful.leave()
})

for (const colorScheme of ['light', 'dark']) {
  step(`no serious or critical barrier, nor a page too wide, ${colorScheme}`, async () => {
    await root.page.emulateMedia({ colorScheme })
    const found = []
    for (const width of [1280, 390]) {
      await root.page.setViewportSize({ width, height: 800 })
      for (const path of ['/account', '/account/sign-out-everywhere', '/admin', '/admin/users']) {
        await root.page.goto(path)
        found.push(...(await barriers(root.page)).map((line) => `${path}: ${line}`))
        const wide = await root.page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > width) found.push(`${path}: ${wide} px wide at ${width}`)
      }
    }
    assert.deepEqual(found, [])
  })
}

step('nobody complained: no error, no warning, no policy violated', () => {
  assert.deepEqual([...root.complaints, ...mei.complaints], [])
})
