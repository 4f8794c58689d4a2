// Faces in comments: they are stored as `[smile]`, and what this page does not know stays text. It
// must not know where a text comes from.

class CommunityEmotes {
  /** Faces by their codes; `sheet` is the address of what they are drawn on. */
  constructor(sheet, labels) {
    this.sheet = sheet
    this.labels = new Map(Object.entries(labels))
  }

  /** Those that the page offers. */
  static ofPage() {
    const mold = document.getElementById('comment-form-mold')
    const buttons = [...(mold?.content.querySelectorAll('[data-emote]') ?? [])]
    const labels = buttons.map((one) => [one.dataset.emote, one.getAttribute('aria-label')])
    const sheet = mold?.dataset.emotes ?? ''
    return new CommunityEmotes(sheet, Object.fromEntries(labels))
  }

  /** Words in pieces: faces, and what stands between. In their order they are the words again. */
  pieces(words) {
    const found = []
    let from = 0
    for (const { 0: whole, 1: code, index } of words.matchAll(/\[([a-z]{1,16})\]/g)) {
      if (!this.labels.has(code)) continue
      if (index > from) found.push({ words: words.slice(from, index) })
      found.push({ words: whole, code })
      from = index + whole.length
    }
    if (from < words.length) found.push({ words: words.slice(from) })
    return found
  }

  /** The same as what the page shows. */
  show(words) {
    return this.pieces(words).map((one) => (one.code ? this.#face(one.code) : one.words))
  }

  #face(code) {
    const [svg, use] = ['svg', 'use'].map((name) =>
      document.createElementNS('http://www.w3.org/2000/svg', name),
    )
    svg.setAttribute('class', 'emote')
    svg.setAttribute('role', 'img')
    svg.setAttribute('aria-label', this.labels.get(code))
    svg.dataset.testid = 'emote'
    use.setAttribute('href', `${this.sheet}#${code}`)
    svg.append(use)
    return svg
  }
}

// The faces that a form offers: by thumb, by Tab, or by the arrows.
class EmotePicker {
  constructor(menu, { field, changed }) {
    Object.assign(this, { menu, field, changed })
    for (const item of this.#items()) item.addEventListener('click', () => this.#put(item))
    menu.addEventListener('keydown', (event) => this.#key(event))
  }

  #items() {
    return [...this.menu.querySelectorAll('[data-emote]')]
  }

  #put(item) {
    const { field } = this
    const { selectionStart: from, selectionEnd: to } = field
    field.setRangeText(`[${item.dataset.emote}]`, from, to, 'end')
    this.menu.open = false
    field.focus()
    this.changed()
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!this.menu.open || !step) return
    event.preventDefault()
    const items = this.#items()
    const at = items.indexOf(document.activeElement)
    const to = at < 0 && step < 0 ? items.length - 1 : at + step
    items[(to + items.length) % items.length].focus()
  }
}
