// What stories in a browser share: steps of which each goes on where the one before it ended, and
// what is often done at a door, in a dialog, in the list of users.

import { test } from 'node:test'

/**
 * The `step` of a story. When one fails, a picture of each visitor's page stays in web/shots, and
 * the rest is skipped: it would say nothing.
 *
 * `site` and `visitors` are asked when it fails; `visitors` gives them by name.
 */
export function storyOf(story, { limitMs, site, visitors }) {
  let broken = null
  return (name, work) =>
    test(name, { timeout: limitMs }, async (context) => {
      if (broken) return context.skip(`after: ${broken}`)
      try {
        await work()
      } catch (error) {
        broken = name
        for (const [who, visitor] of Object.entries(visitors())) {
          await visitor.picture(`failed-${story}-${who}`)
          context.diagnostic(`${who} is at ${visitor.page.url()}`)
          for (const text of visitor.complaints) context.diagnostic(text)
        }
        for (const line of site().log().split('\n').slice(-20)) context.diagnostic(line)
        throw error
      }
    })
}

/** Fills the form of sign-in or sign-up and sends it. */
export async function fillDoor(who, { name, password }) {
  await who.at('field-name').fill(name)
  await who.at('field-password').fill(password)
  await who.at('submit').click()
}

/** Signs in. */
export async function enter(who, account) {
  await who.page.goto('/sign-in')
  await fillDoor(who, account)
  await who.at('account-menu').waitFor()
}

export const pathOf = (who) => new URL(who.page.url()).pathname
export const dialogOf = (who) => who.page.locator('dialog[open]')
export const rowOf = (who, name) => who.page.locator(`[data-testid=user-row][data-name="${name}"]`)
