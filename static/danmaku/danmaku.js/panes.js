// The panes of the bar that open over the picture or beside it: one at a time, closed by Escape and
// by a press elsewhere. It must not know what is in them.

class Panes {
  constructor(bar) {
    this.bar = bar
    this.openers = [...bar.querySelectorAll('[data-pane]')]
    for (const opener of this.openers) this.#serve(opener)
    document.addEventListener('pointerdown', ({ target }) => {
      const opener = this.openers.find((one) => !this.#pane(one).hidden)
      if (opener && !opener.parentElement.contains(target)) this.close(false)
    })
  }

  #pane(opener) {
    return document.getElementById(opener.getAttribute('aria-controls'))
  }

  #serve(opener) {
    const pane = this.#pane(opener)
    opener.addEventListener('click', () => (pane.hidden ? this.#open(opener) : this.close()))
    pane.addEventListener('keydown', (event) => {
      // Here the keys of the player are keys of sliders and fields.
      event.stopPropagation()
      if (event.key !== 'Escape') return
      event.preventDefault()
      this.close()
    })
    pane.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget && !opener.parentElement.contains(relatedTarget)) this.close(false)
    })
  }

  #open(opener) {
    this.close(false)
    const pane = this.#pane(opener)
    pane.hidden = false
    opener.setAttribute('aria-expanded', 'true')
    const first = pane.querySelector('input:checked') ?? pane.querySelector('input, select, button')
    first?.focus({ preventScroll: true })
    opener.dispatchEvent(new Event('opened'))
  }

  close(isBack = true) {
    for (const opener of this.openers) {
      const pane = this.#pane(opener)
      if (pane.hidden) continue
      pane.hidden = true
      opener.setAttribute('aria-expanded', 'false')
      if (isBack) opener.focus({ preventScroll: true })
    }
  }
}
