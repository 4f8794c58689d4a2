// Where danmaku fly: which rows each takes, so that none lies over another, nor catches up with one.
// All of it is a function of the time of the video. It must not draw, nor know what time it is.

// One danmaku on its way. `start` and `span` are seconds of the video, all lengths CSS pixels.
class Flight {
  constructor(item, { width, rows, mode, start, span }) {
    Object.assign(this, { item, width, rows, mode, start, span })
    this.sprite = null
    /** Where its sender has put it; null for those that are given a place here. */
    this.place = item.position ?? null
    /** The first of its rows; from below for the mode `bottom`. */
    this.row = 0
  }

  get end() {
    return this.start + this.span
  }

  get isFlying() {
    return this.mode === 'scroll' || this.mode === 'reverse'
  }

  /** How much of its way is behind it. */
  #share(time) {
    return (time - this.start) / this.span
  }

  /** Its left edge in a picture of that width. */
  left(time, wide) {
    if (this.place) return (this.place.x * wide) / 1000 - this.width / 2
    if (!this.isFlying) return (wide - this.width) / 2
    const gone = this.#share(time) * (wide + this.width)
    return this.mode === 'scroll' ? wide - gone : gone - this.width
  }

  /** How far its head has come from the side where it begins. */
  head(time, wide) {
    return this.#share(time) * (wide + this.width)
  }

  /** Goes on from where it is, but takes longer or shorter for the rest. */
  stretch(time, factor) {
    this.start = time - (time - this.start) * factor
    this.span *= factor
  }
}

class Lanes {
  // Between two in one row.
  static GAP_PX = 14
  // A line is as many rows as the middle size takes.
  static LINE_ROWS = 3

  constructor() {
    this.resize({ wide: 1, rows: 0, top: 0, bottom: 0 })
  }

  /** `rows` for those that fly, `top` and `bottom` for those that stand. */
  resize({ wide, rows, top, bottom }) {
    this.wide = wide
    this.counts = { fly: rows, top, bottom }
    this.clear()
  }

  clear() {
    // The last flight of each row; whoever fits behind it fits behind all before it.
    this.lasts = { fly: [], top: [], bottom: [] }
  }

  #kind(flight) {
    return flight.isFlying ? 'fly' : flight.mode
  }

  /** Gives a flight its rows, the first that are free; false where there are none. */
  place(flight, time = flight.start) {
    const kind = this.#kind(flight)
    const lasts = this.lasts[kind]
    const most = this.counts[kind] - flight.rows
    let free = 0
    for (let row = 0; row <= most + flight.rows - 1; row += 1) {
      free = this.#fits(flight, lasts[row], time) ? free + 1 : 0
      if (free < flight.rows) continue
      this.#take(flight, row - flight.rows + 1)
      return true
    }
    return false
  }

  #take(flight, row) {
    flight.row = row
    const lasts = this.lasts[this.#kind(flight)]
    for (let at = row; at < row + flight.rows; at += 1) lasts[at] = flight
  }

  #fits(flight, last, time) {
    if (!last || last.end <= time) return true
    if (!flight.isFlying || last.mode !== flight.mode) return false
    return this.#isBehind(flight, last, time) && this.#isBehind(flight, last, last.end)
  }

  /** Both move evenly: who is behind at two moments is so between them. */
  #isBehind(flight, last, time) {
    const tail = last.head(time, this.wide) - last.width
    // Where the one before is gone, there is nothing to keep away from.
    const gap = time >= last.end ? 0 : Lanes.GAP_PX
    return flight.head(time, this.wide) + gap <= tail
  }

  /** Gives a flight rows in any case: those that are in its way are the answer, and have to go. */
  clearFor(flight, time, flights) {
    const kind = this.#kind(flight)
    const most = this.counts[kind] - flight.rows
    if (most < 0) return null
    const inRows = (row) => (other) =>
      this.#kind(other) === kind &&
      other.row < row + flight.rows &&
      row < other.row + other.rows &&
      !this.#fits(flight, other, time)
    let best = null
    for (let row = 0; row <= most; row += 1) {
      const away = flights.filter(inRows(row))
      if (!best || away.length < best.away.length) best = { row, away }
    }
    this.#take(flight, best.row)
    return best.away
  }
}
