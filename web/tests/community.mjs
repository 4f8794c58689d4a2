// What stands under a video in real browsers: two people rate it, keep it, follow its author and
// talk below it; its owner pins and closes; what one does the other is told; a visitor reads.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { partSteps } from './community_parts.mjs'
import { dialogOf, enter, fillDoor, pathOf, storyOf } from './story.mjs'
import { Site, Visitor, barriers, folder, media, openBrowser, until } from './support.mjs'

const OWNER = { name: 'harbour', password: 'a secret of some length' }
const MEI = { name: 'mei', password: 'a rather long secret' }
const LAN = { name: 'lan', password: 'another rather long secret' }
const STEP_MS_MAX = 90_000
const FILM_S = 20
// One account may not write again at once; a story is faster than people are.
const APART_MS = 1
const COLOURS = 'The colours at 0:05 are lovely\n<b>Second</b> line, 0:99 is none'
const VIDEO = '#player video'
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

let site
let browser
let film
let owner
let mei
let lan

before(async () => {
  site = await Site.start({ SHOAL__COMMUNITY__POST_APART_MS: String(APART_MS) })
  browser = await openBrowser()
  owner = await Visitor.come(browser, site)
  mei = await Visitor.come(browser, site)
  lan = await Visitor.come(browser, site)
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

const step = storyOf('community', {
  limitMs: STEP_MS_MAX,
  site: () => site,
  visitors: () => ({ owner, mei, lan }),
})

async function signUp(who, account) {
  await who.page.goto('/sign-up')
  await fillDoor(who, account)
  await who.at('account-menu').waitFor()
}

/** Opens the page of the film, and comes down to its comments. */
async function open(who, hash = '') {
  await who.page.goto('about:blank')
  await who.page.goto(`/watch/${film}${hash}`)
  await who.page.locator('#player[data-state=ready]').waitFor()
  await stir(who)
}

/** What stands under the video is fetched once somebody does something. */
async function stir(who) {
  await who.page.mouse.move(40, 40)
  await who.page.mouse.move(60, 60)
}

async function comeDown(who) {
  await open(who)
  await who.at('comments').scrollIntoViewIfNeeded()
  await until('loaded', () => who.page.locator('#comments[aria-busy=false]').count())
}

const comments = (who) => who.at('comment-list').locator('> li')
const saying = (who, text) => who.at('comment').filter({ hasText: text }).first()
const own = (comment, part) => comment.getByTestId(part).first()
const isPressed = async (place) => (await place.getAttribute('aria-pressed')) === 'true'
const says = (place, text) => async () => (await place.innerText()).includes(text)

async function write(who, text) {
  await who.at('comment-field').first().fill(text)
  await who.page.keyboard.press('Control+Enter')
  await saying(who, text).waitFor()
}

/** Presses one of the works in the menu of a comment. */
async function choose(comment, work) {
  await own(comment, 'comment-menu').click()
  await own(comment, work).click()
}

const unread = (who) =>
  who.page.evaluate(async () => (await (await fetch('/api/v1/notifications/unread')).json()).unread)

const told = (who) =>
  who.page.evaluate(async () => {
    const answer = await (await fetch('/api/v1/notifications')).json()
    return answer.notifications.map(({ kind, actor }) => `${kind} ${actor?.name ?? ''}`.trim())
  })

partSteps(step)

step('before anybody writes there is an empty place', async () => {
  for (const [who, account] of [
    [owner, OWNER],
    [mei, MEI],
    [lan, LAN],
  ]) {
    await signUp(who, account)
  }
  const source = ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=10:d=${FILM_S}`]
  const file = await media(join(await folder(), 'film.mp4'), ...source, '-pix_fmt', 'yuv420p')
  const flags = ['--title', 'A film to talk under', '--as', OWNER.name, '--wait']
  film = (await site.shoal('publish', file, ...flags)).video_id
  const asked = []
  mei.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await open(mei)
  await until('how it stands', () => asked.some((path) => path.endsWith('/thread')))
  await comeDown(mei)
  await mei.at('comment-none').waitFor()
  assert.deepEqual(await barriers(mei.page), [])
})

step('a video is liked, disliked, and neither', async () => {
  const [like, dislike] = ['act-like', 'act-dislike'].map((name) => mei.at(name))
  await until('a state', () => like.isEnabled())
  await like.click()
  assert.ok(await isPressed(like))
  await dislike.click()
  assert.ok((await isPressed(dislike)) && !(await isPressed(like)))
  await like.click()
  const rating = async () => {
    const ask = async (id) => (await (await fetch(`/api/v1/videos/${id}/thread`)).json()).rating
    return mei.page.evaluate(ask, film)
  }
  await until('like, on the server', async () => (await rating()) === 'like')
  await comeDown(lan)
  await until('one like', says(lan.at('act-like'), '1'))
  assert.equal(await isPressed(lan.at('act-like')), false)
})

step('a video is kept in a folder that is made for it', async () => {
  await mei.at('act-favourite').click()
  const dialog = dialogOf(mei)
  await until('folders', () => mei.at('favourite-save').isEnabled())
  await mei.at('favourite-name').fill('By the water')
  await mei.at('favourite-name').press('Enter')
  const made = dialog.getByLabel(/By the water/)
  await made.waitFor()
  assert.ok(await made.isChecked())
  assert.deepEqual(await barriers(mei.page), [])
  await mei.picture('community-folders')
  await mei.at('favourite-save').click()
  await until('kept', () => isPressed(mei.at('act-favourite')))
  assert.equal(await dialog.count(), 0)
  await mei.page.reload()
  await stir(mei)
  await until('kept, after all', () => isPressed(mei.at('act-favourite')))
  await mei.at('act-favourite').click()
  await dialog.getByLabel(/By the water/).waitFor()
  assert.ok(await dialog.getByLabel(/By the water/).isChecked())
  await mei.page.keyboard.press('Escape')
})

step('an author is followed', async () => {
  const follow = mei.at('follow')
  await until('a state', () => follow.isEnabled())
  await follow.click()
  await until('followed', says(follow, 'Following'))
  await until('one follower', says(mei.at('followers'), '1 follower'))
  await mei.page.reload()
  await stir(mei)
  await until('followed, after all', says(follow, 'Following'))
})

step('coins are given, but not to a video of one\'s own', async () => {
  await comeDown(owner)
  await until('a state', () => owner.at('act-coin').isEnabled())
  await owner.at('act-coin').click()
  await until('why not', says(owner.at('coins-given'), 'your own video'))
  assert.ok(await owner.at('coins-give').isDisabled())
  await owner.page.keyboard.press('Escape')
  await comeDown(lan)
  await until('a state', () => lan.at('act-coin').isEnabled())
  await lan.at('act-coin').click()
  await until('a purse', says(lan.at('coins-have'), '2 coins'))
  await dialogOf(lan).getByLabel('1 coin').check()
  assert.deepEqual(await barriers(lan.page), [])
  await lan.picture('community-coins')
  await lan.at('coins-give').click()
  await until('given', () => isPressed(lan.at('act-coin')))
  await until('a count', says(lan.at('act-coin'), '1'))
})

step('a like that is held likes, gives coins and keeps', async () => {
  assert.equal(await isPressed(lan.at('act-like')), false)
  await lan.at('act-like').scrollIntoViewIfNeeded()
  const { x, y, width, height } = await lan.at('act-like').boundingBox()
  await lan.page.mouse.move(x + width / 2, y + height / 2)
  await lan.page.mouse.down()
  await until('kept', () => isPressed(lan.at('act-favourite')))
  await lan.page.mouse.up()
  await until('liked', () => isPressed(lan.at('act-like')))
  await until('two coins', says(lan.at('act-coin'), '2'))
  await lan.page.reload()
  await stir(lan)
  await until('all of it, after all', () => isPressed(lan.at('act-like')))
  assert.ok((await isPressed(lan.at('act-coin'))) && (await isPressed(lan.at('act-favourite'))))
  await lan.at('act-like').click()
  await until('a short press takes the like back', async () => !(await isPressed(lan.at('act-like'))))
})

step('a comment is written, and what is too long or empty is not', async () => {
  await comeDown(mei)
  const field = mei.at('comment-field').first()
  const complaint = mei.at('comment-form-complaint').first()
  await field.fill('x'.repeat(1_001))
  assert.match(await complaint.innerText(), /1000/)
  await mei.page.keyboard.press('Control+Enter')
  assert.equal(await comments(mei).count(), 0)
  await write(mei, COLOURS)
  assert.equal(await field.inputValue(), '')
  assert.match(await mei.at('comment-said').innerText(), /posted/)
  await until('a count', says(mei.at('comment-count'), '1'))
  const moments = saying(mei, 'colours').locator('a[data-seek]')
  assert.deepEqual(await moments.allInnerTexts(), ['0:05'])
  await moments.click()
  const at = () => mei.page.locator(VIDEO).evaluate((video) => video.currentTime >= 5)
  await until('the moment', at)
  await mei.page.locator(VIDEO).evaluate((video) => video.pause())
  await field.fill(COLOURS)
  await mei.page.keyboard.press('Control+Enter')
  await until('why not', async () => (await complaint.innerText()) !== '')
  await field.fill('')
  assert.ok(mei.forgive(/status of 4(09|29)/) > 0)
})

step('the other one replies, likes, and is answered', async () => {
  await comeDown(lan)
  const first = saying(lan, 'colours')
  await own(first, 'comment-like').click()
  await own(first, 'comment-reply').click()
  await lan.page.keyboard.type('And the sound?')
  await lan.page.keyboard.press('Control+Enter')
  await saying(lan, 'And the sound?').waitFor()
  await comeDown(mei)
  await until('one like', says(own(saying(mei, 'colours'), 'comment-like'), '1'))
  await own(saying(mei, 'colours'), 'comment-unfold').click()
  const reply = mei.at('comment-replies').locator('li').filter({ hasText: 'And the sound?' })
  await own(reply, 'comment-like').click()
  assert.ok(await isPressed(own(reply, 'comment-like')))
  await own(reply, 'comment-reply').click()
  assert.deepEqual(await barriers(mei.page), [])
  await mei.page.keyboard.type('There is none')
  await own(reply, 'comment-send').click()
  await until('whom it answers', says(saying(mei, 'There is none'), '@lan'))
  await mei.picture('community-replies')
  await until('all', says(mei.at('comment-count'), '3'))
})

step('comments are sorted by what is liked, or what is new', async () => {
  await write(lan, 'A second thought')
  await comeDown(mei)
  assert.match(await comments(mei).first().innerText(), /colours/)
  await mei.at('order-new').click()
  await until('the newest first', says(comments(mei).first(), 'A second thought'))
  await mei.at('order-hot').click()
  await until('the liked first', says(comments(mei).first(), 'colours'))
})

step('a comment is written anew, and what it said before can be read', async () => {
  const thought = saying(lan, 'A second thought')
  await choose(thought, 'comment-edit')
  await own(thought, 'comment-field').fill('A third thought')
  await own(thought, 'comment-send').click()
  const third = saying(lan, 'A third thought')
  await until('edited', () => own(third, 'comment-edited').isVisible())
  await own(third, 'comment-edited').click()
  await until('what it said', says(lan.at('comment-edits'), 'A second thought'))
  assert.deepEqual(await barriers(lan.page), [])
  await lan.page.keyboard.press('Escape')
})

step('a comment is deleted after a question', async () => {
  const third = saying(lan, 'A third thought')
  await choose(third, 'comment-delete')
  assert.deepEqual(await barriers(lan.page), [])
  await lan.page.keyboard.press('Escape')
  assert.equal(await third.count(), 1)
  await choose(third, 'comment-delete')
  await lan.at('comment-delete-confirm').click()
  await until('gone', async () => (await third.count()) === 0)
  await comeDown(mei)
  assert.equal(await saying(mei, 'A third thought').count(), 0)
})

step('the owner pins a comment, and it comes first', async () => {
  await write(lan, 'Hello from lan')
  await comeDown(owner)
  await choose(saying(owner, 'Hello from lan'), 'comment-pin')
  await until('pinned', says(comments(owner).first(), 'Pinned'))
  await comeDown(mei)
  assert.match(await comments(mei).first().innerText(), /Hello from lan/)
  assert.equal(await own(comments(mei).first(), 'comment-pinned').isVisible(), true)
})

step('those whom it concerns are told', async () => {
  await until('all of it', async () => (await told(owner)).length >= 4)
  const owners = await told(owner)
  for (const kind of ['video_liked mei', 'follower mei', 'comment mei', 'comment lan', 'coins lan']) {
    assert.ok(owners.includes(kind), `${kind} in ${owners}`)
  }
  await until('a reply and a like', async () => (await told(mei)).length >= 2)
  const meis = await told(mei)
  for (const kind of ['reply lan', 'comment_liked lan']) assert.ok(meis.includes(kind), `${meis}`)
  assert.ok((await unread(lan)) >= 2)
  await lan.page.reload()
  await stir(lan)
  const bell = lan.page.locator('[data-bell] .bell-count [aria-hidden]').first()
  await until('a number at the bell', async () => Number(await bell.textContent()) >= 2)
})

step('an address leads to its comment', async () => {
  const id = await comments(mei).nth(1).getAttribute('id')
  await open(lan, `#${id}`)
  const isMeant = (one) => document.activeElement?.id === one
  await until('at the comment', () => lan.page.evaluate(isMeant, id))
  const isSeen = (one) => {
    const { top, bottom } = document.getElementById(one).getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  }
  assert.ok(await lan.page.evaluate(isSeen, id))
})

step('a reply is found by its address, also where nobody has opened the replies', async () => {
  const find = async (id) => {
    const comments = `/api/v1/videos/${id}/comments`
    const all = (await (await fetch(comments)).json()).comments
    const root = all.find(({ replies }) => replies > 0)
    const replies = await (await fetch(`${comments}/${root.comment_id}/replies`)).json()
    return replies.comments.at(-1).comment_id
  }
  const id = `comment-${await lan.page.evaluate(find, film)}`
  await open(lan, `#${id}`)
  const isMeant = (one) => document.activeElement?.id === one
  await until('at the reply', () => lan.page.evaluate(isMeant, id))
})

step('whoever is named in a comment is told, and the name leads to them', async () => {
  await comeDown(mei)
  await write(mei, '@lan look, @nobody_here')
  const links = own(saying(mei, '@lan look'), 'comment-text').locator('a')
  assert.deepEqual(await links.allInnerTexts(), ['@lan'])
  assert.equal(await links.first().getAttribute('href'), '/u/lan')
  await until('told', async () => (await told(lan)).includes('mention mei'))
})

step('names are offered while one writes, and faces below, also by keyboard alone', async () => {
  const field = mei.at('comment-field').first()
  await field.fill('你好')
  await field.press('End')
  await mei.page.keyboard.type('@la')
  await mei.at('mention-option').first().waitFor()
  assert.deepEqual(await barriers(mei.page), [])
  await mei.page.keyboard.press('Enter')
  assert.equal(await field.inputValue(), '你好 @lan ')
  await mei.at('emotes-open').first().press('Enter')
  await mei.at('emotes-panel').first().getByRole('button').nth(1).press('ArrowLeft')
  await mei.page.keyboard.press('Enter')
  assert.equal(await field.inputValue(), '你好 @lan [smile]')
  await mei.page.keyboard.press('Control+Enter')
  const said = own(saying(mei, '你好'), 'comment-text')
  await said.waitFor()
  assert.equal(await said.getByTestId('emote').count(), 1)
  assert.deepEqual(await said.locator('a').allInnerTexts(), ['@lan'])
})

step('a comment is reported, once and with a reason', async () => {
  await comeDown(lan)
  await choose(saying(lan, 'colours'), 'comment-report')
  await lan.at('comment-report-dialog').waitFor()
  assert.match(await lan.at('comment-report-dialog').innerText(), /colours/)
  assert.deepEqual(await barriers(lan.page), [])
  await lan.picture('community-report')
  await lan.at('comment-report-reason').selectOption('hate')
  await lan.at('comment-report-note').fill('It is mean to films.')
  await lan.at('comment-report-send').click()
  await until('thanks', async () => /Thank you/.test(await lan.page.locator('#toasts').innerText()))
  assert.equal(await lan.at('comment-report-dialog').isVisible(), false)
})

step('comments with blocked words wait for the owner', async () => {
  await owner.page.goto('/comments/held')
  await owner.at('held-words').fill('Spoiler\n剧透')
  await owner.at('held-words-save').click()
  await owner.at('notice').waitFor()
  assert.equal(await owner.at('held-words').inputValue(), 'spoiler\n剧透')
  assert.deepEqual(await barriers(owner.page), [])
  await owner.picture('community-words')
  await comeDown(mei)
  await write(mei, 'No spoilers, please')
  assert.ok(await own(saying(mei, 'No spoilers'), 'comment-held').isVisible())
  await owner.page.reload()
  await owner.at('held-show').click()
  await owner.at('notice').waitFor()
  await owner.at('held-words').fill('')
  await owner.at('held-words-save').click()
  await comeDown(owner)
  await saying(owner, 'No spoilers').waitFor()
})

step('the owner looks at comments first, then wants none', async () => {
  const policy = owner.at('comment-policy')
  await policy.selectOption('reviewed')
  await comeDown(mei)
  await write(mei, 'May I say this?')
  const waiting = saying(mei, 'May I say this?')
  assert.ok(await own(waiting, 'comment-held').isVisible())
  await comeDown(lan)
  assert.equal(await saying(lan, 'May I say this?').count(), 0)
  const decided = () =>
    owner.page.evaluate(async () => {
      const held = await (await fetch('/api/v1/comments/held')).json()
      return held.comments.map(({ text }) => text)
    })
  assert.deepEqual(await decided(), ['May I say this?'])
  await policy.selectOption('closed')
  await until('closed', () => owner.at('comment-shut').isVisible())
  assert.deepEqual(await barriers(owner.page), [])
  await owner.picture('community-owner')
  await comeDown(mei)
  await until('closed for mei', () => mei.at('comment-shut').isVisible())
  assert.equal(await mei.at('comment-field').first().isVisible(), false)
  await policy.selectOption('open')
  await until('open', async () => !(await owner.at('comment-shut').isVisible()))
})

step('a visitor reads on a phone in Chinese, and is led to sign in and back', async () => {
  const options = { ...PHONE, colorScheme: 'dark', language: 'zh-CN' }
  const late = await Visitor.come(browser, site, options)
  await comeDown(late)
  await saying(late, 'colours').waitFor()
  assert.match(await late.at('comments').innerText(), /评论/)
  await own(saying(late, 'colours'), 'comment-unfold').click()
  await saying(late, 'And the sound?').waitFor()
  assert.deepEqual(await barriers(late.page), [])
  const isWide = () => document.documentElement.scrollWidth > innerWidth
  assert.equal(await late.page.evaluate(isWide), false, 'it is wider than the screen')
  await late.picture('community-phone')
  assert.deepEqual(late.complaints, [])
  await late.at('act-like').click()
  await late.at('field-name').waitFor()
  await fillDoor(late, LAN)
  await until('back', () => pathOf(late) === `/watch/${film}`)
  await until('its page', () => late.at('act-like').count())
  await stir(late)
  await until('a state', () => late.at('act-like').isEnabled())
  await late.leave()
})

step('whoever is signed out elsewhere hears why nothing was done', async () => {
  const rival = await Visitor.come(browser, site)
  await enter(rival, LAN)
  await comeDown(rival)
  await until('a state', () => rival.at('act-like').isEnabled())
  await rival.context.clearCookies()
  await rival.at('act-like').click()
  await until('why', async () => (await rival.at('acts-complaint').innerText()) !== '')
  assert.equal(await isPressed(rival.at('act-like')), false)
  await rival.leave()
  assert.deepEqual([...owner.complaints, ...mei.complaints, ...lan.complaints], [])
})
