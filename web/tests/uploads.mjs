// The part of the journey that is about the upload page: files that are no videos, an upload that is
// cut, several files at once. Its steps are those of somebody who is signed in.

import assert from 'node:assert/strict'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLIP, PUBLISH_MS_MAX, barriers, folder, until } from './support.mjs'

/** Bytes of uploads are on their way for ever, as on a line that is as good as cut. */
async function holdBytes(page) {
  const pattern = '**/api/v1/uploads/*'
  const hold = (route) => (route.request().method() === 'PATCH' ? undefined : route.continue())
  await page.route(pattern, hold)
  return () => page.unroute(pattern, hold)
}

/** `story` has the visitor. */
export function uploadSteps(step, story) {
  const at = (id) => story.visitor.at(id)

  step('files that are no videos are refused, each with a reason', async () => {
    const { page } = story.visitor
    const place = await folder()
    const files = ['Only notes', 'More notes'].map((name) => join(place, `${name}.mp4`))
    for (const file of files) await writeFile(file, `Notes, not a video: ${file}.\n`.repeat(400))
    await page.goto('/upload')
    await at('upload-file').setInputFiles(files)
    const items = at('upload-item')
    assert.equal(await items.count(), 2)
    let reason = ''
    for (const item of await items.all()) {
      await item.locator('[data-live-pill][data-state=refused]').waitFor({ timeout: 60_000 })
      reason = await item.locator('.stage-cause:visible').first().innerText()
      assert.ok(reason.length > 20, `the reason: ${reason}`)
      const waits = item.locator('.stage[data-state=waiting] .stage-state:visible')
      assert.equal(await waits.count(), 0, 'nothing waits after a failure')
      assert.equal(await item.getByTestId('upload-form').isVisible(), false)
    }
    assert.deepEqual(await barriers(page), [])
    await page.goto('/studio')
    const row = at('studio-row').filter({ hasText: 'Only notes' })
    const told = await row.getByTestId('cause').innerText()
    assert.ok(told.includes(reason), `the studio says: ${told}`)
  })

  step('what was saved of an upload is published after a reload in its middle', async () => {
    const { page } = story.visitor
    const file = join(await folder(), 'second.mp4')
    await copyFile(CLIP, file)
    page.on('dialog', (dialog) => dialog.accept())
    const letGo = await holdBytes(page)
    await page.goto('/upload')
    await at('upload-file').setInputFiles(file)
    await at('field-title').fill('Second')
    await at('upload-publish').click()
    await at('upload-saved').waitFor()
    await page.reload()
    // Only now: the held bytes of the page that is gone must not arrive after all.
    await letGo()
    await page.locator('#unfinished').waitFor()
    await at('upload-file').setInputFiles(file)
    await at('upload-saved').waitFor()
    await at('upload-open').waitFor({ timeout: PUBLISH_MS_MAX })
    await at('upload-open').click()
    assert.equal(await at('watch-title').innerText(), 'Second')
  })

  step('two files are sent at once, each once; a cancelled one leaves nothing', async () => {
    const { page } = story.visitor
    const place = await folder()
    const files = ['one', 'two', 'three'].map((name) => join(place, `${name}.mp4`))
    for (const file of files) await copyFile(CLIP, file)
    const letGo = await holdBytes(page)
    await page.goto('/upload')
    await at('upload-file').setInputFiles(files)
    await at('upload-file').setInputFiles(files.slice(0, 1))
    assert.equal(await at('upload-item').count(), 3)
    const titles = async () => {
      const { videos } = await page.evaluate(() => Shoal.call('GET', '/api/v1/videos?own=true'))
      return videos.map((video) => video.title).filter((title) => /^(one|two|three)$/.test(title))
    }
    const are = (...wanted) => async () => String((await titles()).sort()) === String(wanted)
    await until('two videos', are('one', 'two'))
    await at('upload-cancel').first().click()
    await until('the third instead of the first', are('three', 'two'))
    assert.equal(await at('upload-item').count(), 2)
    for (let left = 2; left > 0; left -= 1) {
      await at('upload-cancel').first().click()
      await until('one less', async () => (await at('upload-item').count()) === left - 1)
    }
    await until('nothing', are())
    await letGo()
  })
}
