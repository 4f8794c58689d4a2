// The bell: how much there is that its reader has not read, now and while they look. It must not
// know what it is about.

;(() => {
  'use strict'
  const EVERY_MS = 60_000
  // Timers are not exact.
  const SLACK_MS = 1000
  // As many as the server counts.
  const COUNTED_MAX = 99
  const words = document.currentScript.dataset
  let askedAt = -EVERY_MS
  let isAsking = false

  // What a bell is called while there is nothing to read, where it has no words in it.
  const names = new WeakMap()

  function counted(bell) {
    const count = document.createElement('span')
    count.className = 'bell-count'
    const [number, told] = ['span', 'span'].map((name) => document.createElement(name))
    number.setAttribute('aria-hidden', 'true')
    told.className = 'for-readers'
    count.append(number, told)
    bell.append(count)
    names.set(bell, bell.getAttribute('aria-label'))
    return count
  }

  function show(bell, n) {
    const before = bell.querySelector('.bell-count')
    if (!before && n === 0) return
    const count = before ?? counted(bell)
    const [number, told] = count.children
    number.textContent = n > COUNTED_MAX ? `${COUNTED_MAX}+` : String(n)
    const many = Shoal.fill(words.wordMany, { n: number.textContent })
    told.textContent = n === 1 ? words.wordOne : many
    count.hidden = n === 0
    // A name of its own is heard in the place of what is in it.
    const name = names.get(bell)
    if (name !== null) bell.setAttribute('aria-label', n === 0 ? name : told.textContent)
  }

  async function ask() {
    const isDue = performance.now() - askedAt >= EVERY_MS - SLACK_MS
    if (document.hidden || isAsking || !isDue) return
    isAsking = true
    askedAt = performance.now()
    try {
      const { unread } = await Shoal.call('GET', '/api/v1/notifications/unread')
      for (const bell of document.querySelectorAll('[data-bell]')) show(bell, unread)
    } catch (error) {
      // Whoever is signed out has nothing to read here any more.
      if (error.status === 401 || error.status === 403) clearInterval(timer)
    }
    isAsking = false
  }

  let timer = 0
  function begin() {
    if (!document.querySelector('[data-bell]')) return
    ask()
    timer = setInterval(ask, EVERY_MS)
    document.addEventListener('visibilitychange', ask)
    window.addEventListener('pageshow', ({ persisted }) => persisted && ask())
  }
  if (document.readyState === 'complete') begin()
  else window.addEventListener('load', begin, { once: true })
})()
