// One story in a real browser, from an empty site to a video that is watched. Each step goes on
// where the one before it ended; the last one asks that no page ever complained.

import assert from 'node:assert/strict'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { playerSteps } from './player.mjs'
import { fillDoor, storyOf } from './story.mjs'
import {
  CLIP,
  CLIP_S,
  PUBLISH_MS_MAX,
  Site,
  Visitor,
  barriers,
  colours,
  folder,
  openBrowser,
  until,
} from './support.mjs'
import { uploadSteps } from './uploads.mjs'

const ADMIN = { name: 'harbour', password: 'correct horse battery' }
const CREATOR = { name: 'mei', password: 'a rather long secret' }
const VIDEO = '#player video'
const WAIT_AFTER_WRONG_MS = 1200
const HAN = /\p{Script=Han}/u
/** How near to where it was left a video must go on. */
const RESUME_S_OFF_MAX = 2

let site
let browser
let visitor
let page
let at
let videoPath
let pausedAt

before(async () => {
  site = await Site.start()
  browser = await openBrowser()
  visitor = await Visitor.come(browser, site)
  page = visitor.page
  at = (id) => visitor.at(id)
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const limitMs = PUBLISH_MS_MAX + 60_000
const step = storyOf('journey', { limitMs, site: () => site, visitors: () => ({ visitor }) })
const knock = (account) => fillDoor(visitor, account)

async function signOut() {
  await at('account-menu').locator('summary').click()
  await at('sign-out').click()
  await at('nav-sign-in').waitFor()
}

async function viewerName() {
  await at('account-menu').waitFor()
  return at('viewer-name').textContent()
}

/** The player's state, read from its video. */
const player = () =>
  page.evaluate((query) => {
    const video = document.querySelector(query)
    return {
      seconds: video.currentTime,
      duration: video.duration,
      paused: video.paused,
      width: video.videoWidth,
      height: video.videoHeight,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    }
  }, VIDEO)

const playerReady = () => page.locator('#player[data-state=ready]').waitFor()

function playsPast(seconds) {
  const past = async () => (await player()).seconds > seconds
  return until(`playing past ${seconds} s`, past, { limitMs: 20_000, everyMs: 50 })
}

/** Moves over the player first: its controls hide while it plays. */
async function pressPlay() {
  await page.locator('#player').hover()
  await at('play').click()
}

step('the one-time link makes the first administrator', async () => {
  const link = await site.setupLink()
  await page.goto(link)
  assert.deepEqual(await barriers(page), [])
  await knock(ADMIN)
  await at('notice').waitFor()
  assert.equal(await viewerName(), ADMIN.name)
})

step('the link works once', async () => {
  await signOut()
  await page.goto(await site.setupLink())
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'a claimed site leads to its door')
  assert.match(await at('notice').innerText(), /already has an administrator/)
})

step('a wrong password is answered with a message', async () => {
  await page.goto('/sign-in')
  await knock({ ...ADMIN, password: 'not the password' })
  await at('form-refusal').waitFor()
  assert.match(await at('form-refusal').innerText(), /wrong|password/i)
  assert.equal(await at('field-name').inputValue(), ADMIN.name, 'the name is kept')
  assert.equal(await at('field-password').inputValue(), '', 'the password is not')
  assert.ok(visitor.forgive(/status of 4\d\d .*\/sign-in/) > 0, 'the browser notes the refusal')
})

step('the upload page asks to sign in, and leads back', async () => {
  await page.goto('/upload')
  await page.waitForURL(/\/sign-in/)
  // The wrong password above makes the next try wait.
  await sleep(WAIT_AFTER_WRONG_MS)
  await knock(ADMIN)
  await page.waitForURL(/\/upload$/)
  assert.equal(await viewerName(), ADMIN.name)
  await signOut()
})

step('a creator signs up', async () => {
  await at('nav-sign-in').click()
  await page.locator('.auth-else a').click()
  await knock(CREATOR)
  await at('notice').waitFor()
  assert.equal(await viewerName(), CREATOR.name)
  assert.equal(new URL(page.url()).pathname, '/')
})

/** Notes every state that a stage shows from now on, as `stage state`. */
function watchStages() {
  return page.evaluate(() => {
    const seen = (window.seenStages = new Set())
    const list = document.querySelector('.upload-item [data-stages]')
    const note = () => {
      for (const row of list.children) {
        seen.add(`${row.dataset.stage} ${row.dataset.state}`)
        const percent = row.querySelector('progress').value
        if (percent > 0 && percent < 100) seen.add(`${row.dataset.stage} part`)
      }
    }
    const options = { subtree: true, attributes: true, childList: true, characterData: true }
    new MutationObserver(note).observe(list, options)
  })
}

step('the clip is uploaded, and each stage is shown while it runs', async () => {
  const file = join(await folder(), 'big_buck bunny.mp4')
  await copyFile(CLIP, file)
  await page.goto('/')
  await at('nav-upload').click()
  await at('upload-file').setInputFiles(file)
  await watchStages()
  assert.equal(await at('field-title').inputValue(), 'big buck bunny', 'a title from the name')
  // It is on its way while the form is filled in.
  await at('stage-upload').and(page.locator('[data-state=done]')).waitFor()
  await at('field-title').fill('')
  await at('upload-publish').click()
  assert.ok(await at('field-title').evaluate((field) => field.matches('[aria-invalid]:focus')))
  await at('field-title').fill('Big Buck Bunny')
  const description = 'A giant rabbit.\n<script>alert(1)</script>\n0:03 it yawns, 59:59 it does not'
  await at('field-description').fill(description)
  await at('field-tags').fill('动画，nature')
  await at('upload-publish').click()
  await at('upload-open').waitFor({ timeout: PUBLISH_MS_MAX })
  const seen = await page.evaluate(() => [...window.seenStages])
  for (const stage of ['probe', 'ladder', 'package', 'poster', 'storyboard', 'publish']) {
    assert.ok(seen.includes(`${stage} done`), `${stage} is not done: ${seen}`)
  }
  assert.ok(seen.includes('ladder running'), `the ladder was not seen running: ${seen}`)
  assert.ok(seen.includes('ladder part'), `its progress was not seen: ${seen}`)
  const pill = at('upload-item').getByTestId('state-pill')
  assert.equal(await pill.getAttribute('data-state'), 'published')
  videoPath = await at('upload-open').getAttribute('href')
  assert.match(videoPath, /^\/watch\/[\w-]+$/)
})

step('it plays: time goes on, frames follow, the picture is one', async () => {
  await at('upload-open').click()
  await playerReady()
  assert.equal(await at('watch-title').innerText(), 'Big Buck Bunny')
  assert.match(await at('watch-description').innerText(), /<script>alert/)
  await pressPlay()
  await playsPast(0.8)
  const seen = await player()
  assert.equal(seen.paused, false)
  assert.ok(Math.abs(seen.duration - CLIP_S) < 0.3, `${seen.duration} s long`)
  assert.ok(seen.width >= 320 && seen.height >= 180, `${seen.width}×${seen.height}`)
  assert.ok(Math.abs(seen.width / seen.height - 16 / 9) < 0.02, `${seen.width}×${seen.height}`)
  assert.ok(seen.frames > 8, `${seen.frames} frames`)
  assert.ok((await colours(page, VIDEO)) > 60, 'the picture is blank')
})

step('it pauses, and seeks where the bar is pressed', async () => {
  await pressPlay()
  const stopped = await player()
  assert.equal(stopped.paused, true)
  const bar = await at('seek').boundingBox()
  await page.mouse.click(bar.x + bar.width * 0.5, bar.y + bar.height / 2)
  const near = async () => Math.abs((await player()).seconds - CLIP_S / 2) < 0.4
  await until('the seek', near, { limitMs: 10_000 })
  if ((await player()).paused) await pressPlay()
  await playsPast(CLIP_S / 2 + 0.5)
  const reported = page.waitForResponse((answer) => /\/sessions\/.*\/progress$/.test(answer.url()))
  await pressPlay()
  assert.equal((await reported).status(), 202)
  pausedAt = (await player()).seconds
  assert.ok(pausedAt > 2.5 && pausedAt < 5, `paused at ${pausedAt}`)
})

step('after a reload it goes on where it was', async () => {
  await page.reload()
  await playerReady()
  await at('resume-hint').waitFor()
  const { seconds } = await player()
  assert.ok(Math.abs(seconds - pausedAt) <= RESUME_S_OFF_MAX, `${seconds} after ${pausedAt}`)
  assert.ok(seconds > 1, 'it begins anew')
  await pressPlay()
  await playsPast(seconds + 0.3)
  await pressPlay()
})

playerSteps(step, {
  get browser() {
    return browser
  },
  get site() {
    return site
  },
  get page() {
    return page
  },
  get videoPath() {
    return videoPath
  },
})

step('the studio shows it, and its title can be changed', async () => {
  await page.goto('/studio')
  const row = at('studio-row').filter({ hasText: 'Big Buck Bunny' })
  assert.equal(await row.getByTestId('state-pill').getAttribute('data-state'), 'published')
  await row.getByTestId('edit').click()
  assert.equal(await at('field-tags').inputValue(), '动画, nature')
  await at('field-title').fill('The rabbit wakes 兔子醒来')
  await at('save').click()
  await at('notice').waitFor()
  await page.goto(videoPath)
  assert.equal(await at('watch-title').innerText(), 'The rabbit wakes 兔子醒来')
  await page.goto('/')
  assert.equal(await page.locator('.card-title').innerText(), 'The rabbit wakes 兔子醒来')
  const cover = page.locator('.card-cover img')
  await cover.evaluate((image) => image.decode())
  assert.ok((await colours(page, '.card-cover img')) > 40, 'the cover is blank')
})

step('the site speaks Chinese when asked, and English again', async () => {
  await page.goto('/studio')
  const heading = page.locator('h1')
  const before = await heading.innerText()
  for (const [code, isChinese] of [['zh-CN', true], ['en', false]]) {
    await at('account-menu').locator('summary').click()
    await page.locator(`.menu-panel button[lang="${code}"]`).click()
    await page.locator(`html[lang="${code}"]`).waitFor()
    assert.equal(new URL(page.url()).pathname, '/studio', 'it stays on the page')
    assert.equal(HAN.test(await heading.innerText()), isChinese)
  }
  assert.equal(await heading.innerText(), before)
})

uploadSteps(step, {
  get visitor() {
    return visitor
  },
})

for (const colorScheme of ['light', 'dark']) {
  step(`no serious or critical barrier on any page, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme })
    const found = []
    const visit = async (who, path) => {
      await who.page.goto(path)
      if (path === videoPath) await who.page.locator('#player[data-state=ready]').waitFor()
      const here = await barriers(who.page)
      found.push(...here.map((line) => `${path}: ${line}`))
    }
    const edit = videoPath.replace('/watch/', '/studio/') + '/edit'
    for (const path of ['/', videoPath, '/upload', '/studio', edit, '/account']) {
      await visit(visitor, path)
    }
    const stranger = await Visitor.come(browser, site, { colorScheme })
    for (const path of ['/', videoPath, '/sign-in', '/sign-up']) await visit(stranger, path)
    assert.deepEqual(found, [])
    assert.deepEqual(stranger.complaints, [])
    await stranger.leave()
  })
}

step('a stranger may watch, and sees nothing of the studio', async () => {
  const stranger = await Visitor.come(browser, site)
  await stranger.page.goto('/')
  await stranger.page.locator(`.card-title a[href="${videoPath}"]`).click()
  await stranger.page.locator('#player[data-state=ready]').waitFor()
  assert.equal(await stranger.page.getByTestId('resume-hint').count(), 0, 'a place of their own')
  assert.equal(await stranger.page.locator('a[href^="/studio/"]').count(), 0)
  assert.deepEqual(stranger.complaints, [])
  await stranger.leave()
})

step('a deleted video is gone', async () => {
  await page.goto('/studio')
  const row = page.locator(`[data-video-id="${videoPath.split('/').at(-1)}"]`)
  const title = await row.locator('h2').innerText()
  await row.getByTestId('delete').click()
  const dialog = page.locator('dialog[open]')
  await dialog.waitFor()
  assert.ok((await dialog.innerText()).includes(title), 'it says which')
  await dialog.getByTestId('delete-confirm').click()
  await page.waitForURL(/\/studio/)
  assert.equal(await page.locator(`a[href="${videoPath}"]`).count(), 0)
  assert.equal((await page.goto(videoPath)).status(), 404)
  await at('not-found-page').waitFor()
  assert.ok(visitor.forgive(/status of 404 .*\/watch\//) > 0)
})

step('an administrator finds a setting, changes it after a look at what differs', async () => {
  await page.goto('/')
  await signOut()
  await at('nav-sign-in').click()
  await knock(ADMIN)
  await at('account-menu').locator('summary').click()
  await at('nav-admin').click()
  await at('admin-settings').click()
  await at('settings-search').locator('visible=true').fill('who may make an account')
  assert.equal(await page.locator('.setting:visible').count(), 1, 'the others are hidden')
  await at('edit-user').click()
  await at('field-sign_up').selectOption('closed')
  await at('field-sessions_max').fill('none')
  await at('preview').click()
  assert.match(await at('complaint').innerText(), /user\.sessions_max .* whole number/)
  assert.ok(visitor.forgive(/status of 422 .*\/admin\/settings\/user/) > 0)
  assert.equal(await at('field-sign_up').inputValue(), 'closed', 'what was typed is kept')
  await at('field-sessions_max').fill('50')
  await at('field-note').fill('too many at once')
  await at('preview').click()
  const change = at('change')
  assert.equal(await change.count(), 1, 'only what differs is shown')
  assert.match(await change.innerText(), /user\.sign_up[\s\S]*open · default[\s\S]*closed/)
  assert.deepEqual(await barriers(page), [])
  await at('apply').click()
  await at('notice').waitFor()
  assert.match(await at('setting-user.sign_up').innerText(), /closed[\s\S]*live, version 1/)
  const stranger = await Visitor.come(browser, site)
  await stranger.page.goto('/sign-up')
  await stranger.at('sign-up-closed').waitFor()
  assert.equal(await stranger.at('submit').count(), 0, 'no form is shown that would be refused')
  await stranger.leave()
})

step('the history tells who and why, and a version is brought back', async () => {
  await at('settings-history').click()
  const version = at('version').first()
  assert.match(await version.innerText(), /Version 1[\s\S]*harbour[\s\S]*too many at once/)
  await at('compare-first').click()
  await at('rollback').click()
  await at('notice').waitFor()
  assert.match(await at('version').first().innerText(), /Version 2[\s\S]*restored version 0/)
  await page.goto('/admin/settings')
  assert.match(await at('setting-user.sign_up').innerText(), /open[\s\S]*default/)
})

step('the domains are drawn, and their figures live', async () => {
  await page.goto('/admin/domains')
  await page.locator('[data-live=on]').waitFor()
  const rate = at('drawing-wide').getByTestId('node-video').locator('[data-part=calls]')
  const grows = async () => {
    await site.fetch('/api/v1/videos')
    return !['0', '<0.1'].includes(await rate.textContent())
  }
  await until('calls of video', grows, { limitMs: 10_000, everyMs: 50 })
  assert.equal(await at('row-video').getAttribute('data-state'), 'running')
  assert.notEqual(await at('row-video').locator('[data-part=p99]').textContent(), '–')
  await at('drawing-wide').getByTestId('node-ingest').hover()
  const near = page.locator('.drawing-wide .node.is-near')
  assert.ok((await near.count()) < (await page.locator('.drawing-wide .node').count()))
  await page.setViewportSize({ width: 390, height: 844 })
  assert.ok(await at('drawing-tall').isVisible())
  assert.equal(await at('drawing-wide').isVisible(), false)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 390, `the page is ${wide} px wide on a phone`)
  await page.setViewportSize({ width: 1280, height: 800 })
})

for (const colorScheme of ['light', 'dark']) {
  step(`no serious or critical barrier for administrators, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme })
    const found = []
    const history = '/admin/settings/history'
    const forms = ['/admin/settings', '/admin/settings/transcode', history, `${history}/1`]
    for (const path of ['/admin', '/admin/domains', '/admin/events', '/admin/gallery', ...forms]) {
      await page.goto(path)
      found.push(...(await barriers(page)).map((line) => `${path}: ${line}`))
    }
    assert.deepEqual(found, [])
  })
}

