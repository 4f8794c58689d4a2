// Which danmaku are shown where there are more than a viewer wants: as many in each moment of the
// video, those first that stand for many. The same are chosen whenever one comes by. It must not
// know what is on the screen.

class Density {
  static PART_S = 2

  constructor(shelf, filters, groups) {
    this.shelf = shelf
    this.filters = filters
    this.groups = groups
    this.most = Infinity
    /** Number of the part of the video -> those that are shown of it. */
    this.chosen = new Map()
    for (const from of [shelf, filters]) {
      from.addEventListener('changed', () => this.chosen.clear())
    }
  }

  /** As many may begin in one second of the video. */
  use(perSecond) {
    const most = Math.max(1, Math.floor(perSecond * Density.PART_S))
    if (most !== this.most) this.chosen.clear()
    this.most = most
  }

  has(item) {
    const part = Math.floor(item.time / Density.PART_S)
    if (!this.chosen.has(part)) this.chosen.set(part, this.#choose(part))
    return this.chosen.get(part)?.has(item) ?? true
  }

  /** Null where there is room for all. */
  #choose(part) {
    const from = part * Density.PART_S
    const all = this.shelf.within(from, from + Density.PART_S)
    if (all.length <= this.most) return null
    const { filters, groups } = this
    const seen = all.filter((item) => !filters.hides(item) && groups.leads(item))
    if (seen.length <= this.most) return null
    const marks = new Map(seen.map((item) => [item, Density.#mark(item.id)]))
    const count = (item) => groups.count(item)
    seen.sort((a, b) => count(b) - count(a) || marks.get(a) - marks.get(b))
    return new Set(seen.slice(0, this.most))
  }

  /**
   * A number that looks like chance, and is the same in every browser: FNV-1a, and the end of
   * MurmurHash3, without which names that follow each other would be chosen together.
   */
  static #mark(id) {
    let mark = 0x811c9dc5
    for (let at = 0; at < id.length; at += 1) {
      mark = Math.imul(mark ^ id.charCodeAt(at), 0x01000193) >>> 0
    }
    mark = Math.imul(mark ^ (mark >>> 16), 0x85ebca6b)
    mark = Math.imul(mark ^ (mark >>> 13), 0xc2b2ae35)
    return (mark ^ (mark >>> 16)) >>> 0
  }
}
