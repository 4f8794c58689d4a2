// One comment on the page, and what is done with it. It must not know the list that it stands in,
// but by `place`: what to do once it is gone, or stands elsewhere.

class CommentCard {
  /**
   * `talk` has what all comments of the page share: api, thread, words, say. `root` is the card
   * below which a reply stands.
   */
  constructor(told, talk, { root = null, place }) {
    Object.assign(this, { talk, root, place, form: null, isEdit: false })
    const mold = document.getElementById('comment-mold')
    this.element = mold.content.firstElementChild.cloneNode(true)
    const found = [...this.element.querySelectorAll('[data-part]')]
    this.parts = new Map(found.map((part) => [part.dataset.part, part]))
    this.menu = new CommentMenu(this)
    this.likes = new CommunitySwitch(false, {
      show: (wanted, held) => this.#showLikes(wanted, held),
      send: (wanted) => talk.api.like(this.told.comment_id, wanted),
      taken: ({ likes }) => {
        this.told.likes = likes
      },
      failed: (error) => this.complain(error.message),
    })
    this.#listen()
    this.show(told)
    this.replies = root ? null : new CommentReplies(this)
  }

  part(name) {
    return this.parts.get(name)
  }

  get id() {
    return this.told.comment_id
  }

  get isOwn() {
    return this.talk.viewer !== '' && this.told.author?.name === this.talk.viewer
  }

  complain(text) {
    this.part('complaint').textContent = text
  }

  /** Runs what may be refused; says why if it was. */
  async attempt(work) {
    this.complain('')
    try {
      return await work()
    } catch (error) {
      this.complain(error.message)
      return undefined
    }
  }

  #listen() {
    const on = (name, work) => this.part(name).addEventListener('click', work)
    if (this.part('like') instanceof HTMLButtonElement) {
      on('like', () => {
        this.complain('')
        this.likes.set(!this.likes.wanted)
      })
      on('reply', () => this.reply())
    }
    on('edited', () => this.talk.showEdits(this))
    on('whole', () => this.#fold(this.element.dataset.isFolded !== 'yes'))
  }

  /* What it looks like */

  show(told) {
    this.told = told
    const isGone = told.state === 'gone'
    this.element.id = `comment-${told.comment_id}`
    this.element.dataset.state = told.state
    this.#showAuthor(isGone)
    this.#showHead(isGone)
    this.#showText(isGone)
    this.likes.know(told.is_liked)
    this.part('acts').hidden = isGone
    const { thread } = this.talk
    // A visitor's link leads to the door.
    const mayReply = this.talk.viewer === '' || thread.mayPost
    this.part('reply').hidden = told.state !== 'shown' || !mayReply
    this.part('like').hidden = told.state !== 'shown'
    this.menu.show()
  }

