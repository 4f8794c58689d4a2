// The menu of a comment: what its author, the owner of the video and everybody else may do with it.
// It must not decide who may: the server judges.

class CommentMenu {
  // What may lie over the end of the screen on a phone.
  static BAR_PX = 64

  constructor(card) {
    this.card = card
    this.menu = card.part('menu')
    this.opener = this.menu.querySelector('summary')
    this.works = {
      show: () => card.approve(),
      pin: () => card.pin(),
      edit: () => card.edit(),
      delete: () => card.remove(),
      report: () => card.talk.reports.open(card),
    }
    for (const item of this.#items()) {
      item.addEventListener('click', () => {
        this.menu.open = false
        this.works[item.dataset.work]?.()
      })
    }
    this.menu.addEventListener('toggle', () => this.#place())
    this.menu.addEventListener('keydown', (event) => this.#key(event))
  }

  #items() {
    return [...this.menu.querySelectorAll('[data-work]')]
  }

  #may(name) {
    const { isOwn, told, root, talk } = this.card
    const { is_owner: isOwner, may_manage: mayManage } = talk.thread.state
    if (name === 'show') return told.state === 'held' && mayManage && !isOwn
    if (name === 'pin') return isOwner && !root && told.state === 'shown'
    if (name === 'edit') return isOwn
    if (name === 'delete') return isOwn || mayManage
    if (told.state !== 'shown') return false
    return !isOwn && !isOwner
  }

  show() {
    const { told, talk } = this.card
    const items = this.#items()
    for (const item of items) item.hidden = !this.#may(item.dataset.work)
    this.menu.hidden = told.state === 'gone' || items.every(({ hidden }) => hidden)
    const pin = this.menu.querySelector('[data-work="pin"]')
    pin.querySelector('span').textContent = told.is_pinned ? talk.words.wordUnpin : talk.words.wordPin
  }

  /** Near the end of the screen it opens upwards. */
  #place() {
    const panel = this.menu.querySelector('.menu-panel')
    delete panel.dataset.isAbove
    if (!this.menu.open) return
    const { bottom } = panel.getBoundingClientRect()
    if (bottom > window.innerHeight - CommentMenu.BAR_PX) panel.dataset.isAbove = 'yes'
  }

  #key(event) {
    const items = this.#items().filter(({ hidden }) => !hidden)
    const at = items.indexOf(document.activeElement)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!this.menu.open || !step) return
    event.preventDefault()
    const to = at < 0 && step < 0 ? items.length - 1 : at + step
    items[(to + items.length) % items.length].focus()
  }
}
