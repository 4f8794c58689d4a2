// The control bar: buttons with their states, volume, time, and when the bar withdraws. It must not
// know hls.js nor the keyboard.

class Controls {
  static QUIET_MS = 2600
  static SAID_MS = 900
  static WAIT_MS = 350
  static DOUBLE_MS = 300
  static SKIP_S = 10

  constructor(player) {
    this.player = player
    this.box = player.box
    this.words = player.words
    this.quietTimer = 0
    this.#press('play', () => player.toggle())
    this.#press('big', () => player.toggle())
    this.#press('mute', () => player.toggleMuted())
    this.#press('fill', () => this.toggleFill())
    this.#press('full', () => this.toggleFull())
    this.#press('picture', () => this.togglePicture())
    this.#press('captions', () => this.toggleCaptions())
    this.#volume()
    this.#follow()
    this.#wait()
    this.#surface()
    this.#quiet()
    this.#picture()
    this.#captions()
  }

  part(name) {
    return this.box.querySelector(`[data-part="${name}"]`)
  }

  #press(name, work) {
    this.part(name).addEventListener('click', (event) => {
      work()
      // After a press by pointer the keys of the player go on, instead of pressing it again.
      if (event.detail > 0) document.activeElement?.blur()
    })
  }

  setPressed(name, isOn) {
    this.part(name).setAttribute('aria-pressed', String(isOn))
  }

  /** Shows and tells in a word what a key has done. */
  say(text) {
    const said = this.part('said')
    said.textContent = text
    said.dataset.shown = 'yes'
    clearTimeout(this.saidTimer)
    this.saidTimer = setTimeout(() => {
      delete said.dataset.shown
    }, Controls.SAID_MS)
    this.wake()
  }

  saySkipped(by) {
    const sign = by > 0 ? '+' : '−'
    this.say(Shoal.fill(this.words.wordSkipped, { by: `${sign}${Math.abs(by)}` }))
  }

  /* What the video does */

  #follow() {
    const { player, box, words } = this
    const { video } = player
    const show = () => {
      const isPlaying = player.isPlaying
      box.dataset.playing = isPlaying ? 'yes' : 'no'
      const name = isPlaying ? words.wordPause : video.ended ? words.wordReplay : words.wordPlay
      this.part('play').setAttribute('aria-label', name)
      this.part('big').setAttribute('aria-label', name)
      this.wake()
    }
    for (const name of ['play', 'pause', 'ended', 'playing', 'emptied']) {
      video.addEventListener(name, show)
    }
    video.addEventListener('play', () => {
      box.dataset.begun = 'yes'
    })
    const time = () => {
      this.part('now').textContent = Shoal.clock(player.position)
      this.part('all').textContent = Shoal.clock(player.duration)
    }
    for (const name of ['timeupdate', 'seeking', 'durationchange', 'loadedmetadata']) {
      video.addEventListener(name, time)
    }
    player.addEventListener('ready', time)
    player.addEventListener('moved', time)
    document.addEventListener('fullscreenchange', () => {
      const isFull = document.fullscreenElement === box
      box.dataset.full = isFull ? 'yes' : 'no'
      this.setPressed('full', isFull)
    })
  }

  #wait() {
    const { player, box } = this
    const { video } = player
    const line = this.part('wait').querySelector('span')
    const loading = line.textContent
    let timer = 0
    const setWaiting = (isWaiting) => {
      const isLost = isWaiting && player.isLost
      if (isWaiting) box.dataset.waiting = 'yes'
      else delete box.dataset.waiting
      if (isLost) box.dataset.lost = 'yes'
      else delete box.dataset.lost
      line.textContent = isLost ? player.words.wordUnreachable : loading
    }
    const rest = () => {
      clearTimeout(timer)
      setWaiting(false)
    }
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (!video.paused) setWaiting(true)
      }, Controls.WAIT_MS)
    }
    for (const name of ['waiting', 'stalled', 'seeking']) video.addEventListener(name, wait)
    video.addEventListener('play', () => {
      if (video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) wait()
    })
    for (const name of ['playing', 'pause', 'seeked', 'canplay', 'ended']) {
      video.addEventListener(name, rest)
    }
    // It comes with a jump as well, when there may be no picture yet.
    video.addEventListener('timeupdate', () => {
      if (!video.seeking && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) rest()
    })
    // What is lost before Play is said when it is waited for.
    player.addEventListener('lost', () => {
      if (video.paused || video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return
      setWaiting(true)
    })
  }

  #volume() {
    const { player } = this
    const range = this.part('volume')
    const show = () => {
      const { video } = player
      const isMuted = video.muted || video.volume === 0
      const percent = isMuted ? 0 : Math.round(video.volume * 100)
      this.setPressed('mute', isMuted)
      this.box.dataset.muted = isMuted ? 'yes' : 'no'
      range.value = String(percent)
      range.setAttribute('aria-valuetext', `${percent}%`)
      range.style.setProperty('--share', `${percent}%`)
    }
    range.addEventListener('input', () => {
      player.volume = Number(range.value) / 100
    })
    player.video.addEventListener('volumechange', show)
    show()
  }

  /* Where the picture stands */

  toggleFill(isOn = document.documentElement.dataset.playerFill !== 'yes') {
    document.documentElement.dataset.playerFill = isOn ? 'yes' : 'no'
    this.setPressed('fill', isOn)
  }

  async toggleFull() {
    const { box } = this
    const { video } = this.player
    try {
      if (document.fullscreenElement) await document.exitFullscreen()
      else if (box.requestFullscreen) await this.#enterFull()
      else video.webkitEnterFullscreen?.()
    } catch {
      // The browser forbids it here, for instance in a frame.
    }
  }

  async #enterFull() {
    const { video } = this.player
    await this.box.requestFullscreen()
    // A phone that is held upright turns for a wide picture.
    if (video.videoWidth > video.videoHeight) {
      await screen.orientation?.lock?.('landscape').catch(() => {})
    }
  }

  async togglePicture() {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture()
      else await this.player.video.requestPictureInPicture()
    } catch {
      // There is no picture yet.
    }
  }

  #picture() {
    const { video } = this.player
    if (!document.pictureInPictureEnabled) return
    this.part('picture').hidden = false
    video.addEventListener('enterpictureinpicture', () => this.setPressed('picture', true))
    video.addEventListener('leavepictureinpicture', () => this.setPressed('picture', false))
  }

  /* Captions: hidden while a video has none */

  #captions() {
    const { textTracks } = this.player.video
    const show = () => {
      this.part('captions').hidden = textTracks.length === 0
      this.setPressed('captions', textTracks[0]?.mode === 'showing')
    }
    for (const name of ['addtrack', 'removetrack', 'change']) {
      textTracks.addEventListener(name, show)
    }
    show()
  }

  toggleCaptions() {
    const [track] = this.player.video.textTracks
    if (track) track.mode = track.mode === 'showing' ? 'hidden' : 'showing'
  }

  /* The picture itself is pressed */

  #surface() {
    const { player } = this
    const surface = this.part('surface')
    let isTouch = false
    let tappedAt = 0
    surface.addEventListener('pointerdown', (event) => {
      isTouch = event.pointerType === 'touch'
    })
    surface.addEventListener('click', (event) => {
      document.activeElement?.blur()
      if (!isTouch) return player.toggle()
      const now = performance.now()
      if (now - tappedAt < Controls.DOUBLE_MS) this.#skip(event)
      else if (this.box.dataset.quiet === 'yes') this.wake()
      else if (player.isPlaying) this.#hush()
      else this.wake()
      tappedAt = now
    })
    surface.addEventListener('dblclick', () => {
      if (!isTouch) this.toggleFull()
    })
  }

  /** Two taps at a side go back or forward. */
  #skip(event) {
    const place = this.part('surface').getBoundingClientRect()
    const share = (event.clientX - place.left) / place.width
    const by = share < 0.4 ? -Controls.SKIP_S : share > 0.6 ? Controls.SKIP_S : 0
    if (by === 0) return
    this.player.seek(this.player.position + by)
    this.saySkipped(by)
  }

  /* When the bar withdraws */

  #quiet() {
    const { box } = this
    for (const name of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      box.addEventListener(name, (event) => {
        if (name === 'pointermove' && event.pointerType === 'touch') return
        if (name === 'pointerdown' && event.target === this.part('surface')) return
        this.wake()
      })
    }
    box.addEventListener('pointerleave', () => this.#restSoon(600))
    this.wake()
  }

  wake() {
    delete this.box.dataset.quiet
    this.#restSoon(Controls.QUIET_MS)
  }

  #restSoon(ms) {
    clearTimeout(this.quietTimer)
    this.quietTimer = setTimeout(() => this.#hush(), ms)
  }

  #hush() {
    const { box } = this
    const isInUse =
      box.querySelector('[aria-expanded="true"]') ||
      this.part('bar').querySelector(':focus-visible') ||
      (this.part('bar').matches(':hover') && matchMedia('(hover: hover)').matches)
    if (!this.player.isPlaying) return
    if (isInUse) this.#restSoon(Controls.QUIET_MS)
    else box.dataset.quiet = 'yes'
  }
}
