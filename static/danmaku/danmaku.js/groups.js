// Texts that say nearly the same at nearly the same moment: one stands for all, with how many there
// are. The server says which belong together; what a viewer does not want to see is not counted. It
// must not know what is on the screen.

class Groups {
  constructor(shelf, filters) {
    this.shelf = shelf
    this.filters = filters
    /** Name of the first -> `{ items, head, count }`. Null until somebody asks. */
    this.all = null
    for (const from of [shelf, filters]) {
      from.addEventListener('changed', () => {
        this.all = null
      })
    }
  }

  #gather() {
    const all = new Map()
    for (const item of this.shelf.items) {
      if (item.group === '') continue
      const first = this.shelf.byId.get(item.group)
      if (!all.has(item.group)) all.set(item.group, first ? [first] : [])
      all.get(item.group).push(item)
    }
    for (const [name, items] of all) {
      const first = (item) => Number(item.id !== name)
      // The one that said it first stands for all, so that it stays whoever comes.
      items.sort((a, b) => first(a) - first(b) || a.time - b.time || a.sentAt - b.sentAt)
      all.set(name, { items })
    }
    return all
  }

  /** Null for one that is alone. */
  #of(item) {
    this.all ??= this.#gather()
    const group = this.all.get(item.group || item.id)
    if (group && group.head === undefined) {
      const seen = group.items.filter((one) => !this.filters.hides(one))
      group.head = seen[0] ?? null
      group.count = seen.length
    }
    return group ?? null
  }

  /** The one that stands for an item; itself where it is alone. */
  head(item) {
    return this.#of(item)?.head ?? item
  }

  leads(item) {
    return this.head(item) === item
  }

  /** For how many an item stands. */
  count(item) {
    const group = this.#of(item)
    return group?.head === item ? group.count : 1
  }
}
