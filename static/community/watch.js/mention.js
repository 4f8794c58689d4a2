// Offers names while somebody writes `@`: of people in this thread, and of those whom the writer
// follows. It must not know where the text goes.

// What is typed behind the sign, and the text once a name is chosen: plain functions.
const MentionText = (() => {
  'use strict'
  // Behind a Latin letter or a dot it is an address of mail; behind a Chinese one it names somebody.
  const ASKED = /(?<![A-Za-z0-9_.@-])@([\p{Alphabetic}\p{N}\p{M}_-]{0,24})$/u
  const LETTER = /[\p{Alphabetic}\p{N}\p{M}_-]$/u
  const MOST = 6
  const key = (name) => name.normalize('NFKC').toLowerCase()

  // What is asked for at a place in a text: where the sign stands, and what follows it. Else null.
  function asked(text, caret) {
    const found = ASKED.exec(text.slice(0, caret))
    return found ? { from: found.index, to: caret, typed: found[1] } : null
  }

  // Names that go on from what is typed, then those in which it stands; each once.
  function offered(names, typed) {
    const wanted = key(typed)
    const unique = [...new Map(names.map((name) => [key(name), name])).entries()]
    const begins = unique.filter(([name]) => name.startsWith(wanted))
    const has = unique.filter(([name]) => !name.startsWith(wanted) && name.includes(wanted))
    return [...begins, ...has].slice(0, MOST).map(([, name]) => name)
  }

  // A name ends and begins where the server finds it: between blanks.
  function chosen(text, { from, to }, name) {
    const before = text.slice(0, from)
    const after = text.slice(to).replace(/^ /, '')
    const begun = `${before}${LETTER.test(before) ? ' ' : ''}@${name} `
    return { text: begun + after, caret: begun.length }
  }

  return { asked, chosen, offered }
})()

class MentionPicker {
  static #count = 0

  /** `names()` gives names, or promises them; `words` has `label` and `found`. */
  constructor(field, { names, words, changed }) {
    Object.assign(this, { field, names, words, changed, shown: [], at: 0 })
    MentionPicker.#count += 1
    this.id = `mention-${MentionPicker.#count}`
    this.list = document.createElement('ul')
    Object.assign(this.list, { id: this.id, className: 'mention-list', hidden: true })
    this.list.setAttribute('role', 'listbox')
    this.list.setAttribute('aria-label', words.label)
    this.list.dataset.testid = 'mention-list'
    this.said = document.createElement('p')
    this.said.className = 'for-readers'
    this.said.setAttribute('role', 'status')
    field.setAttribute('aria-autocomplete', 'list')
    field.setAttribute('aria-controls', this.id)
    field.after(this.list, this.said)
    field.addEventListener('input', () => this.#look())
    field.addEventListener('click', () => this.#look())
    field.addEventListener('compositionend', () => this.#look())
    field.addEventListener('blur', () => this.close())
    // Before the form hears the key.
    field.addEventListener('keydown', (event) => this.#key(event), { capture: true })
    // A press must not take the focus out of the field.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault())
    this.list.addEventListener('click', ({ target }) => {
      const option = target.closest('[role="option"]')
      if (option) this.#choose(option.dataset.name)
    })
  }

  get isOpen() {
    return !this.list.hidden
  }

  close() {
    this.list.hidden = true
    this.said.textContent = ''
    this.field.removeAttribute('aria-activedescendant')
  }

  async #look() {
    const { field } = this
    this.asked = MentionText.asked(field.value, field.selectionEnd)
    if (!this.asked) return this.close()
    const names = await this.names()
    // It may have gone on while they were fetched.
    this.asked = MentionText.asked(field.value, field.selectionEnd)
    if (!this.asked || document.activeElement !== field) return this.close()
    this.shown = MentionText.offered(names, this.asked.typed)
    if (this.shown.length === 0) return this.close()
    this.list.replaceChildren(...this.shown.map((name, at) => this.#option(name, at)))
    this.list.hidden = false
    this.said.textContent = Shoal.fill(this.words.found, { n: this.shown.length })
    this.#point(0)
  }

  #option(name, at) {
    const [option, face] = ['li', 'span'].map((tag) => document.createElement(tag))
    option.id = `${this.id}-${at}`
    option.setAttribute('role', 'option')
    Object.assign(option.dataset, { name, testid: 'mention-option' })
    face.className = 'face face-reply'
    face.setAttribute('aria-hidden', 'true')
    face.textContent = CommunityText.initials(name)
    face.dataset.tint = String(CommunityText.tint(name))
    option.append(face, name)
    return option
  }

  #point(at) {
    const options = [...this.list.children]
    this.at = (at + options.length) % options.length
    for (const [i, one] of options.entries()) {
      one.setAttribute('aria-selected', String(i === this.at))
    }
    const active = options[this.at]
    this.field.setAttribute('aria-activedescendant', active.id)
    active.scrollIntoView({ block: 'nearest' })
  }

  #key(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const isChosen = (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey
    if (!step && !isChosen && event.key !== 'Escape') return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (step) this.#point(this.at + step)
    else if (isChosen) this.#choose(this.shown[this.at])
    else this.close()
  }

  #choose(name) {
    const { text, caret } = MentionText.chosen(this.field.value, this.asked, name)
    this.field.value = text
    this.field.setSelectionRange(caret, caret)
    this.close()
    this.changed()
  }
}
