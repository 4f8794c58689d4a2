// What is held of a room: items in the order of the video, by the segment that they came with. It
// must not ask for anything, nor draw.

class Shelf extends EventTarget {
  // More is let go, the farthest from what is watched first.
  static HELD_MAX = 20000
  // Of what was taken away, so that an older answer does not bring it back.
  static GONE_MAX = 2000
  // Which of them were written on this machine, so that they are known after a reload.
  static OWN_KEY = 'shoal.danmaku.own'
  static OWN_MAX = 100

  constructor() {
    super()
    this.items = []
    this.byId = new Map()
    this.gone = new Set()
    /** Number of the segment -> ids that came with it. */
    this.segments = new Map()
    this.ownSenders = new Set()
    this.ownIds = Shelf.#kept()
    this.locals = 0
    this.pending = new Set()
  }

  static #kept() {
    try {
      const kept = JSON.parse(Shoal.memory.get(Shelf.OWN_KEY) ?? '[]')
      return new Set(Array.isArray(kept) ? kept.slice(-Shelf.OWN_MAX) : [])
    } catch {
      return new Set()
    }
  }

  #keep(id) {
    this.ownIds.add(id)
    const kept = [...this.ownIds].slice(-Shelf.OWN_MAX)
    Shoal.memory.set(Shelf.OWN_KEY, JSON.stringify(kept))
  }

  get size() {
    return this.items.length
  }

  has(id) {
    return this.byId.has(id)
  }

  /** Where the first item stands that is later than a moment. */
  after(time) {
    return this.#place(time, true)
  }

  #place(time, isLater) {
    let low = 0
    let high = this.items.length
    while (low < high) {
      const middle = (low + high) >> 1
      const { time: there } = this.items[middle]
      if (there < time || (isLater && there === time)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Those later than one moment, up to another with it. */
  between(from, to) {
    return from < to ? this.items.slice(this.after(from), this.after(to)) : []
  }

  /** Those from one moment with it, up to another without it. */
  within(from, to) {
    return this.items.slice(this.#place(from, false), this.#place(to, false))
  }

  /* What comes */

  /** Puts what came of a segment in the place of what was there of it. */
  replace(number, items) {
    const fresh = new Set(items.map(({ id }) => id))
    const old = this.segments.get(number) ?? []
    const away = [...old].filter((id) => !fresh.has(id)).map((id) => this.byId.get(id))
    // What waits for the server or a moderator is in no segment yet.
    const waits = ({ state }) => state === 'pending' || state === 'held'
    this.#away(away.filter((item) => item && !waits(item)))
    this.segments.set(number, new Set())
    this.add(number, items)
  }

  /** Adds items; those that are known already stay as they are. */
  add(number, items) {
    const fresh = []
    for (const item of items) {
      const known = this.byId.get(item.id)
      if (this.gone.has(item.id)) continue
      // Also what is known already: else it would not go when its segment does.
      this.segments.get(number)?.add(item.id)
      if (known) continue
      if (this.ownSenders.has(item.sender) || this.ownIds.has(item.id)) item.isOwn = true
      this.byId.set(item.id, item)
      fresh.push(item)
    }
    if (fresh.length > 0) this.#order(fresh)
    this.#tell({ added: fresh, removed: [] })
    return fresh
  }

  #order(fresh) {
    if (fresh.length === 1) {
      this.items.splice(this.after(fresh[0].time), 0, fresh[0])
      return
    }
    this.items = [...this.items, ...fresh].sort((a, b) => a.time - b.time || a.sentAt - b.sentAt)
  }

  /* What goes */

  /** Takes away what was recalled or deleted; the answer is what was there of it. */
  take(ids) {
    for (const id of ids) this.gone.add(id)
    const old = [...this.gone].slice(0, Math.max(0, this.gone.size - Shelf.GONE_MAX))
    for (const id of old) this.gone.delete(id)
    const items = ids.map((id) => this.byId.get(id)).filter(Boolean)
    this.#away(items)
    this.#tell({ added: [], removed: items })
    return items
  }

  #away(items) {
    if (items.length === 0) return
    const away = new Set(items)
    for (const { id } of items) this.byId.delete(id)
    this.items = this.items.filter((item) => !away.has(item))
  }

  /** Lets a segment go; it can be asked for again. */
  drop(number) {
    const items = [...(this.segments.get(number) ?? [])].map((id) => this.byId.get(id))
    this.segments.delete(number)
    this.#away(items.filter(Boolean))
    this.#tell({ added: [], removed: [] })
  }

  clear() {
    const own = this.items.filter((item) => this.pending.has(item))
    this.items = own
    this.byId = new Map(own.map((item) => [item.id, item]))
    this.gone.clear()
    this.segments.clear()
    this.#tell({ added: [], removed: [] })
  }

  #tell(detail) {
    this.dispatchEvent(new CustomEvent('changed', { detail }))
  }

  /* What is written here */

  /** One that is on its way to the server. */
  local(fields) {
    this.locals += 1
    const item = { ...Danmaku.item({ danmaku_id: `here-${this.locals}` }), ...fields }
    Object.assign(item, { isOwn: true, state: 'pending', sentAt: Date.now() })
    this.byId.set(item.id, item)
    this.pending.add(item)
    this.#order([item])
    this.#tell({ added: [item], removed: [] })
    return item
  }

  /** Whether one that comes live is what was written here a moment ago. */
  isAwaited(item) {
    return [...this.pending].some(
      (own) =>
        own.text === item.text &&
        own.mode === item.mode &&
        own.color === item.color &&
        Math.abs(own.time - item.time) < 0.002,
    )
  }

  /** The server has taken it: from now on it is known by its name there. */
  settle(item, told, state) {
    this.pending.delete(item)
    const twin = this.byId.get(told.id)
    if (twin) this.#away([twin])
    this.byId.delete(item.id)
    const { id, sender, sentAt, text, group } = told
    Object.assign(item, { id, sender, sentAt, text, group, state })
    if (sender) this.ownSenders.add(sender)
    this.#keep(id)
    this.byId.set(id, item)
    this.#tell({ added: [], removed: twin ? [twin] : [] })
    return twin ?? null
  }

  /** It was refused. */
  withdraw(item) {
    this.pending.delete(item)
    this.#away([item])
    this.#tell({ added: [], removed: [item] })
  }
}
