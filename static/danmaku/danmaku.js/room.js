// The room of a video: asks the server for what was written, and hears what is written now. It must
// not draw, nor decide what is shown.

class Room extends EventTarget {
  static SEGMENT_TRIES_MAX = 3
  static TRY_MS = 2000
  // Older than this, a room may have other versions of its segments by now.
  static FRESH_MS = 5000
  // What is near is there before it is needed.
  static AHEAD_S = 45
  // One that failed is left alone for a while.
  static REST_MS = 30000
  // Those who missed the same do not all ask at the same moment.
  static SPREAD_MS = 1500
  // What was missed is asked for so often, with longer pauses, and at the next change after that.
  static CATCH_TRIES_MAX = 6
  // What is heard of a segment while it is fetched.
  static MEANWHILE_MAX = 500

  constructor(videoId, shelf) {
    super()
    this.path = `/api/v1/videos/${encodeURIComponent(videoId)}/danmaku`
    this.shelf = shelf
    this.line = new Line(videoId, this)
    this.token = ''
    this.state = null
    this.asking = null
    this.askedAt = 0
    this.asksAfter = 0
    /** Number -> `{ version, offset }` of what is held. */
    this.held = new Map()
    this.loading = new Map()
    this.meanwhile = new Map()
    this.catching = null
    this.restsUntil = new Map()
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  #address(path, values = {}) {
    const query = new URLSearchParams(values)
    // Of what everybody may read, one address serves all, and caches keep it.
    const isShared = path.startsWith('/segments/') && this.state?.is_public
    if (this.token && !isShared) query.set('play', this.token)
    const text = query.toString()
    return `${this.path}${path}${text ? `?${text}` : ''}`
  }

  /** The play session is another one now. */
  use(answer) {
    const found = /\/media\/([^/]+)\//.exec(answer?.master_url ?? '')
    this.token = found?.[1] ?? ''
    this.line.again()
  }

  get segmentS() {
    return (this.state?.segment_ms || 360000) / 1000
  }

  /* The room */

