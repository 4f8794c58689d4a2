// The comments of a video in an order, page after page. It must not know who may write.

class CommentList {
  constructor(talk, section) {
    Object.assign(this, { talk, section })
    this.list = this.#part('list')
    this.order = 'hot'
    this.cards = new Map()
    this.cursor = ''
    // Answers of an earlier run are late.
    this.run = 0
    for (const button of section.querySelectorAll('[data-order]')) {
      button.addEventListener('click', () => this.#sort(button.dataset.order))
    }
    this.#part('more').addEventListener('click', () => this.#more())
    this.#part('again').addEventListener('click', () => this.talk.start())
    const place = { gone: (card) => this.#gone(card), moved: (card) => this.#moved(card) }
    this.make = (told) => new CommentCard(told, talk, { place })
  }

  #part(name) {
    return this.section.querySelector(`[data-talk="${name}"]`)
  }

  #sort(order) {
    if (order === this.order && this.run > 0) return
    this.order = order
    for (const button of this.section.querySelectorAll('[data-order]')) {
      button.setAttribute('aria-pressed', String(button.dataset.order === order))
    }
    this.load()
  }

  /** Begins anew. */
  async load() {
    this.run += 1
    const { run } = this
    this.#wait(true)
    this.failed('')
    this.#part('none').hidden = true
    this.#part('more-box').hidden = true
    try {
      const told = await this.talk.api.comments(this.order, '')
      if (run !== this.run) return
      this.cards.clear()
      this.list.replaceChildren()
      this.#take(told)
    } catch (error) {
      if (run === this.run) this.failed(error.message)
    }
    if (run === this.run) this.#wait(false)
  }

  #wait(isWaiting) {
    this.section.setAttribute('aria-busy', String(isWaiting))
    // What is there already stays in sight until there is something else.
    this.#part('wait').hidden = !isWaiting || this.cards.size > 0
  }

  failed(why) {
    this.#part('failed').hidden = why === ''
    this.#part('failed-why').textContent = why
    if (why !== '') this.#wait(false)
  }

  #take({ comments, next_cursor: cursor }) {
    const fresh = comments.filter(({ comment_id: id }) => !this.cards.has(id)).map(this.make)
    for (const card of fresh) this.cards.set(card.id, card)
    this.list.append(...fresh.map(({ element }) => element))
    this.cursor = cursor ?? ''
    this.#show()
    return fresh
  }

  #show() {
    this.#part('more-box').hidden = this.cursor === ''
    this.#part('none').hidden = this.cards.size > 0 || this.cursor !== ''
  }

  async #more() {
    const button = this.#part('more')
    const { words, api } = this.talk
    if (button.getAttribute('aria-disabled') === 'true') return
    const { run } = this
    button.setAttribute('aria-disabled', 'true')
    button.textContent = words.wordLoading
    try {
      const told = await api.comments(this.order, this.cursor)
      if (run === this.run) this.#take(told)[0]?.element.focus({ preventScroll: true })
      this.failed('')
    } catch (error) {
      if (run === this.run) this.failed(error.message)
    }
    button.removeAttribute('aria-disabled')
    button.textContent = words.wordMore
  }

  /** One that was just written stands first, but behind what is pinned. */
  add(told) {
    const card = this.make(told)
    this.cards.set(card.id, card)
    const pinned = [...this.cards.values()].filter((one) => one.told.is_pinned)
    const last = this.order === 'hot' ? pinned.at(-1) : null
    if (last) last.element.after(card.element)
    else this.list.prepend(card.element)
    this.#show()
    card.point()
  }

  #gone(card) {
    const next = card.element.nextElementSibling ?? card.element.previousElementSibling
    card.element.remove()
    this.cards.delete(card.id)
    this.#show()
    const back = next ?? this.section
    back.focus({ preventScroll: true })
  }

  /** Another one may have been pinned before. */
  async #moved(card) {
    await this.load()
    this.cards.get(card.id)?.point()
  }

  /** Points at what the address names; what is further down, or a reply, is brought here. */
  async point(hash) {
    const id = CommunityText.named(hash)
    if (id === null) return
    const card = this.cards.get(id) ?? (await this.#bring(id))
    if (card) card.point()
    else this.section.scrollIntoView()
  }

  /** Nothing for what is gone. */
  async #bring(id) {
    const { run } = this
    const told = await this.talk.api.comment(id).catch(() => null)
    // Meanwhile the list may have begun anew, or got it from elsewhere.
    if (!told || told.comments.length === 0 || run !== this.run) return this.cards.get(id) ?? null
    const [first, reply] = told.comments
    let root = this.cards.get(first.comment_id)
    if (!root && !first.root_id) {
      root = this.make(first)
      this.cards.set(root.id, root)
      this.list.prepend(root.element)
      this.#show()
    }
    return root && reply ? root.replies.bring(reply) : root
  }
}
