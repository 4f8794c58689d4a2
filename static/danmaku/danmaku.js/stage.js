// The stage: draws danmaku over the picture, as the time of the video goes by. What is seen at a
// moment does not depend on how one came there. It must not ask the server for anything.

class Stage {
  static ON_SCREEN_MAX = 500
  // Of so many is remembered that they have flown.
  static FLOWN_MAX = 4000
  static STANDING_S = 4.5
  static LAID_OUT_BY = ['isOn', 'area', 'size', 'speed', 'density', 'isFootFree']
  // Parts of a second that the browser's time of the video may be off before it is believed at once.
  static JUMP_S = 0.15
  // Of the difference, with each frame.
  static PULL = 0.06
  // More was not missed by a busy page, but skipped.
  static SKIPPED_S = 1.5
  static PIXELS_MAX = 2560 * 1440
  static RATIO_MAX = 2
  // Of the height of the picture: for captions, and for those that stand at the bottom.
  static FOOT = 0.17
  static BOTTOM = 0.4
  static LINE = 1.3
  // As many to a line, by what a viewer chose; the last has no bound but the lanes.
  static TO_A_LINE = { 1: 0.4, 2: 1, 3: 2.5, 4: Infinity }

  constructor({ box, video, shelf, tuning, filters }) {
    Object.assign(this, { box, video, shelf, tuning, filters })
    this.place = box.querySelector('[data-slot="danmaku"]')
    this.canvas = document.createElement('canvas')
    this.canvas.className = 'danmaku-canvas'
    this.canvas.setAttribute('aria-hidden', 'true')
    this.place.append(this.canvas)
    this.brush = this.canvas.getContext('2d')
    this.sprites = new Sprites()
    this.lanes = new Lanes()
    this.groups = new Groups(shelf, filters)
    this.density = new Density(shelf, filters, this.groups)
    this.flights = []
    /** Which are on their way, so that none flies twice. */
    this.flown = new Set()
    this.time = 0
    this.frameAt = 0
    this.rate = video.playbackRate || 1
    this.asked = 0
    this.isStale = true
    this.isBlank = false
    this.still = matchMedia('(prefers-reduced-motion: reduce)')
    this.#follow()
    this.resize()
  }

  get isOn() {
    return this.tuning.get('isOn')
  }

  get isStill() {
    return this.still.matches
  }