  /** Asks how the room stands; whoever asks meanwhile gets the same answer. */
  ask() {
    this.asking ??= this.#ask().finally(() => {
      this.asking = null
    })
    return this.asking
  }

  async #ask() {
    const state = await Shoal.call('GET', this.#address(''))
    if (this.state?.epoch && this.state.epoch !== state.epoch) {
      // Another life of the room: nothing that is held can be compared with it.
      this.shelf.clear()
      this.held.clear()
    }
    this.state = state
    this.askedAt = performance.now()
    this.line.known(state)
    this.#tell('room', state)
    return state
  }

  /** What holds for all who write here. */
  heard({ is_muted, slow_mode_ms, is_followers_only }) {
    if (!this.state || is_muted === undefined) return
    Object.assign(this.state, { is_muted, slow_mode_ms, is_followers_only })
    this.#tell('room', this.state)
  }

  /* Segments */

  #info(number) {
    return this.state?.segments?.find((one) => one.number === number) ?? null
  }

  numberAt(seconds) {
    return Math.floor(Math.max(0, seconds) / this.segmentS)
  }

  /** Sees to it that what is written about a moment, and soon after it, is held. */
  async want(seconds) {
    if (!this.state && performance.now() < this.asksAfter) return
    this.asksAfter = performance.now() + Room.REST_MS
    if (!this.state) await this.ask()
    const here = this.numberAt(seconds)
    const next = this.numberAt(seconds + Room.AHEAD_S)
    this.near = here
    await this.#load(here)
    if (next !== here) await this.#load(next)
  }

  /** Loads all, from what is near to what is far, as long as `may` says so. */
  async wantAll(seconds, may) {
    if (!this.state) await this.ask()
    const here = this.numberAt(seconds)
    const numbers = this.state.segments.map(({ number }) => number)
    numbers.sort((a, b) => Math.abs(a - here) - Math.abs(b - here) || a - b)
    for (const number of numbers) {
      if (!may()) return
      await this.#load(number)
    }
  }

  #load(number) {
    if (this.held.has(number)) return Promise.resolve()
    if ((this.restsUntil.get(number) ?? 0) > performance.now()) return Promise.resolve()
    if (!this.loading.has(number)) {
      const coming = this.#loadNow(number).finally(() => this.loading.delete(number))
      this.loading.set(number, coming)
    }
    return this.loading.get(number)
  }

  async #loadNow(number) {
    let isStale = performance.now() - this.askedAt > Room.FRESH_MS
    for (let tried = 0; tried < Room.SEGMENT_TRIES_MAX; tried += 1) {
      if (tried > 0 && !isStale) await Room.#pause(Room.TRY_MS * 2 ** (tried - 1))
      try {
        if (isStale) await this.ask()
        await this.#fetch(number)
        this.shelf.add(number, this.meanwhile.get(number) ?? [])
        this.meanwhile.delete(number)
        this.#shed(number)
        return
      } catch (error) {
        // It has another version by now; the room says which.
        isStale = error.status === 404
      }
    }
    this.meanwhile.delete(number)
    this.restsUntil.set(number, performance.now() + Room.REST_MS)
  }

  static #pause(ms) {
    return new Promise((resolve) => {
      setTimeout(resolve, ms)
    })
  }

  async #fetch(number) {
    const info = this.#info(number)
    if (!info) {
      // Nothing was written there when the room was asked; something may have been since.
      const delta = await this.#delta(number, 0)
      this.shelf.replace(number, delta.items.map(Danmaku.item))
      this.held.set(number, { version: 0, offset: delta.offset })
      return
    }
    const { version, offset } = info
    const base = await Shoal.call('GET', this.#address(`/segments/${number}`, { v: version }))
    const delta = await this.#delta(number, offset)
    // With both, so that what stands in the newer part alone does not go away for a moment.
    this.shelf.replace(number, [...base.items, ...delta.items].map(Danmaku.item))
    this.held.set(number, { version, offset: delta.offset })
  }

  #delta(number, after) {
    return Shoal.call('GET', this.#address(`/segments/${number}/delta`, { after }))
  }

  /** Lets go what is far away when too much is held. */
  #shed(kept) {
    const { shelf } = this
    const far = [...this.held.keys()].filter((one) => one !== kept && one !== this.near)
    far.sort((a, b) => Math.abs(b - kept) - Math.abs(a - kept))
    while (shelf.size > Shelf.HELD_MAX && far.length > 0) {
      const number = far.shift()
      this.held.delete(number)
      shelf.drop(number)
    }
  }

  /** Something was missed: asks for the rest of each segment that is held, or for all of it anew. */
  catchUp() {
    this.catching ??= this.#catchUpAtLast().finally(() => {
      this.catching = null
    })
    return this.catching
  }

  async #catchUpAtLast() {
    for (let tried = 0; tried < Room.CATCH_TRIES_MAX; tried += 1) {
      await Room.#pause(Room.TRY_MS * (2 ** tried - 1) + Math.random() * Room.SPREAD_MS)
      try {
        await this.#catchUp()
        return
      } catch (error) {
        // Whoever may not read any more has missed nothing.
        if (error.status >= 400 && error.status < 500 && error.status !== 429) return
      }
    }
  }

  async #catchUp() {
    await Promise.allSettled(this.loading.values())
    const held = [...this.held]
    await this.ask()
    for (const [number, had] of held) {
      const info = this.#info(number)
      if (this.held.has(number) && info?.version === had.version) {
        const delta = await this.#delta(number, had.offset)
        this.shelf.add(number, delta.items.map(Danmaku.item))
        had.offset = delta.offset
      } else if (info) {
        this.held.delete(number)
        await this.#load(number)
      }
    }
  }

  /* What is heard live */

  came(items) {
    const { shelf } = this
    const bySegment = new Map()
    for (const item of items.map(Danmaku.item)) {
      // What is written here is counted when its answer comes.
      if (shelf.isAwaited(item) || shelf.gone.has(item.id)) continue
      if (shelf.has(item.id)) {
        this.#release(item.id)
        continue
      }
      const number = this.numberAt(item.time)
      bySegment.set(number, [...(bySegment.get(number) ?? []), item])
    }
    for (const [number, some] of bySegment) this.#place(number, some)
    this.#tell('count')
  }

  #count(more) {
    if (this.state) this.state.count = Math.max(0, this.state.count + more)
  }

  /** So many more were written than this viewer wanted to be sent. */
  missed(count) {
    this.#count(Number(count) || 0)
    this.#tell('count')
  }

  /** One's own that was held has been let through. */
  #release(id) {
    const item = this.shelf.byId.get(id)
    if (item.state !== 'held') return
    item.state = 'shown'
    this.#count(1)
    this.#tell('released', item)
  }

  #place(number, items) {
    this.#count(items.length)
    if (this.loading.has(number)) {
      const waiting = this.meanwhile.get(number) ?? []
      waiting.push(...items.slice(0, Math.max(0, Room.MEANWHILE_MAX - waiting.length)))
      this.meanwhile.set(number, waiting)
    }
    // What belongs to a segment that is not held comes with it.
    if (!this.held.has(number)) return
    for (const fresh of this.shelf.add(number, items)) this.#tell('live', fresh)
    this.#shed(this.near ?? number)
  }

  /** What was written here is there. */
  wrote() {
    this.#count(1)
    this.#tell('count')
  }

  /** What was recalled or deleted; it may be told twice. */
  went(all) {
    const ids = all.filter((id) => !this.shelf.gone.has(id))
    if (ids.length === 0) return
    const items = this.shelf.take(ids)
    // What a moderator had not let through was never counted.
    this.#count(items.filter(({ state }) => state === 'held').length - ids.length)
    this.#tell('gone', items)
    this.#tell('count')
  }

  /* What is done here */

  send(fields) {
    return Shoal.call('POST', this.#address(''), fields)
  }

  recall(id) {
    return Shoal.call('POST', this.#address(`/${encodeURIComponent(id)}/recall`), {})
  }

  remove(id) {
    return Shoal.call('DELETE', this.#address(`/${encodeURIComponent(id)}`))
  }

  /** Texts out of a file. */
  bring(file) {
    return Shoal.call('POST', this.#address('/import'), file)
  }

  async change(fields) {
    const state = await Shoal.call('PATCH', this.#address(''), fields)
    this.heard(state)
  }
}
