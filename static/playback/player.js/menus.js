// The menus of the bar: speed, quality, settings. Arrow keys go through a menu, Escape and a press
// elsewhere close it. It must not know hls.js.

class Menus {
  constructor(player, controls) {
    this.player = player
    this.controls = controls
    for (const name of ['quality', 'speed', 'settings']) this.#menu(name)
    document.addEventListener('pointerdown', (event) => {
      if (!event.target.closest?.('.player-choice')) this.close()
    })
    this.#speeds()
    this.#qualities()
    this.#options()
  }

  /* How a menu opens and is gone through */

  #menu(name) {
    const button = this.controls.part(name)
    const menu = document.getElementById(button.getAttribute('aria-controls'))
    button.addEventListener('click', () => {
      if (menu.hidden) this.open(button, menu)
      else this.close()
    })
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
      event.preventDefault()
      event.stopPropagation()
      this.open(button, menu)
    })
    menu.addEventListener('keydown', (event) => this.#go(event, button, menu))
    menu.addEventListener('focusout', (event) => {
      if (event.relatedTarget && !menu.parentElement.contains(event.relatedTarget)) this.close()
    })
  }

  #items(menu) {
    return [...menu.querySelectorAll('[role^="menuitem"]')]
  }

  open(button, menu) {
    this.close()
    menu.hidden = false
    button.setAttribute('aria-expanded', 'true')
    const items = this.#items(menu)
    const chosen = menu.querySelector('[role="menuitemradio"][aria-checked="true"]')
    const first = chosen ?? items[0]
    first?.focus()
  }

  /** Whether one was open. */
  close() {
    const button = this.player.box.querySelector('[aria-expanded="true"]')
    if (!button) return false
    const menu = document.getElementById(button.getAttribute('aria-controls'))
    const wasInside = menu.contains(document.activeElement)
    menu.hidden = true
    button.setAttribute('aria-expanded', 'false')
    if (wasInside) button.focus({ preventScroll: true })
    return true
  }

  #go(event, button, menu) {
    const items = this.#items(menu)
    const at = items.indexOf(document.activeElement)
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key]
    if (to !== undefined) items[to].focus()
    else if (event.key === 'Escape') this.close()
    else if (event.key === 'Tab') return this.close()
    else if (event.key !== 'Enter' && event.key !== ' ') return
    event.stopPropagation()
    if (to !== undefined || event.key === 'Escape') event.preventDefault()
  }

  /** Fills a menu of which one item is chosen: `{ text, isChosen, choose }`. */
  #fill(menu, choices) {
    menu.replaceChildren(
      ...choices.map(({ text, isChosen, choose }) => {
        const item = document.createElement('button')
        item.type = 'button'
        item.tabIndex = -1
        item.setAttribute('role', 'menuitemradio')
        item.setAttribute('aria-checked', String(isChosen))
        item.textContent = text
        item.addEventListener('click', () => {
          choose()
          this.close()
        })
        return item
      }),
    )
  }

  #label(name, text) {
    const { words } = this.player
    const title = { speed: words.wordSpeed, quality: words.wordQuality }[name]
    this.controls.part(name).setAttribute('aria-label', `${title}: ${text}`)
    this.controls.part(`${name}-now`).textContent = text
  }

  /* Speed */

  #speeds() {
    const { player } = this
    const menu = document.getElementById('player-speeds')
    const show = () => {
      const { speed } = player
      const named = (step) => (step === 1 ? `1× · ${player.words.wordNormal}` : `${step}×`)
      this.#label('speed', `${speed}×`)
      if (speed === 1) this.controls.part('speed-now').textContent = player.words.wordSpeed
      const steps = [...Player.SPEEDS].reverse()
      const choices = steps.map((step) => ({
        text: named(step),
        isChosen: step === speed,
        choose: () => {
          player.speed = step
        },
      }))
      if (menu.hidden) this.#fill(menu, choices)
      else this.#mark(menu, choices)
    }
    player.video.addEventListener('ratechange', show)
    show()
  }

  #mark(menu, choices) {
    for (const [at, item] of this.#items(menu).entries()) {
      item.setAttribute('aria-checked', String(choices[at]?.isChosen ?? false))
    }
  }

  /* Quality */

  #qualities() {
    const { player } = this
    const menu = document.getElementById('player-qualities')
    const show = () => {
      const { qualities, quality, words, shownLines } = player
      const isKnown = qualities.some((one) => one.lines === quality)
      const shown = shownLines > 0 ? ` · ${shownLines}P` : ''
      const auto = {
        text: isKnown ? words.wordAuto : `${words.wordAuto}${shown}`,
        isChosen: !isKnown,
        choose: () => {
          player.quality = 0
        },
      }
      const choices = qualities.map((one) => ({
        text: `${one.lines}P`,
        isChosen: one.lines === quality,
        choose: () => {
          player.quality = one.lines
        },
      }))
      this.controls.part('quality').hidden = qualities.length < 2
      this.#label('quality', isKnown ? `${quality}P` : words.wordAuto)
      if (menu.hidden) this.#fill(menu, [...choices, auto])
      else this.#mark(menu, [...choices, auto])
    }
    player.addEventListener('quality', show)
  }

  /* Settings: switches that are remembered, and the sheet of shortcuts */

  #switch(name, isOn, turn) {
    const item = this.controls.part(name)
    item.setAttribute('aria-checked', String(isOn))
    item.addEventListener('click', () => {
      const on = item.getAttribute('aria-checked') !== 'true'
      item.setAttribute('aria-checked', String(on))
      turn(on)
    })
  }

  #options() {
    const { video } = this.player
    this.#switch('autoplay', Player.recall('autoplay', 'no') === 'yes', (isOn) =>
      Player.remember('autoplay', isOn ? 'yes' : 'no'),
    )
    this.#switch('loop', video.loop, (isOn) => {
      video.loop = isOn
    })
    this.controls.part('shortcuts').addEventListener('click', () => {
      this.close()
      document.getElementById('player-sheet').showModal()
    })
  }
}
