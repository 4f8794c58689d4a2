// What comments, counts and ages look like as text: plain functions, without a page. They must not
// ask for anything.

const CommunityText = (() => {
  'use strict'
  // Longer ones are folded.
  const LINES_MAX = 8
  const CHARS_MAX = 400
  const MINUTE_MS = 60_000
  const HOUR_MS = 60 * MINUTE_MS
  const DAY_MS = 24 * HOUR_MS
  // From this age on a date says more than a count of days.
  const AGE_AS_DATE_MS = 7 * DAY_MS
  const UNITS = [
    ['day', DAY_MS],
    ['hour', HOUR_MS],
    ['minute', MINUTE_MS],
  ]
  const TINTS = 6

  // Limits count what people see as letters, not what the language keeps them in.
  const length = (text) => [...text.trim()].length

  // A run of digits and colons that does not go on from a word, or from another run.
  const RUN = /(?<![A-Za-z0-9:])\d[\d:]*/g

  // `1:05`, `12:34` or `1:02:03` in seconds, null for anything else.
  function seconds(code) {
    const parts = /^(?:(\d{1,2}):(?=\d\d:))?(\d{1,2}):(\d\d)$/.exec(code)
    if (!parts) return null
    const [hours, minutes, rest] = parts.slice(1).map((part) => Number(part ?? 0))
    return minutes < 60 && rest < 60 ? hours * 3600 + minutes * 60 + rest : null
  }

  // A text in pieces: words, and moments of a video that lasts `durationMs`. In their order they
  // are the text again.
  function pieces(text, durationMs) {
    const found = []
    let from = 0
    for (const { 0: run, index } of text.matchAll(RUN)) {
      const code = run.replace(/:+$/, '')
      const at = seconds(code)
      if (at === null || at * 1000 >= durationMs) continue
      if (index > from) found.push({ words: text.slice(from, index) })
      found.push({ words: code, seconds: at })
      from = index + code.length
    }
    if (from < text.length) found.push({ words: text.slice(from) })
    return found
  }

  // What stands behind the sign of a name, as the server reads names.
  const NAME = /(?<![\p{Alphabetic}\p{N}\p{M}_-])@([\p{Alphabetic}\p{N}\p{M}_-]+)/gu

  // Words in pieces: those names among them that are known, and what stands between.
  function addressed(words, names) {
    const key = (name) => name.normalize('NFKC').toLowerCase()
    const known = new Map(names.map((name) => [key(name), name]))
    const found = []
    let from = 0
    for (const { 0: whole, 1: said, index } of words.matchAll(NAME)) {
      const name = known.get(key(said))
      if (name === undefined) continue
      if (index > from) found.push({ words: words.slice(from, index) })
      found.push({ words: whole, name })
      from = index + whole.length
    }
    if (from < words.length) found.push({ words: words.slice(from) })
    return found
  }

  const isLong = (text) => text.split('\n').length > LINES_MAX || length(text) > CHARS_MAX

  // As the server makes them of a name, so that a person looks the same everywhere.
  function initials(name) {
    const words = name.split(/[^\p{Alphabetic}\p{N}]+/u).filter((word) => word !== '')
    const [first = '', second = ''] = words.map((word) => [...word][0])
    const letters = first + (second.charCodeAt(0) < 128 ? second : '')
    return letters.toUpperCase() || '?'
  }

  function tint(name) {
    const bytes = new TextEncoder().encode(name)
    return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7) % TINTS
  }

  // 1234 -> 1,234; 12345 -> 12K or 1.2万. Rounded down: nothing is said to be reached too early.
  function count(n, language) {
    if (n < 10_000) return n.toLocaleString(language)
    const options = { notation: 'compact', maximumFractionDigits: 1, roundingMode: 'floor' }
    return new Intl.NumberFormat(language, options).format(n)
  }

  const two = (n) => String(n).padStart(2, '0')

  // How long ago; what is younger than a minute, or to come by another clock, is `now`.
  function age(thenMs, nowMs, { language, now }) {
    const passed = nowMs - thenMs
    if (passed < MINUTE_MS) return now
    if (passed >= AGE_AS_DATE_MS) {
      const then = new Date(thenMs)
      return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`
    }
    const [unit, ms] = UNITS.find(([, one]) => passed >= one)
    const amount = Math.floor(passed / ms)
    const numeric = unit === 'day' && amount === 1 ? 'auto' : 'always'
    const text = new Intl.RelativeTimeFormat(language, { numeric }).format(-amount, unit)
    // Between a number and Chinese there is a space on this site.
    return text.replace(/(\d)(?=\p{Script=Han})/u, '$1 ')
  }

  const moment = (ms, language) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(ms)

  // Counts of a video once its rating by one person is another.
  function rated(counts, from, to) {
    const step = (name) => (to === name) - (from === name)
    return {
      ...counts,
      likes: Math.max(0, counts.likes + step('like')),
      dislikes: Math.max(0, counts.dislikes + step('dislike')),
    }
  }

  // The comment that an address names.
  const named = (hash) => /^#comment-([\w-]+)$/.exec(hash)?.[1] ?? null

  return { addressed, age, count, initials, isLong, length, moment, named, pieces, rated, seconds, tint }
})()
