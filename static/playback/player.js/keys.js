// The keys of the player, for the whole page: they work at once, not while somebody types, and
// never scroll. The sheet of shortcuts tells them. It must not hold a state.

class Keys {
  static FIELDS = 'input:not([type="range"]), textarea, select, [contenteditable]'
  static PRESSED = 'button, a[href], summary, [role="menuitem"], [role="menuitemradio"]'

  constructor(player, controls, menus) {
    this.player = player
    this.controls = controls
    this.menus = menus
    /** Of what fills the places of the player. */
    this.added = {}
    this.sheet = document.getElementById('player-sheet')
    document.addEventListener('keydown', (event) => this.#on(event))
    // A press beside the sheet closes it.
    this.sheet.addEventListener('click', (event) => {
      if (event.target === this.sheet) this.sheet.close()
    })
  }

  /** Another key; the player's own go before. */
  add(key, work) {
    this.added[key] = work
  }

  #isForOthers(event) {
    const { target } = event
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
    if (event.isComposing) return true
    if (!(target instanceof Element)) return false
    if (target.closest(Keys.FIELDS)) return true
    if (target.matches('.player-volume') && event.key.startsWith('Arrow')) return true
    return (event.key === ' ' || event.key === 'Enter') && target.closest(Keys.PRESSED) !== null
  }

  #on(event) {
    if (this.#isForOthers(event)) return
    const isOpen = this.sheet.open
    if (event.key === '?') {
      if (isOpen) this.sheet.close()
      else if (!document.querySelector('dialog[open]')) this.sheet.showModal()
      event.preventDefault()
      return
    }
    if (document.querySelector('dialog[open]')) return
    const work = this.#work(event)
    if (!work) return
    event.preventDefault()
    work()
  }

  #work(event) {
    const { player, controls } = this
    const { key } = event
    if (key >= '0' && key <= '9' && key.length === 1) {
      return () => player.seek((player.duration * Number(key)) / 10)
    }
    if (event.shiftKey && key.toLowerCase() === 'n') return () => controls.part('next').click()
    if (event.shiftKey && key !== '<' && key !== '>') return undefined
    const works = {
      k: () => player.toggle(),
      ' ': () => player.toggle(),
      j: () => this.#skip(-10),
      l: () => this.#skip(10),
      ArrowLeft: () => this.#skip(-5),
      ArrowRight: () => this.#skip(5),
      ArrowUp: () => this.#volume(0.05),
      ArrowDown: () => this.#volume(-0.05),
      m: () => this.#mute(),
      c: () => controls.toggleCaptions(),
      f: () => controls.toggleFull(),
      t: () => controls.part('theatre').click(),
      w: () => controls.toggleFill(),
      i: () => controls.togglePicture(),
      '<': () => this.#speed(-1),
      '>': () => this.#speed(1),
      Escape: this.#leave(),
    }
    const name = key.length === 1 ? key.toLowerCase() : key
    return works[name] ?? this.added[name]
  }

  #skip(by) {
    this.player.seek(this.player.position + by)
    this.controls.saySkipped(by)
  }

  #volume(by) {
    const { player } = this
    const from = player.video.muted ? 0 : player.video.volume
    player.volume = Math.round((from + by) * 100) / 100
    this.#sayVolume()
  }

  #mute() {
    this.player.toggleMuted()
    this.#sayVolume()
  }

  #sayVolume() {
    const { video, words } = this.player
    const percent = video.muted ? 0 : Math.round(video.volume * 100)
    this.controls.say(`${words.wordVolume} ${percent}%`)
  }

  #speed(by) {
    this.player.shiftSpeed(by)
    this.controls.say(`${this.player.speed}×`)
  }

  /** What Escape leaves, if anything: a menu, the filled window. */
  #leave() {
    const { menus, controls } = this
    const isFilled = document.documentElement.dataset.playerFill === 'yes'
    const isMenu = controls.box.querySelector('[aria-expanded="true"]') !== null
    if (isMenu) return () => menus.close()
    return isFilled ? () => controls.toggleFill(false) : undefined
  }
}
