// The section of comments: its form, who may comment, its dialogs, and what all comments share. It
// must not know how one of them looks.

class CommunityTalk {
  // So far below the screen it is loaded.
  static NEAR = '600px 0px'

  constructor({ api, thread, section }) {
    Object.assign(this, { api, thread, section })
    this.words = section.dataset
    this.viewer = this.words.viewer
    this.ownerId = this.words.ownerId
    this.durationMs = Number(this.words.durationMs)
    this.language = document.documentElement.lang
    /** Closes the form that was opened last, if nothing was written in it. */
    this.closeForm = () => {}
    this.emotes = CommunityEmotes.ofPage()
    this.list = new CommentList(this, section)
    this.reports = new CommentReports(api)
    this.#write()
    this.#policy()
    thread.addEventListener('changed', () => this.#show())
    window.addEventListener('hashchange', () => this.#come())
  }

  #part(name) {
    return this.section.querySelector(`[data-talk="${name}"]`)
  }

  say(text) {
    this.#part('said').textContent = text
  }

  /* When it is loaded */

  watch() {
    if (CommunityTalk.#isAskedFor()) {
      this.#come()
      return
    }
    const near = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return
        near.disconnect()
        this.begin()
      },
      { rootMargin: CommunityTalk.NEAR },
    )
    near.observe(this.section)
  }

  static #isAskedFor() {
    return location.hash === '#comments' || CommunityText.named(location.hash) !== null
  }

  async #come() {
    if (!CommunityTalk.#isAskedFor()) return
    if (!this.begun) this.section.scrollIntoView()
    await this.begin()
    await this.list.point(location.hash)
  }

  begin() {
    this.begun ??= this.start()
    return this.begun
  }

  async start() {
    try {
      if (!this.thread.isKnown) await this.thread.ask()
    } catch (error) {
      this.list.failed(error.message)
      return
    }
    await this.list.load()
  }

  /* Writing */

  form(options) {
    const { wordTooLong: tooLong, charsMax, wordNames: label, wordNamesFound: found } = this.words
    const mention = { names: () => this.#names(), words: { label, found } }
    return new CommentForm({ ...options, tooLong, mention, most: Number(charsMax) })
  }

  /** Whom a comment may name: people in this thread, then those whom the viewer follows. */
  async #names() {
    this.followed ??= this.api.followed().then(
      ({ users }) => users.map(({ name }) => name),
      () => [],
    )
    const links = this.section.querySelectorAll('.comment-head [data-part="name"]:not([hidden])')
    const here = [...links].map(({ textContent }) => textContent)
    const others = [...here, ...(await this.followed)]
    return others.filter((name) => name !== this.viewer && name !== '?')
  }

  #write() {
    const place = this.#part('form')
    if (!place) return
    const { wordLabel: label, wordInvite: invite, wordSend } = place.dataset
    const form = this.form({
      words: { label, invite, send: wordSend },
      send: async (text) => {
        await this.begin()
        const posted = await this.api.post(text)
        this.list.add(posted)
        this.posted(posted)
      },
    })
    place.append(form.element)
  }

  posted({ state }) {
    const isHeld = state === 'held'
    this.say(isHeld ? this.words.wordHeld : this.words.wordPosted)
    if (!isHeld) this.thread.count(1)
  }

  #show() {
    const { comments, policy, may_post: mayPost, may_manage: mayManage } = this.thread.state
    const isMember = this.viewer !== ''
    const isClosed = policy === 'closed'
    const { words } = this
    this.#part('count').textContent = CommunityText.count(comments, this.language)
    const isShut = isMember ? !mayPost : isClosed
    this.#part('write').hidden = isShut
    this.#part('first').hidden = isShut
    const shut = this.#part('shut')
    shut.textContent = isClosed ? words.wordClosed : words.wordShut
    // An owner may write where others may not.
    shut.hidden = !isShut && !isClosed
    const isJudged = policy === 'reviewed' && !mayManage && !isShut
    this.#part('reviewed').hidden = !isJudged
    this.#part('policy-box').hidden = !mayManage && words.isOwner !== 'yes'
    this.#part('policy').value = policy
  }

  #policy() {
    const field = this.#part('policy')
    const complaint = this.#part('policy-complaint')
    field.addEventListener('change', async () => {
      const { policy } = this.thread.state
      complaint.textContent = ''
      try {
        await this.api.changePolicy(field.value)
        await this.thread.ask()
        // Who may reply, and what waits, has changed with it.
        if (this.begun) await this.list.load()
      } catch (error) {
        field.value = policy
        complaint.textContent = error.message
      }
    })
  }

  /* Dialogs */

  confirmDelete() {
    const dialog = document.getElementById('comment-delete')
    // A press beside the dialog closes it without an answer.
    dialog.returnValue = ''
    dialog.showModal()
    return new Promise((resolve) => {
      const answer = () => resolve(dialog.returnValue === 'delete')
      dialog.addEventListener('close', answer, { once: true })
    })
  }

  async showEdits(card) {
    const dialog = document.getElementById('comment-edits')
    const [list, complaint] = ['[data-edits]', '[data-edits-complaint]'].map((query) =>
      dialog.querySelector(query),
    )
    list.replaceChildren()
    complaint.textContent = ''
    dialog.addEventListener('close', () => card.part('edited').focus(), { once: true })
    dialog.showModal()
    try {
      const { edits } = await this.api.edits(card.id)
      list.replaceChildren(...edits.map((edit) => this.#edit(edit)))
    } catch (error) {
      complaint.textContent = error.message
    }
  }

  #edit({ text, until_ms: untilMs }) {
    const [row, time, said] = ['li', 'p', 'p'].map((name) => document.createElement(name))
    time.className = 'hint'
    said.className = 'comment-text'
    const moment = CommunityText.moment(untilMs, this.language)
    time.textContent = Shoal.fill(this.words.wordUntil, { moment })
    said.append(...this.emotes.show(text))
    row.append(time, said)
    return row
  }
}
