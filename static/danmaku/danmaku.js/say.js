// The bar to write: a text, its mode, colour and size, and what became of it. What is sent is shown at
// once, and taken back where the server refuses it. It must not draw.

class SayBar {
  static SAID_MS = 6000
  static RETRY_MS = 3000
  // The answer may be on its way; this is asked for, not waited for.
  static WAIT_STEP_MS = 1000

  constructor({ bar, room, shelf, stage, tuning, player }) {
    Object.assign(this, { bar, room, shelf, stage, tuning, player })
    this.words = bar.dataset
    this.form = bar.querySelector('[data-danmaku="form"]')
    this.message = bar.querySelector('[data-danmaku="message"]')
    this.timer = 0
    this.waitsUntil = 0
    if (!this.form) return
    this.field = this.form.querySelector('#danmaku-text')
    this.button = this.form.querySelector('[type="submit"]')
    this.buttonWord = this.button.textContent
    this.#counted()
    this.#styled()
    this.#placed()
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send()
    })
    this.field.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      this.field.blur()
    })
    room.addEventListener('room', () => this.#showRoom())
  }

  focus() {
    if (this.field && !this.field.disabled) this.field.focus({ preventScroll: true })
  }

  /** A word beside the field. */
  say(text, isBad = true) {
    clearTimeout(this.timer)
    this.message.textContent = text
    this.message.dataset.isBad = isBad ? 'yes' : 'no'
    if (!isBad) this.timer = setTimeout(() => this.say('', false), SayBar.SAID_MS)
  }

  /* What is written */

  get #text() {
    return this.field.value.replace(/\s+/g, ' ').trim()
  }

  #counted() {
    const count = this.form.querySelector('[data-danmaku="count"]')
    const most = Number(this.field.dataset.charsMax)
    const show = () => {
      const chars = [...this.#text].length
      this.isTooLong = chars > most
      count.textContent = `${chars}/${most}`
      count.hidden = chars === 0
      this.field.setAttribute('aria-invalid', String(this.isTooLong))
      if (this.isTooLong) this.say(Shoal.fill(this.words.wordTooLong, { most }))
      else if (this.message.dataset.isBad === 'yes') this.say('', false)
    }
    this.field.addEventListener('input', show)
    this.showCount = show
  }

  #styled() {
    const { tuning, form } = this
    const own = form.querySelector('[type="color"]')
    const fields = [...form.querySelectorAll('[data-style]')]
    const paint = (field) => field.parentElement.style.setProperty('--swatch', `#${field.value}`)
    for (const field of fields.filter(({ name }) => name === 'color')) paint(field)
    const show = () => {
      const color = Danmaku.hex(tuning.get('color'))
      const chosen = (name) => (name === 'color' ? color.slice(1) : tuning.get(name))
      for (const field of fields) field.checked = field.value === chosen(field.name)
      own.value = color
      form.style.setProperty('--chosen', color)
    }
    for (const field of fields) {
      field.addEventListener('change', () => {
        const { name, value } = field
        tuning.set(name, name === 'color' ? parseInt(value, 16) : value)
      })
    }
    own.addEventListener('input', () => tuning.set('color', parseInt(own.value.slice(1), 16)))
    tuning.addEventListener('changed', show)
    show()
  }

  /** Where one is put, by whoever may say so. */
  #placed() {
    const part = (name) => this.form.querySelector(`[data-danmaku="place${name}"]`)
    const [box, on, x, y, s] = ['', '-on', '-x', '-y', '-s'].map(part)
    const show = () => {
      for (const field of [x, y]) field.nextElementSibling.value = `${field.value}%`
      s.nextElementSibling.value = Shoal.fill(this.words.wordWait, { n: s.value })
      for (const field of [x, y, s]) field.disabled = !on.checked
    }
    for (const field of [on, x, y, s]) field.addEventListener('input', show)
    this.room.addEventListener('room', ({ detail }) => {
      box.hidden = !detail.may_manage
    })
    show()
    this.position = () => {
      if (box.hidden || !on.checked) return null
      return { x: x.value * 10, y: y.value * 10, duration_ms: s.value * 1000 }
    }
  }

  #showRoom() {
    const { may_send: maySend, is_muted: isMuted, may_manage: mayManage, slow_mode_ms: slowMs } =
      this.room.state
    const isShut = isMuted && !mayManage
    const { words, field } = this
    field.disabled = isShut || !maySend
    this.button.disabled = field.disabled
    const slow = Shoal.fill(words.wordSlow, { n: Math.ceil(slowMs / 1000) })
    const isSlow = slowMs > 0 && !mayManage
    const isNarrow = this.room.state.is_followers_only && !mayManage
    const open = isNarrow ? words.wordFollowers : isSlow ? slow : words.wordInvite
    field.placeholder = isShut ? words.wordMuted : maySend ? open : words.wordShut
  }

  /* Sending */

  async #send() {
    const text = this.#text
    if (text === '') return this.field.focus()
    if (this.isTooLong || performance.now() < this.waitsUntil) return
    const { tuning, player, shelf, stage } = this
    const [chosen, color, size] = ['mode', 'color', 'fontSize'].map((name) => tuning.get(name))
    const timeMs = Math.round(player.position * 1000)
    const position = this.position()
    const mode = position ? 'positioned' : chosen
    const look = { mode, color, size }
    const place = position && { x: position.x, y: position.y, s: position.duration_ms / 1000 }
    const item = shelf.local({ time: timeMs / 1000, text, ...look, position: place })
    stage.now(item)
    this.field.value = ''
    this.showCount()
    this.say('', false)
    try {
      const fields = { time_ms: timeMs, text, ...look, ...(position && { position }) }
      const reply = await this.room.send(fields)
      this.#sent(item, reply)
    } catch (error) {
      this.#refused(item, text, error)
    }
  }

  #sent(item, { item: told, state }) {
    const { shelf, stage, words } = this
    const twin = shelf.settle(item, Danmaku.item(told), state)
    if (twin) stage.drop([twin])
    stage.repaint(item)
    if (state === 'held') this.say(words.wordHeld, false)
    else this.room.wrote()
    const { slow_mode_ms: slowMs, may_manage: mayManage } = this.room.state ?? {}
    if (slowMs > 0 && !mayManage) this.#wait(slowMs)
  }

  #refused(item, text, error) {
    this.shelf.withdraw(item)
    this.stage.drop([item])
    // What was written meanwhile is worth more.
    if (this.field.value === '') this.field.value = text
    this.showCount()
    this.say(error.message)
    if (error.status === 429) this.#wait(error.retryMs || SayBar.RETRY_MS)
    // The room is another than this page knows.
    if (error.status === 403) this.room.ask().catch(() => {})
  }

  /** Counts down on the button until the next may be sent. */
  #wait(ms) {
    this.waitsUntil = performance.now() + ms
    const step = () => {
      const left = Math.ceil((this.waitsUntil - performance.now()) / 1000)
      this.button.setAttribute('aria-disabled', String(left > 0))
      this.button.textContent =
        left > 0 ? Shoal.fill(this.words.wordWait, { n: left }) : this.buttonWord
      if (left > 0) setTimeout(step, SayBar.WAIT_STEP_MS)
    }
    step()
  }
}
