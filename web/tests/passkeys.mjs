// Passkeys in a real browser with a device of software (WebAuthn over the protocol of its tools):
// one is made, signs in without a password, is refused where its copy has gone on, and is removed.

import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before } from 'node:test'
import { dialogOf, fillDoor, pathOf, storyOf } from './story.mjs'
import { Site, Visitor, barriers, openBrowser } from './support.mjs'

const ADMIN = { name: 'harbour', password: 'correct horse battery' }
const STEP_MS_MAX = 60_000

let site
let browser
let root
let device
let authenticatorId

/** A port of this machine that nobody has. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

before(async () => {
  const port = await freePort()
  // Passkeys are bound to a name, which a number is not.
  const address = `http://localhost:${port}`
  site = await Site.start({ SHOAL__GATEWAY__PUBLIC_URL: address }, `127.0.0.1:${port}`)
  browser = await openBrowser()
  root = await Visitor.come(browser, site, { baseURL: address })
  device = await root.context.newCDPSession(root.page)
  await device.send('WebAuthn.enable')
  const made = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  authenticatorId = made.authenticatorId
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const story = { limitMs: STEP_MS_MAX, site: () => site, visitors: () => ({ root }) }
const step = storyOf('passkeys', story)

async function signOut() {
  await root.context.clearCookies()
  await root.page.goto('/sign-in')
}

step('a passkey is made and named', async () => {
  await root.page.goto(`/setup?token=${new URL(await site.setupLink()).searchParams.get('token')}`)
  await fillDoor(root, ADMIN)
  await root.at('account-menu').waitFor()
  await root.page.goto('/account/second-factor')
  await root.at('field-label').fill('phone')
  assert.deepEqual(await barriers(root.page), [])
  await root.at('passkey-make').click()
  await root.at('notice').waitFor()
  assert.match(await root.at('passkey-row').innerText(), /phone/)
  const { credentials } = await device.send('WebAuthn.getCredentials', { authenticatorId })
  assert.equal(credentials.length, 1)
  assert.equal(credentials[0].rpId, 'localhost')
  assert.equal(credentials[0].isResidentCredential, true)
  await root.at('passkey-rename').click()
  await root.at('passkey-label').fill('old phone')
  await root.at('passkey-rename-save').click()
  await root.at('notice').waitFor()
  assert.match(await root.at('passkey-row').innerText(), /old phone/)
  assert.deepEqual(await barriers(root.page), [])
})

step('the same device makes no second one', async () => {
  await root.at('field-label').fill('again')
  await root.at('passkey-make').click()
  await root.at('passkey-fault').waitFor()
  assert.match(await root.at('passkey-fault').innerText(), /did not work, or was cancelled/)
})

step('it signs in without a password, where the page wanted to go', async () => {
  await signOut()
  await root.page.goto('/sign-in?next=/account')
  assert.deepEqual(await barriers(root.page), [])
  await root.at('passkey-enter').click()
  await root.at('account-name').waitFor()
  assert.equal(pathOf(root), '/account')
  assert.equal(await root.at('account-name').innerText(), ADMIN.name)
})

step('a copy whose count has not gone on is refused', async () => {
  const { credentials } = await device.send('WebAuthn.getCredentials', { authenticatorId })
  const [{ credentialId }] = credentials
  await device.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
  const copy = { ...credentials[0], signCount: 0 }
  await device.send('WebAuthn.addCredential', { authenticatorId, credential: copy })
  await signOut()
  await root.at('passkey-enter').click()
  await root.at('form-refusal').waitFor()
  assert.match(await root.at('form-refusal').innerText(), /not known here/)
  assert.ok(root.forgive(/status of 403 .*\/passkey/) > 0, 'the browser notes the refusal')
  await device.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
  const gone = { ...copy, signCount: 99 }
  await device.send('WebAuthn.addCredential', { authenticatorId, credential: gone })
  await root.page.goto('/sign-in')
  await root.at('passkey-enter').click()
  await root.at('account-menu').waitFor()
})

step('a device that did not check who uses it is refused by the browser', async () => {
  await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await signOut()
  await root.at('passkey-enter').click()
  await root.at('passkey-fault').waitFor()
  await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
  await root.page.goto('/sign-in')
  await root.at('passkey-enter').click()
  await root.at('account-menu').waitFor()
})

step('one that was removed opens nothing', async () => {
  await root.page.goto('/account/second-factor')
  await root.at('passkey-remove').click()
  await dialogOf(root).getByTestId('confirm-yes').click()
  await root.at('notice').waitFor()
  await root.at('passkeys-none').waitFor()
  await signOut()
  await root.at('passkey-enter').click()
  await root.at('form-refusal').waitFor()
  assert.ok(root.forgive(/status of 403 .*\/passkey/) > 0)
  assert.deepEqual(root.complaints, [])
})
