// The seek bar: a slider by pointer and keyboard, what is buffered, and the picture of the moment
// that is pointed at. It must not know hls.js.

class SeekBar {
  static TILE_WIDTH = 176

  constructor(player, controls) {
    this.player = player
    this.controls = controls
    this.bar = controls.part('seek')
    this.sheet = null
    this.isDragged = false
    this.#follow()
    this.#drag()
    this.#hover()
    player.addEventListener('ready', () => {
      this.#board(player.answer.storyboard)
      this.show()
    })
  }

  #share(event) {
    const place = this.bar.getBoundingClientRect()
    return Math.min(Math.max(0, (event.clientX - place.left) / place.width), 1)
  }

  #draw(seconds) {
    const all = this.player.duration
    const share = all > 0 ? Math.min(seconds / all, 1) : 0
    this.bar.style.setProperty('--played', share.toFixed(4))
  }

  show(seconds = this.player.position) {
    const { bar, player } = this
    const all = player.duration
    this.#draw(seconds)
    bar.setAttribute('aria-valuemax', String(Math.round(all)))
    bar.setAttribute('aria-valuenow', String(Math.round(seconds)))
    const words = { now: Shoal.clock(seconds), all: Shoal.clock(all) }
    bar.setAttribute('aria-valuetext', Shoal.fill(player.words.wordPositionOf, words))
  }

  #showBuffered() {
    const { video, duration } = this.player
    let end = 0
    for (let at = 0; at < video.buffered.length; at += 1) {
      if (video.buffered.start(at) <= video.currentTime + 0.5) end = video.buffered.end(at)
    }
    this.bar.style.setProperty('--buffered', String(duration > 0 ? end / duration : 0))
  }

  #follow() {
    const { video } = this.player
    const show = () => {
      if (!this.isDragged) this.show()
    }
    for (const name of ['timeupdate', 'seeking', 'loadedmetadata', 'durationchange']) {
      video.addEventListener(name, show)
    }
    this.player.addEventListener('moved', show)
    // Between two reports of the browser the bar goes on smoothly.
    const step = () => {
      if (this.player.isPlaying && !this.isDragged) this.#draw(this.player.position)
      requestAnimationFrame(step)
    }
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) requestAnimationFrame(step)
    for (const name of ['progress', 'timeupdate', 'seeked']) {
      video.addEventListener(name, () => this.#showBuffered())
    }
  }

  #drag() {
    const { bar, player } = this
    bar.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      event.preventDefault()
      bar.setPointerCapture(event.pointerId)
      this.isDragged = true
      bar.dataset.dragged = 'yes'
      this.show(this.#share(event) * player.duration)
    })
    bar.addEventListener('pointermove', (event) => {
      if (this.isDragged) this.show(this.#share(event) * player.duration)
    })
    const leave = (event) => {
      if (!this.isDragged) return
      this.isDragged = false
      delete bar.dataset.dragged
      if (event.type === 'pointerup') player.seek(this.#share(event) * player.duration)
      else this.show()
    }
    bar.addEventListener('pointerup', leave)
    bar.addEventListener('pointercancel', leave)
    bar.addEventListener('keydown', (event) => {
      const ends = { Home: 0, End: player.duration }
      const pages = { PageUp: 60, PageDown: -60 }
      if (event.key in ends) player.seek(ends[event.key])
      else if (event.key in pages) player.seek(player.position + pages[event.key])
      else return
      event.preventDefault()
    })
  }

  /* The picture of a moment: one tile of the storyboard sheet */

  #board(board) {
    this.board = board ?? null
    this.sheet = null
  }

  #hover() {
    const { bar, controls } = this
    const preview = controls.part('preview')
    const point = (event) => {
      const share = this.#share(event)
      bar.style.setProperty('--pointed', String(share))
      bar.dataset.pointed = 'yes'
      controls.part('preview-time').textContent = Shoal.clock(share * this.player.duration)
      this.#tile(share)
      const half = preview.offsetWidth / 2
      const wide = bar.clientWidth
      const left = Math.min(Math.max(share * wide, half), Math.max(half, wide - half))
      preview.style.left = `${left}px`
    }
    const leave = () => {
      delete bar.dataset.pointed
    }
    bar.addEventListener('pointermove', point)
    bar.addEventListener('pointerdown', point)
    bar.addEventListener('pointerleave', leave)
    bar.addEventListener('pointerup', (event) => {
      if (event.pointerType === 'touch') leave()
    })
    bar.addEventListener('pointercancel', leave)
  }

  #tile(share) {
    const tile = this.controls.part('tile')
    const { board } = this
    if (!board) return
    if (!this.sheet) {
      this.sheet = new Image()
      this.sheet.src = board.url
    }
    if (!this.sheet.complete || this.sheet.naturalWidth === 0) return
    const scale = Math.min(SeekBar.TILE_WIDTH / board.tile_width, 120 / board.tile_height)
    const width = Math.round(board.tile_width * scale)
    const height = Math.round(board.tile_height * scale)
    const ms = share * this.player.duration * 1000
    const number = Math.min(board.count - 1, Math.floor(ms / board.interval_ms))
    const column = number % board.columns
    const row = Math.floor(number / board.columns)
    Object.assign(tile.style, {
      width: `${width}px`,
      height: `${height}px`,
      backgroundImage: `url("${board.url}")`,
      backgroundSize: `${width * board.columns}px ${height * board.rows}px`,
      backgroundPosition: `-${column * width}px -${row * height}px`,
    })
    tile.dataset.tile = String(number)
  }
}