  #showAuthor(isGone) {
    const { author } = this.told
    const name = this.part('name')
    name.hidden = !author
    name.textContent = author?.name ?? ''
    if (author) name.href = `/u/${encodeURIComponent(author.name)}`
    const nobody = this.part('nobody')
    nobody.hidden = Boolean(author) || isGone
    nobody.textContent = this.talk.words.wordNobody
    this.part('creator').hidden = !author || author.user_id !== this.talk.ownerId
    this.#showFace(author)
  }

  #showFace(author) {
    const name = author?.name ?? ''
    const address = author?.avatar ?? ''
    const face = document.createElement(address ? 'img' : 'span')
    face.className = this.root ? 'face face-reply' : 'face'
    if (address) {
      face.src = address
      face.alt = ''
      face.loading = 'lazy'
    } else {
      face.setAttribute('aria-hidden', 'true')
      face.textContent = name === '' ? '' : CommunityText.initials(name)
      face.dataset.tint = name === '' ? 'none' : String(CommunityText.tint(name))
    }
    this.part('face').replaceWith(face)
    this.parts.set('face', face)
  }

  #showHead(isGone) {
    const { told, talk } = this
    const { language } = talk
    this.part('pinned').hidden = !told.is_pinned || isGone
    this.part('link').href = `#comment-${told.comment_id}`
    const time = this.part('time')
    const now = talk.words.wordNow
    time.textContent = CommunityText.age(told.posted_at_ms, Date.now(), { language, now })
    time.dateTime = new Date(told.posted_at_ms).toISOString()
    time.title = CommunityText.moment(told.posted_at_ms, language)
    const edited = this.part('edited')
    edited.hidden = !told.edited_at_ms || isGone
    if (told.edited_at_ms) edited.title = CommunityText.moment(told.edited_at_ms, language)
    const held = this.part('held')
    held.hidden = told.state !== 'held'
    held.lastElementChild.textContent = this.isOwn ? talk.words.wordHeld : talk.words.wordWaits
  }

  #showText(isGone) {
    const { told, talk } = this
    const place = this.part('text')
    place.replaceChildren()
    if (isGone) {
      place.textContent = talk.words.wordGone
    } else {
      const found = CommunityText.pieces(told.text, talk.durationMs)
      const names = (told.mentions ?? []).map(({ name }) => name)
      const said = found.flatMap((one) => {
        if (one.seconds !== undefined) return [CommentCard.#moment(one)]
        const pieces = CommunityText.addressed(one.words, names)
        return pieces.flatMap(({ words, name }) =>
          name ? [CommentCard.#named(words, name)] : talk.emotes.show(words),
        )
      })
      place.append(...(told.reply_to ? this.#addressed(told.reply_to, said) : said))
    }
    const isLong = !isGone && CommunityText.isLong(told.text)
    this.part('whole').hidden = !isLong
    this.#fold(isLong)
  }

  /** Whom it replies to, where that is not the one it stands below. */
  #addressed({ name }, said) {
    const link = CommentCard.#named(`@${name}`, name)
    const parts = this.talk.words.wordReplyTo.split(/(\{\w+\})/)
    return parts.flatMap((part) => ({ '{name}': [link], '{text}': said })[part] ?? [part])
  }

  static #named(words, name) {
    const link = document.createElement('a')
    link.href = `/u/${encodeURIComponent(name)}`
    link.textContent = words
    return link
  }

  static #moment({ words, seconds }) {
    const link = document.createElement('a')
    link.href = `?t=${seconds}`
    link.dataset.seek = String(seconds)
    link.textContent = words
    return link
  }

  #fold(isFolded) {
    this.element.dataset.isFolded = isFolded ? 'yes' : 'no'
    const button = this.part('whole')
    const { wordWhole, wordPart } = this.talk.words
    button.setAttribute('aria-expanded', String(!isFolded))
    button.textContent = isFolded ? wordWhole : wordPart
  }

  #showLikes(wanted, held) {
    const button = this.part('like')
    const n = Math.max(0, this.told.likes + Number(wanted) - Number(held))
    this.part('likes').textContent = n > 0 ? CommunityText.count(n, this.talk.language) : ''
    if (button instanceof HTMLButtonElement) button.setAttribute('aria-pressed', String(wanted))
  }

  /** Brings it into sight and says which one is meant. */
  point() {
    for (const other of document.querySelectorAll('.comment[data-is-meant]')) {
      delete other.dataset.isMeant
    }
    this.element.dataset.isMeant = 'yes'
    this.element.scrollIntoView({ block: 'center' })
    this.element.focus({ preventScroll: true })
  }

  /* What is done with it */

  #close() {
    this.part('slot').replaceChildren()
    this.part('text').hidden = false
    this.form = null
  }

  #open(form, isEdit) {
    this.talk.closeForm()
    this.form = form
    this.isEdit = isEdit
    this.part('slot').replaceChildren(form.element)
    this.part('text').hidden = isEdit
    const opener = isEdit ? this.menu.opener : this.part('reply')
    // A draft stays, wherever else its writer goes on.
    this.talk.closeForm = () => form.isUntouched && this.#close()
    form.leave = () => {
      this.#close()
      opener.focus({ preventScroll: true })
    }
    form.focus()
  }

  /** Whether such a form is open already; then it has the keys. */
  #isWriting(isEdit) {
    const isOpen = this.form !== null && this.isEdit === isEdit
    if (isOpen) this.form.focus()
    return isOpen
  }

  reply() {
    if (this.#isWriting(false)) return
    const { talk, told } = this
    const { words } = talk
    const name = told.author?.name ?? words.wordNobody
    const invite = Shoal.fill(words.wordReplyInvite, { name })
    const form = talk.form({
      words: { label: words.wordReplyLabel, invite, send: words.wordReply },
      send: async (text) => {
        const posted = await talk.api.post(text, told.comment_id)
        this.#close()
        const root = this.root ?? this
        root.replies.add(posted)
        talk.posted(posted)
      },
      leave: () => form.leave(),
    })
    this.#open(form, false)
  }

  edit() {
    if (this.#isWriting(true)) return
    const { talk, told } = this
    const { words } = talk
    const form = talk.form({
      words: { label: words.wordEditLabel, send: words.wordSave },
      text: told.text,
      send: async (text) => {
        const changed = text === told.text ? told : await talk.api.edit(told.comment_id, text)
        this.show({ ...changed, replies: this.told.replies })
        this.#close()
        this.element.focus({ preventScroll: true })
      },
      leave: () => form.leave(),
    })
    this.#open(form, true)
  }

  async remove() {
    const { talk } = this
    if (!(await talk.confirmDelete())) return this.menu.opener.focus({ preventScroll: true })
    const isDone = await this.attempt(async () => {
      await talk.api.remove(this.id)
      return true
    })
    if (!isDone) return
    talk.say(talk.words.wordDeleted)
    this.#close()
    if (this.told.state === 'shown') talk.thread.count(-1)
    // Replies stay, and need what they stand below.
    if (this.told.replies > 0 && !this.root) {
      this.show({ ...this.told, state: 'gone', author: undefined, text: '', is_pinned: false })
      this.element.focus({ preventScroll: true })
    } else {
      this.place.gone(this)
    }
  }

  async pin() {
    const isPinned = !this.told.is_pinned
    const isDone = await this.attempt(async () => {
      await this.talk.api.pin(this.id, isPinned)
      return true
    })
    if (isDone) this.place.moved(this)
  }

  async approve() {
    const isDone = await this.attempt(async () => {
      await this.talk.api.decide(this.id, true)
      return true
    })
    if (!isDone) return
    this.show({ ...this.told, state: 'shown' })
    this.talk.thread.count(1)
    this.element.focus({ preventScroll: true })
  }
}
