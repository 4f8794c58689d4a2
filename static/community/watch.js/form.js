// A form to write a comment, a reply, or a comment anew: it grows with its text, counts near the
// limit, keeps what was written when the server refuses it. It must not know where the text goes.

class CommentForm {
  // From this share of the limit on it says how much is used.
  static COUNTS_FROM = 0.8

  /**
   * `words` has `label`, `invite` and `send`; `send(text)` tells the server, `leave` closes it.
   * `mention` has what a MentionPicker takes.
   */
  constructor({ words, most, tooLong, text = '', send, mention, leave = null }) {
    Object.assign(this, { most, tooLong, send, leave, before: text })
    const mold = document.getElementById('comment-form-mold')
    this.element = mold.content.firstElementChild.cloneNode(true)
    this.field = this.#part('field')
    this.field.setAttribute('aria-label', words.label)
    this.field.placeholder = words.invite ?? ''
    this.field.value = text
    this.#part('send').textContent = words.send
    this.#part('cancel').hidden = leave === null
    this.#part('cancel').addEventListener('click', () => leave())
    this.field.addEventListener('input', () => this.#changed())
    this.field.addEventListener('keydown', (event) => this.#key(event))
    this.element.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    const changed = () => this.#changed()
    new MentionPicker(this.field, { ...mention, changed })
    new EmotePicker(this.#part('emotes'), { field: this.field, changed })
    // What it takes to grow where style sheets cannot say it.
    this.growsItself = !CSS.supports('field-sizing', 'content')
    this.#changed()
  }

  #part(name) {
    return this.element.querySelector(`[data-part="${name}"]`)
  }

  focus() {
    this.field.focus()
    this.field.setSelectionRange(this.field.value.length, this.field.value.length)
    this.#grow()
  }

  complain(text) {
    this.#part('complaint').textContent = text
  }

  get isUntouched() {
    return this.field.value === this.before
  }

  #key(event) {
    const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    if (isSend && !event.isComposing) {
      event.preventDefault()
      this.#submit()
    } else if (event.key === 'Escape' && this.leave && this.isUntouched) {
      event.stopPropagation()
      this.leave()
    }
  }

  #grow() {
    if (!this.growsItself) return
    this.field.style.height = 'auto'
    this.field.style.height = `${this.field.scrollHeight + 2}px`
  }

  #changed() {
    const length = CommunityText.length(this.field.value)
    const count = this.#part('count')
    this.isTooLong = length > this.most
    count.textContent = `${length}/${this.most}`
    count.hidden = length < this.most * CommentForm.COUNTS_FROM
    this.field.setAttribute('aria-invalid', String(this.isTooLong))
    this.complain(this.isTooLong ? Shoal.fill(this.tooLong, { most: this.most }) : '')
    this.#grow()
  }

  async #submit() {
    const text = this.field.value.trim()
    if (text === '') return this.field.focus()
    if (this.isTooLong || this.isBusy) return
    const button = this.#part('send')
    this.isBusy = true
    this.complain('')
    button.setAttribute('aria-disabled', 'true')
    try {
      await this.send(text)
      // What was written meanwhile stays.
      if (this.field.value.trim() === text) this.field.value = ''
      this.#changed()
    } catch (error) {
      this.complain(error.message)
    } finally {
      this.isBusy = false
      button.removeAttribute('aria-disabled')
    }
  }
}