step('the components hold on a phone, in both languages, in both themes', async () => {
  const found = []
  for (const language of ['en', 'zh-CN']) {
    for (const colorScheme of ['light', 'dark']) {
      const viewport = { width: 390, height: 844 }
      const who = await Visitor.come(browser, site, { viewport, colorScheme, language })
      await who.context.addCookies(await visitor.context.cookies())
      await who.context.addCookies([{ name: 'shoal_language', value: language, url: site.url }])
      await who.page.goto('/admin/gallery')
      assert.equal(await who.page.locator('html').getAttribute('lang'), language)
      const wide = await who.page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= 390, `the gallery is ${wide} px wide in ${language}`)
      found.push(...(await barriers(who.page)).map((line) => `${language} ${colorScheme}: ${line}`))
      await who.leave()
    }
  }
  assert.deepEqual(found, [])
})

step('what cannot be undone asks first', async () => {
  await page.goto('/admin/gallery')
  const dialog = page.locator('dialog[open]')
  await at('gallery-ask').click()
  await dialog.waitFor()
  assert.deepEqual(await barriers(page), [])
  await page.keyboard.press('Escape')
  assert.equal(await dialog.count(), 0)
  visitor.forgive(/covers\/gallery/)
})

step('no page complained: no error, no warning, no policy violated', () => {
  assert.deepEqual(visitor.complaints, [])
})
