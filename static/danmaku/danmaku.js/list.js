// The list of danmaku by time. Only the rows that are seen exist, however many there are. It must not
// ask the server by itself, but by the room.

class FlownList {
  static ROWS_MAX = 10000
  static ROW_PX = 34
  // Above and below of what is seen.
  static BESIDE = 6
  static RECALL_MS = 120000
  static SHOW_MS = 150

  constructor({ room, shelf, filters, player, words, isMember }) {
    Object.assign(this, { room, shelf, filters, player, words, isMember })
    this.box = document.getElementById('danmaku-list')
    this.grid = this.#part('grid')
    this.body = this.#part('body')
    this.mold = document.getElementById('danmaku-row').content.firstElementChild
    this.items = []
    /** Row elements by their place in the list. */
    this.rows = new Map()
    this.at = -1
    this.timer = 0
    const lang = document.documentElement.lang
    const parts = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }
    this.moment = new Intl.DateTimeFormat(lang, { ...parts, hourCycle: 'h23' })
    this.menu = new RowMenu(this)
    this.#follow()
  }

  #part(name) {
    return this.box.querySelector(`[data-danmaku="list-${name}"]`)
  }

  #follow() {
    const { grid, box } = this
    box.addEventListener('toggle', () => this.#toggled())
    for (const from of [this.shelf, this.filters]) {
      from.addEventListener('changed', () => this.#soon())
    }
    grid.addEventListener('scroll', () => this.#draw(), { passive: true })
    new ResizeObserver(() => this.#draw()).observe(grid)
    grid.addEventListener('keydown', (event) => this.#key(event))
    grid.addEventListener('click', (event) => this.#click(event))
    grid.addEventListener('focus', () => this.#mark(Math.max(0, this.at)))
    grid.addEventListener('contextmenu', (event) => {
      const place = this.#placeOf(event.target)
      if (place < 0) return
      event.preventDefault()
      this.#mark(place)
      this.menu.open(this.items[place], this.rows.get(place))
    })
  }

  async #toggled() {
    if (!this.box.open) return
    this.box.dispatchEvent(new Event('wanted'))
    await this.filters.load()
    const may = () => this.box.open && this.shelf.size < FlownList.ROWS_MAX
    await this.room.wantAll(this.player.position, may).catch((error) => {
      this.#part('none').textContent = error.message
    })
    this.#show()
    const near = this.items.findIndex((item) => item.time >= this.player.position)
    if (near > 0) this.grid.scrollTop = (near - 1) * FlownList.ROW_PX
  }

  /* What is in it */

  #soon() {
    if (!this.box.open || this.timer) return
    this.timer = setTimeout(() => {
      this.timer = 0
      this.#show()
    }, FlownList.SHOW_MS)
  }

  #show() {
    const kept = this.items[this.at]
    this.items = this.#chosen()
    this.at = kept ? this.items.indexOf(kept) : -1
    const { grid, body, items } = this
    grid.setAttribute('aria-rowcount', String(items.length + 1))
    body.style.height = `${items.length * FlownList.ROW_PX}px`
    grid.hidden = items.length === 0
    this.#part('none').hidden = items.length > 0
    for (const row of this.rows.values()) row.remove()
    this.rows.clear()
    this.#draw()
  }

  /** What is shown over the picture as well; of very many those about where it plays. */
  #chosen() {
    const all = this.shelf.items.filter((item) => !this.filters.hides(item))
    if (all.length <= FlownList.ROWS_MAX) return all
    const now = all.findIndex((item) => item.time >= this.player.position)
    const most = FlownList.ROWS_MAX
    const from = Math.max(0, Math.min(now - most / 2, all.length - most))
    return all.slice(from, from + most)
  }

  /* What is seen of it */

  #draw() {
    const { grid, items, rows } = this
    const { ROW_PX: high, BESIDE: beside } = FlownList
    const { scrollTop: top, clientHeight: seen } = grid
    const first = Math.max(0, Math.floor(top / high) - beside)
    const last = Math.min(items.length, Math.ceil((top + seen) / high) + beside)
    for (const [place, row] of rows) {
      if (place >= first && place < last) continue
      row.remove()
      rows.delete(place)
    }
    for (let place = first; place < last; place += 1) if (!rows.has(place)) this.#row(place)
    this.#showMark()
  }

  #row(place) {
    const item = this.items[place]
    const row = this.mold.cloneNode(true)
    row.id = `danmaku-row-${place}`
    row.dataset.place = String(place)
    row.setAttribute('aria-rowindex', String(place + 2))
    row.style.transform = `translateY(${place * FlownList.ROW_PX}px)`
    if (item.isOwn) row.dataset.isOwn = 'yes'
    const [time, text, sent] = row.children
    time.textContent = Shoal.clock(item.time)
    text.firstElementChild.textContent = Sprites.text(item)
    text.title = item.text
    sent.firstElementChild.textContent = item.sentAt > 0 ? this.moment.format(item.sentAt) : ''
    const after = this.#after(place)
    if (after) after.before(row)
    else this.body.append(row)
    this.rows.set(place, row)
  }

  /** Rows stand in the markup in their order, as whoever hears them needs it. */
  #after(place) {
    const later = [...this.rows.keys()].filter((one) => one > place)
    return later.length > 0 ? this.rows.get(Math.min(...later)) : null
  }

  #mark(place) {
    const { grid, items } = this
    if (items.length === 0) return
    this.at = Math.min(Math.max(0, place), items.length - 1)
    const head = grid.firstElementChild.offsetHeight
    const top = this.at * FlownList.ROW_PX
    const most = grid.clientHeight - head - FlownList.ROW_PX
    if (top < grid.scrollTop) grid.scrollTop = top
    else if (top > grid.scrollTop + most) grid.scrollTop = top - most
    this.#draw()
  }

  #showMark() {
    for (const [place, row] of this.rows) {
      row.setAttribute('aria-selected', String(place === this.at))
    }
    const row = this.rows.get(this.at)
    if (row) this.grid.setAttribute('aria-activedescendant', row.id)
    else this.grid.removeAttribute('aria-activedescendant')
  }

  /* What is done with a row */

  #placeOf(target) {
    const row = target.closest?.('[data-place]')
    return row ? Number(row.dataset.place) : -1
  }

  #seek(item) {
    // A little before, so that it is seen to come.
    this.player.seek(Math.max(0, item.time - 0.2))
  }

  #click(event) {
    const place = this.#placeOf(event.target)
    if (place < 0) return
    this.#mark(place)
    if (event.target.closest('[data-danmaku="row-menu"]')) {
      this.menu.open(this.items[place], this.rows.get(place))
    } else {
      this.#seek(this.items[place])
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { items, at, grid } = this
    const page = Math.max(1, Math.floor(grid.clientHeight / FlownList.ROW_PX) - 2)
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: items.length - 1,
    }[event.key]
    const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
    if (to !== undefined) this.#mark(to)
    else if (event.key === 'Enter' && items[at]) this.#seek(items[at])
    else if ((isMenu || event.key === 'ArrowRight') && items[at]) {
      this.menu.open(items[at], this.rows.get(at))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** The list has the keys again. */
  back() {
    if (!this.grid.hidden) this.grid.focus({ preventScroll: true })
  }
}
