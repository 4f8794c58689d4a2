// The menu of a row of the list: block whoever sent it, take it back, report it, remove it. It must not
// decide who may: the room says so, and the server judges.

class RowMenu {
  constructor(list) {
    this.list = list
    this.menu = document.getElementById('danmaku-menu')
    this.item = null
    this.openedAt = 0
    this.works = {
      block: (item) => this.#block(item),
      recall: (item) => this.#take(item, () => list.room.recall(item.id)),
      remove: (item) => this.#take(item, () => list.room.remove(item.id)),
    }
    for (const button of this.#items(true)) {
      button.addEventListener('click', () => this.#choose(button))
    }
    this.menu.addEventListener('keydown', (event) => this.#key(event))
    document.addEventListener('pointerdown', ({ target }) => {
      if (!this.menu.hidden && !this.menu.contains(target)) this.close(false)
    })
    this.menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget && !this.menu.contains(relatedTarget)) this.close(false)
    })
    // Not the scroll that brought the row into sight.
    const moved = () => list.grid.scrollTop !== this.openedAt && this.close(false)
    list.grid.addEventListener('scroll', moved, { passive: true })
  }

  #items(isAll = false) {
    const all = [...this.menu.querySelectorAll('[role="menuitem"]')]
    return isAll ? all : all.filter(({ hidden }) => !hidden)
  }

  #may(name, { isOwn, sender, state, sentAt }) {
    const { room, isMember } = this.list
    const isSent = state !== 'pending'
    if (name === 'block') return !isOwn && sender !== ''
    if (name === 'recall') return isOwn && isSent && Date.now() - sentAt < FlownList.RECALL_MS
    if (name === 'report') return !isOwn && isMember
    return isSent && room.state?.may_manage === true
  }

  open(item, row) {
    this.close(false)
    this.item = item
    const { words } = this.list
    const time = Shoal.clock(item.time)
    const note = Shoal.fill(words.wordReportNote, { time, text: item.text })
    this.menu.querySelector('[data-work="report"]').dataset.askNote = note
    for (const button of this.#items(true)) button.hidden = !this.#may(button.dataset.work, item)
    const items = this.#items()
    if (items.length === 0) return
    this.menu.hidden = false
    this.openedAt = this.list.grid.scrollTop
    const place = this.list.box.getBoundingClientRect()
    const at = row.getBoundingClientRect()
    const below = at.bottom - place.top
    const isAbove = at.bottom + this.menu.offsetHeight > window.innerHeight
    this.menu.style.top = `${isAbove ? below - at.height - this.menu.offsetHeight : below}px`
    items[0].focus({ preventScroll: true })
  }

  close(isBack = true) {
    if (this.menu.hidden) return
    this.menu.hidden = true
    if (isBack) this.list.back()
  }

  #key(event) {
    const items = this.#items()
    const at = items.indexOf(document.activeElement)
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key]
    event.stopPropagation()
    if (to !== undefined) items[to].focus()
    else if (['Escape', 'Tab', 'ArrowLeft'].includes(event.key)) this.close()
    else return
    if (event.key !== 'Tab') event.preventDefault()
  }

  #choose(button) {
    const { item } = this
    const work = this.works[button.dataset.work]
    this.close()
    // A link goes where it leads.
    if (work && item) work(item)
  }

  async #block({ sender }) {
    const { filters, words } = this.list
    const isAdded = await filters.add('sender', sender)
    const whyNot = filters.isFull ? words.wordRuleFull : words.wordRuleNot
    Shoal.toast(isAdded ? words.wordBlocked : whyNot)
  }

  async #take(item, ask) {
    try {
      await ask()
    } catch (error) {
      Shoal.toast(error.message)
      return
    }
    // It is told to everybody on the line as well, which may be down.
    this.list.room.went([item.id])
  }
}
