// Danmaku on the watch page: puts its parts together with the player. What is not played is not
// fetched: before Play only the state of the room is. It must not know hls.js.

function flyDanmaku(page) {
  'use strict'
  const { player, controls, keys } = page
  const bar = document.getElementById('danmaku')
  if (!bar) return
  const WIDE_PX = 960
  const FULL_PX = 640
  // Whoever is about as far in the video sees it at once, others when they come there.
  const NEAR_S = 10
  const WANT_MS = 2000

  const { box, video } = player
  const words = bar.dataset
  const isMember = words.isMember === 'yes'
  const tuning = new Tuning()
  const filters = new Filters(isMember)
  const shelf = new Shelf()
  const room = new Room(words.videoId, shelf)
  const stage = new Stage({ box, video, shelf, tuning, filters })
  const energy = new Energy(box)
  const say = new SayBar({ bar, room, shelf, stage, tuning, player })
  // As many in a second, by what a viewer chose; the stage leaves out what does not fit anyway.
  const SENT = { 1: 10, 2: 25, 3: 60, 4: 0 }
  const wantSome = () => room.line.want(SENT[tuning.get('density')])
  tuning.addEventListener('changed', wantSome)
  wantSome()
  new Panes(bar)
  new TunePanel({ bar, room, tuning, filters, stage, say: (text) => say.say(text) })
  const list = new FlownList({ room, shelf, filters, player, words, isMember })

  /* Where the bar stands: among the controls where there is room for it, else below the picture */

  const below = bar.parentElement
  const slot = box.querySelector('[data-slot="say"]')
  function seat() {
    const isFull = document.fullscreenElement === box
    const isInside = box.clientWidth >= (isFull ? FULL_PX : WIDE_PX)
    const place = isInside ? slot : below
    if (bar.parentElement === place) return
    const focused = bar.contains(document.activeElement) ? document.activeElement : null
    place.append(bar)
    focused?.focus({ preventScroll: true })
  }
  new ResizeObserver(seat).observe(box)
  document.addEventListener('fullscreenchange', seat)

  /* On and off */

  const button = bar.querySelector('[data-danmaku="switch"]')
  const showOn = () => {
    button.setAttribute('aria-checked', String(tuning.get('isOn')))
    box.dataset.danmaku = tuning.get('isOn') ? 'on' : 'off'
  }
  function turn() {
    tuning.set('isOn', !tuning.get('isOn'))
    controls.say(tuning.get('isOn') ? words.wordOn : words.wordOff)
  }
  button.addEventListener('click', turn)
  tuning.addEventListener('changed', showOn)
  keys.add('d', turn)
  keys.add('Enter', () => say.focus())
  showOn()

  /* What is asked for, and when */

  let isBegun = false
  let wantedAt = 0
  async function want(isUrgent = false) {
    const now = performance.now()
    if (!isBegun || (!isUrgent && now - wantedAt < WANT_MS)) return
    wantedAt = now
    await filters.load()
    // The picture goes on without; it is tried again with the next part.
    await room.want(player.position).catch(() => {})
  }
  async function begin() {
    if (isBegun) return
    isBegun = true
    await want(true)
    room.line.open()
  }
  video.addEventListener('play', () => {
    begin()
    room.line.again()
  })
  list.box.addEventListener('wanted', begin)
  video.addEventListener('timeupdate', () => want())
  video.addEventListener('seeking', () => want(true))
  function greet() {
    room.use(player.answer)
    room.ask().catch(() => {})
  }
  player.addEventListener('ready', greet)
  if (player.answer) greet()
  if (player.isPlaying) begin()

  /* What comes of it */

  const totals = document.querySelectorAll('[data-danmaku="total"]')
  function count() {
    const n = (room.state?.count ?? 0).toLocaleString(document.documentElement.lang)
    for (const total of totals) {
      total.textContent = Shoal.fill(words.wordTotal, { n })
      total.hidden = false
    }
  }
  room.addEventListener('room', ({ detail: state }) => {
    energy.show(state.energy ?? [])
    count()
  })
  room.addEventListener('count', count)
  room.addEventListener('live', ({ detail: item }) => {
    if (Math.abs(item.time - stage.time) <= NEAR_S) stage.now(item)
  })
  room.addEventListener('released', ({ detail: item }) => stage.repaint(item))
  room.addEventListener('gone', ({ detail: items }) => stage.drop(items))
  shelf.addEventListener('changed', ({ detail: { added } }) => {
    // What came late for the moment that is shown is laid out with the rest.
    const isLate = ({ time, state }) =>
      state === 'shown' && time <= stage.time && time > stage.time - 2 * tuning.crossingS
    if (added.length > 1 && added.some(isLate)) stage.refresh()
  })
}

// This is no part of what the first picture waits for: it may come before the player or after it.
if (typeof Player !== 'undefined' && Player.here) flyDanmaku(Player.here)
else document.addEventListener('shoal:player', () => flyDanmaku(Player.here), { once: true })
