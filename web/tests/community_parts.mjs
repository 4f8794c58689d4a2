// The part of the story of comments that needs no server: moments in a text, ages, counts, what a
// person without a picture looks like, and a switch that is pressed faster than it is answered.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import vm from 'node:vm'
import { ROOT } from './support.mjs'

const PARTS = join(ROOT, 'static/community/watch.js')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What a file of the page declares, without a page. */
function declared(file, name) {
  const text = readFileSync(join(PARTS, file), 'utf8')
  return vm.runInThisContext(`(() => {${text}\nreturn ${name} })()`)
}

/** A promise, and how it ends. */
function promised() {
  const ends = {}
  const promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }))
  return { promise, ...ends }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

function textSteps(step) {
  const text = declared('0-text.js', 'CommunityText')

  step('moments of the video are found as in its description', () => {
    const of = (said) =>
      text
        .pieces(said, HOUR_MS)
        .filter(({ seconds }) => seconds !== undefined)
        .flatMap(({ words, seconds }) => [words, seconds])
    assert.deepEqual(of('0:03 the start'), ['0:03', 3])
    assert.deepEqual(of('12:34: the middle, (59:59)'), ['12:34', 754, '59:59', 3599])
    assert.deepEqual(of('0:59:59'), ['0:59:59', 3599])
    assert.deepEqual(of('从0:30开始'), ['0:30', 30])
    const odd = ['1:2', '0:60', '0:003', '1:0:03', ':0:03', 'a0:03', '10:0:0:1', '2026-11']
    for (const said of ['1:00:00', ...odd]) assert.deepEqual(of(said), [], said)
    for (const said of ['', 'a', '0:03 你好 (0:05), 99:99\n🐟0:07', '::0:1:', '<b>0:01</b>']) {
      const whole = text.pieces(said, HOUR_MS).map(({ words }) => words)
      assert.equal(whole.join(''), said)
    }
  })

  step('names are found as the server finds them, and only those that it knows', () => {
    const of = (said, names) =>
      text
        .addressed(said, names)
        .filter(({ name }) => name !== undefined)
        .map(({ name }) => name)
    assert.deepEqual(of('@Mei and（@小明）, me@lan', ['mei', '小明', 'lan']), ['mei', '小明'])
    assert.deepEqual(of('@meister @@mei @', ['mei']), ['mei'])
    for (const said of ['', '@mei', 'a @mei b @lan\n@mei', '@']) {
      const whole = text.addressed(said, ['mei']).map(({ words }) => words)
      assert.equal(whole.join(''), said)
    }
  })

  step('letters are counted as people see them, and what is long is folded', () => {
    assert.equal(text.length('  🐟鱼a \n'), 3)
    assert.equal(text.isLong('one\nline'), false)
    assert.equal(text.isLong('\n'.repeat(9)), true)
    assert.equal(text.isLong('鱼'.repeat(401)), true)
  })

  step('a person without a picture has the same letters and colour as on other pages', () => {
    for (const [name, letters] of [
      ['mira', 'M'],
      ['mira_lee', 'ML'],
      ['海边的阿星', '海'],
      ['海 星', '海'],
      ['a 海', 'A'],
      ['...', '?'],
    ]) {
      assert.equal(text.initials(name), letters, name)
      assert.ok(text.tint(name) >= 0 && text.tint(name) < 6)
    }
    // 7 · 31 + 'a', by six.
    assert.equal(text.tint('a'), (7 * 31 + 97) % 6)
    assert.equal(text.tint(''), 1)
  })

  step('ages are told as on other pages', () => {
    const now = Date.UTC(2026, 10, 23, 12)
    const en = { language: 'en', now: 'just now' }
    const zh = { language: 'zh-CN', now: '刚刚' }
    const ago = (ms, words) => text.age(now - ms, now, words)
    assert.equal(ago(59_000, en), 'just now')
    assert.equal(ago(-5_000, en), 'just now')
    assert.equal(ago(60_000, en), '1 minute ago')
    assert.equal(ago(5 * HOUR_MS, en), '5 hours ago')
    assert.equal(ago(DAY_MS, en), 'yesterday')
    assert.equal(ago(6 * DAY_MS, en), '6 days ago')
    assert.equal(ago(8 * DAY_MS, en), '2026-11-15')
    assert.equal(ago(5 * HOUR_MS, zh), '5 小时前')
    assert.equal(ago(DAY_MS, zh), '昨天')
    assert.equal(ago(2 * DAY_MS, zh), '2 天前')
  })

  step('large counts are cut short, and never up', () => {
    assert.equal(text.count(9_999, 'en'), '9,999')
    assert.equal(text.count(12_990, 'en'), '12.9K')
    assert.equal(text.count(12_990, 'zh-CN'), '1.2万')
  })

  step('a rating takes the place of the other one', () => {
    const counts = { likes: 3, dislikes: 1, keeps: 7 }
    const of = (from, to) => text.rated(counts, from, to)
    assert.deepEqual(of('none', 'like'), { likes: 4, dislikes: 1, keeps: 7 })
    assert.deepEqual(of('like', 'dislike'), { likes: 2, dislikes: 2, keeps: 7 })
    assert.deepEqual(of('dislike', 'none'), { likes: 3, dislikes: 0, keeps: 7 })
    assert.deepEqual(of('like', 'like'), counts)
    // Others do not see how many dislike it.
    assert.equal(text.rated({ likes: 0, dislikes: 0 }, 'dislike', 'none').dislikes, 0)
  })

  step('an address names a comment, or none', () => {
    assert.equal(text.named('#comment-01J9-x_'), '01J9-x_')
    for (const hash of ['', '#comments', '#comment-', '#comment-<b>']) {
      assert.equal(text.named(hash), null)
    }
  })
}

