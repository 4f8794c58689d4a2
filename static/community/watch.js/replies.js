// The replies below a comment: opened by a press, page after page, the oldest first. It must not
// know what is done with one of them.

class CommentReplies {
  constructor(card) {
    this.card = card
    this.list = card.part('replies')
    this.unfold = card.part('unfold')
    this.further = card.part('further')
    /** Cards by the id of what they show. */
    this.cards = new Map()
    this.cursor = ''
    this.isOpen = false
    this.isLoaded = false
    this.unfold.addEventListener('click', () => (this.isOpen ? this.#close() : this.open()))
    this.further.addEventListener('click', () => this.#next())
    this.#show()
  }

  get #count() {
    return this.card.told.replies
  }

  #show() {
    const { words, language } = this.card.talk
    const n = CommunityText.count(this.#count, language)
    const closed = this.#count === 1 ? words.wordRepliesOne : Shoal.fill(words.wordReplies, { n })
    this.unfold.textContent = this.isOpen ? words.wordRepliesHide : closed
    this.unfold.setAttribute('aria-expanded', String(this.isOpen))
    this.unfold.hidden = this.#count === 0 && this.cards.size === 0
    this.list.hidden = !this.isOpen || this.cards.size === 0
    this.further.hidden = !this.isOpen || this.cursor === ''
  }

  async open() {
    this.isOpen = true
    this.#show()
    if (this.isLoaded || this.#count === 0) return
    await this.#next()
    if (!this.isLoaded) this.#close()
  }

  #close() {
    this.isOpen = false
    this.#show()
  }

  /** The next page; what was added meanwhile stays behind it. */
  async #next() {
    if (this.isBusy) return
    this.isBusy = true
    this.unfold.setAttribute('aria-busy', 'true')
    const { card } = this
    await card.attempt(async () => {
      const told = await card.talk.api.replies(card.id, this.cursor)
      const fresh = told.comments.filter(({ comment_id: id }) => !this.cards.has(id))
      const made = fresh.map((one) => this.#make(one))
      this.list.append(...made.map(({ element }) => element))
      this.cursor = told.next_cursor ?? ''
      // The button that was pressed may be gone.
      if (this.isLoaded) made[0]?.element.focus({ preventScroll: true })
      this.isLoaded = true
    })
    this.isBusy = false
    this.unfold.removeAttribute('aria-busy')
    this.#show()
  }

  #make(told) {
    const { card } = this
    const place = { gone: (one) => this.#gone(one), moved: () => {} }
    const made = new CommentCard(told, card.talk, { root: card, place })
    this.cards.set(told.comment_id, made)
    return made
  }

  /** One that was just written is shown with the others. */
  async add(told) {
    if (!this.isOpen) await this.open()
    if (!this.cards.has(told.comment_id)) {
      this.list.append(this.#make(told).element)
    }
    if (told.state === 'shown') this.card.told.replies += 1
    this.#show()
    this.cards.get(told.comment_id).point()
  }

  /** One that the address names; the others are not waited for beyond their first page. */
  async bring(told) {
    await this.open()
    if (!this.cards.has(told.comment_id)) this.list.append(this.#make(told).element)
    this.isOpen = true
    this.#show()
    return this.cards.get(told.comment_id)
  }

  #gone(one) {
    const next = one.element.nextElementSibling ?? one.element.previousElementSibling
    one.element.remove()
    this.cards.delete(one.id)
    if (one.told.state === 'shown') this.card.told.replies = Math.max(0, this.#count - 1)
    this.#show()
    const back = next ?? this.card.element
    back.focus({ preventScroll: true })
  }
}