  #follow() {
    const { video, tuning, filters } = this
    new ResizeObserver(() => this.resize()).observe(this.place)
    this.still.addEventListener('change', () => this.refresh())
    for (const name of ['play', 'playing', 'seeked', 'canplay']) {
      video.addEventListener(name, () => this.wake())
    }
    // Where it jumps to is shown before there is a picture.
    for (const name of ['seeking', 'emptied']) video.addEventListener(name, () => this.refresh())
    video.addEventListener('ratechange', () => this.#changeRate())
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.refresh()
    })
    filters.addEventListener('changed', () => this.refresh())
    tuning.addEventListener('changed', ({ detail }) => {
      if (detail === 'opacity') this.#fade()
      else if (Stage.LAID_OUT_BY.includes(detail)) this.resize()
    })
    this.#fade()
  }

  #fade() {
    this.canvas.style.opacity = String(this.tuning.get('opacity') / 100)
  }

  /* The place */

  resize() {
    const wide = this.place.clientWidth
    const high = this.place.clientHeight
    const fits = Math.sqrt(Stage.PIXELS_MAX / Math.max(1, wide * high))
    this.ratio = Math.min(window.devicePixelRatio || 1, Stage.RATIO_MAX, fits)
    this.wide = wide
    this.high = high
    const width = Math.round(wide * this.ratio)
    const height = Math.round(high * this.ratio)
    // To set it clears it, even to what it was.
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== height) this.canvas.height = height
    const px = Math.min(Math.max(14, high * 0.034), 38) * (this.tuning.get('size') / 100)
    const { fontFamily: family } = getComputedStyle(this.place)
    this.sprites.use({ px, family, ratio: this.ratio })
    this.#rule(px)
    this.refresh()
  }

  #rule(px) {
    const { tuning, wide, high } = this
    this.rowHigh = (px * Stage.LINE) / Lanes.LINE_ROWS
    this.foot = tuning.get('isFootFree') ? high * Stage.FOOT : 0
    const room = Math.max(0, high - this.foot)
    const used = Math.min(room, (high * tuning.get('area')) / 100)
    const rows = Math.floor(used / this.rowHigh)
    // Those that stand below come up to where those above may come down.
    const bottom = Math.floor((room * Stage.BOTTOM) / this.rowHigh)
    const top = Math.min(rows, Math.floor(room / this.rowHigh) - bottom)
    this.lanes.resize({ wide, rows, top, bottom })
    const lines = rows / Lanes.LINE_ROWS
    const most = Math.ceil(lines * Stage.TO_A_LINE[tuning.get('density')])
    this.most = Math.min(Stage.ON_SCREEN_MAX, most)
    this.#thin()
  }

  /* Time */

  get isMoving() {
    const { video } = this
    const hasPicture = video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
    return !video.paused && !video.ended && !video.seeking && hasPicture
  }

  /** The time of the video, evenly: the browser tells it in steps. */
  #tick(now) {
    const { video } = this
    const told = video.currentTime
    const gone = Math.max(0, now - this.frameAt) / 1000
    this.frameAt = now
    const thought = this.isMoving ? this.time + gone * this.rate : this.time
    const off = told - thought
    if (Math.abs(off) > Stage.JUMP_S * Math.max(1, this.rate)) return told
    return this.isMoving ? Math.max(this.time, thought + off * Stage.PULL) : this.time
  }

  #changeRate() {
    const rate = this.video.playbackRate || 1
    // Texts are read as fast as before: on the clock of the wall the way takes as long.
    for (const flight of this.flights) flight.stretch(this.time, rate / this.rate)
    this.rate = rate
    this.#thin()
  }

  /** Whoever begins is on the screen for a while: so many may begin in each second. */
  #thin() {
    this.density.use(this.most / (this.tuning.crossingS * this.rate))
  }

  /* Frames */

  wake() {
    if (this.asked) return
    this.frameAt = performance.now()
    this.asked = requestAnimationFrame((now) => this.#frame(now))
  }

  /** Lays all of it out anew, as it is at this moment. */
  refresh() {
    this.isStale = true
    this.wake()
  }

  #frame(now) {
    this.asked = 0
    const before = this.time
    this.time = this.#tick(now)
    const went = this.time - before
    const isJump = went < 0 || went > Stage.SKIPPED_S * Math.max(1, this.rate)
    if (this.isStale || isJump) this.#layOut()
    else this.#begin(before)
    this.#draw()
    if (this.isMoving && this.isOn) this.wake()
  }

  /** What begins since the last frame. */
  #begin(before) {
    if (!this.isOn) return
    for (const item of this.shelf.between(before, this.time)) this.#fly(item, item.time)
  }

  #layOut() {
    this.isStale = false
    this.flights = []
    this.flown.clear()
    this.lanes.clear()
    if (!this.isOn) return
    // Those that are gone by now have had a part in who flies where.
    const back = 2 * this.tuning.crossingS * this.rate
    const at = this.time
    for (const item of this.shelf.between(at - back, at)) this.#fly(item, item.time)
    this.#sweep(at)
  }

  #shownAs(mode, width) {
    const isFlying = mode === 'scroll' || mode === 'reverse'
    if (this.isStill) return isFlying ? 'top' : mode
    // One that is too wide to stand is read as it flies by.
    return !isFlying && width > this.wide ? 'scroll' : mode
  }

  #make(item, start) {
    const width = this.sprites.width(item)
    const rows = Danmaku.SIZES[item.size]
    if (item.position) {
      const span = item.position.s * this.rate
      return new Flight(item, { width, rows, mode: 'positioned', start, span })
    }
    const shown = this.#shownAs(item.mode, width)
    const isFlying = shown === 'scroll' || shown === 'reverse'
    const wall = isFlying ? this.tuning.crossingS : Stage.STANDING_S
    return new Flight(item, { width, rows, mode: shown, start, span: wall * this.rate })
  }

  #fly(item, start) {
    if (this.flown.has(item) || this.filters.hides(item)) return
    if (item.position) return this.#add(this.#make(item, start))
    if (!item.isOwn && !(this.groups.leads(item) && this.density.has(item))) return
    item.count = this.groups.count(item)
    const flight = this.#make(item, start)
    if (this.flights.length >= Stage.ON_SCREEN_MAX) this.#sweep(start)
    if (item.isOwn) return this.#insist(flight, start)
    if (this.flights.length < Stage.ON_SCREEN_MAX && this.lanes.place(flight)) this.#add(flight)
  }

  #add(flight) {
    this.flights.push(flight)
    this.flown.add(flight.item)
    if (this.flown.size <= Stage.FLOWN_MAX) return
    this.flown = new Set(this.flights.map(({ item }) => item))
  }

  /** What somebody has just sent is shown in any case: others give way. */
  #insist(flight, time) {
    if (!this.lanes.place(flight, time)) {
      const away = this.lanes.clearFor(flight, time, this.flights)
      if (!away) return
      for (const other of away) other.isGone = true
      this.flights = this.flights.filter((other) => !other.isGone)
    }
    this.#add(flight)
  }

  #sweep(time) {
    this.flights = this.flights.filter((flight) => {
      const stays = flight.end > time && !flight.isGone
      if (!stays) flight.isGone = true
      return stays
    })
  }

  /** Shows one at once, whenever in the video it was written. */
  now(item) {
    if (!this.isOn || this.flown.has(item) || this.filters.hides(item)) return
    if (!item.isOwn && this.#joins(item)) return
    const flight = this.#make(item, this.time)
    if (item.position) {
      this.#add(flight)
      return this.wake()
    }
    // While the picture stands, it would begin behind the edge and stay there.
    if (!this.isMoving && flight.isFlying) {
      const inside = Math.min(flight.width + Lanes.GAP_PX, this.wide * 0.9)
      flight.start -= (flight.span * inside) / (this.wide + flight.width)
    }
    // What is written now goes before the density of what was written before.
    const hasRoom = this.flights.length < Stage.ON_SCREEN_MAX
    if (item.isOwn) this.#insist(flight, this.time)
    else if (hasRoom && this.lanes.place(flight, this.time)) this.#add(flight)
    this.wake()
  }

  /** Whether one that says the same is on the screen; that one stands for both. */
  #joins(item) {
    const head = this.groups.head(item)
    const flight = head !== item && this.flights.find((other) => other.item === head)
    if (!flight || flight.isGone || flight.end <= this.time) return false
    head.count = this.groups.count(head)
    this.repaint(head)
    return true
  }

  /** Draws one again that looks different now. */
  repaint(item) {
    for (const flight of this.flights) if (flight.item === item) flight.sprite = null
    this.wake()
  }

  /** Takes items off the screen. */
  drop(items) {
    const gone = new Set(items)
    for (const flight of this.flights) if (gone.has(flight.item)) flight.isGone = true
    this.wake()
  }

  #top({ place, mode, row, rows }) {
    if (place) return (place.y * this.high) / 1000 - (rows * this.rowHigh) / 2
    const isBelow = mode === 'bottom'
    return isBelow ? this.high - this.foot - (row + rows) * this.rowHigh : row * this.rowHigh
  }

  #draw() {
    const { brush, canvas, time, wide, ratio } = this
    this.#sweep(time)
    const isBlank = this.flights.length === 0
    if (!isBlank || !this.isBlank) brush.clearRect(0, 0, canvas.width, canvas.height)
    this.isBlank = isBlank
    for (const isFlying of [true, false]) {
      for (const flight of this.flights) {
        if (flight.isFlying !== isFlying) continue
        const left = flight.left(time, wide)
        const top = this.#top(flight)
        // On whole pixels of the screen: half the work, and letters stay sharp.
        flight.sprite ??= this.sprites.of(flight.item)
        brush.drawImage(flight.sprite, Math.round(left * ratio), Math.round(top * ratio))
      }
    }
  }
}