function writeSteps(step) {
  const mention = declared('mention.js', 'MentionText')
  const Emotes = declared('emotes.js', 'CommunityEmotes')

  step('a name is asked for behind the sign, also in Chinese, but not in an address of mail', () => {
    const typed = (text) => mention.asked(text, text.length)?.typed
    for (const [text, wanted] of [
      ['@', ''],
      ['hi @me', 'me'],
      ['你好@小', '小'],
      ['（@a-b', 'a-b'],
    ]) {
      assert.equal(typed(text), wanted, text)
    }
    for (const text of ['', 'a', 'me@lan', '@@me', '@me ', 'x.@me']) assert.equal(typed(text), undefined)
    assert.equal(mention.asked('@mei and', 3).typed, 'me', 'up to where one writes')
  })

  step('a chosen name stands between blanks, where the server finds it', () => {
    const of = (text, name, caret = text.length) => {
      const told = mention.chosen(text, mention.asked(text, caret), name)
      return `${told.text.slice(0, told.caret)}|${told.text.slice(told.caret)}`
    }
    assert.equal(of('@m', 'mei'), '@mei |')
    assert.equal(of('你好@小', '小明'), '你好 @小明 |')
    assert.equal(of('你好@小 很棒', '小明', 4), '你好 @小明 |很棒')
    assert.equal(of('(@m)', 'mei', 3), '(@mei |)')
  })

  step('names that begin so come first, each once, and few', () => {
    assert.deepEqual(mention.offered(['amy', 'Mei', 'mei', '小明'], 'm'), ['mei', 'amy'])
    assert.deepEqual(mention.offered(['小明', 'a'], '小'), ['小明'])
    const many = [...'abcdefghij'].map((one) => `x${one}`)
    assert.equal(mention.offered(many, '').length, 6)
  })

  step('faces are found in a text, and what is none stays', () => {
    const emotes = new Emotes('/e.svg', { smile: 'Smile', cool: 'Cool' })
    const codes = (said) => emotes.pieces(said).flatMap(({ code }) => code ?? [])
    assert.deepEqual(codes('a[smile][cool] b'), ['smile', 'cool'])
    assert.deepEqual(codes('[Smile] [nope] [smile [] [[cool]] <b>'), ['cool'])
    for (const said of ['', '[smile]', 'x[smile]y[nope][cool]', '[toString]', '[smile']) {
      assert.equal(emotes.pieces(said).map(({ words }) => words).join(''), said)
    }
  })
}

function switchSteps(step) {
  const CommunitySwitch = declared('1-switch.js', 'CommunitySwitch')

  /** A switch, what it has shown and sent, and the answers it waits for. */
  function watched(value) {
    const seen = { shown: [], sent: [], failed: [], waiting: [] }
    const works = {
      show: (wanted, held) => seen.shown.push(`${held}>${wanted}`),
      send: (wanted) => {
        const answer = promised()
        seen.sent.push(wanted)
        seen.waiting.push(answer)
        return answer.promise
      },
      failed: (error) => seen.failed.push(error.message),
    }
    return { ...seen, one: new CommunitySwitch(value, works) }
  }

  step('a press is seen at once, and told one after the other: the last one holds', async () => {
    const { one, shown, sent, waiting } = watched('none')
    one.set('like')
    assert.deepEqual(shown, ['none>like'])
    one.set('dislike')
    one.set('like')
    one.set('none')
    assert.deepEqual(sent, ['like'], 'the first is still under way')
    waiting[0].resolve()
    await turn()
    assert.deepEqual(sent, ['like', 'none'])
    waiting[1].resolve()
    await turn()
    assert.deepEqual([one.held, one.wanted, one.isBusy], ['none', 'none', false])
    one.set('none')
    await turn()
    assert.equal(sent.length, 2, 'nothing has changed')
  })

  step('what the server refuses is shown as it was', async () => {
    const { one, shown, failed, sent, waiting } = watched(false)
    one.set(true)
    one.know(false)
    assert.equal(one.wanted, true, 'an older answer does not take back a press')
    waiting[0].reject(new Error('no'))
    await turn()
    assert.deepEqual(failed, ['no'])
    assert.equal(shown.at(-1), 'false>false')
    one.set(true)
    waiting[1].resolve()
    await turn()
    assert.deepEqual(sent, [true, true])
    assert.equal(one.held, true)
    one.know(false)
    assert.equal(shown.at(-1), 'false>false')
  })
}

export function partSteps(step) {
  textSteps(step)
  writeSteps(step)
  switchSteps(step)
}
