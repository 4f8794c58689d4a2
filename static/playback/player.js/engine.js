// The engine: a video element with hls.js, a session behind it, and what a viewer's machine
// remembers. It tells what happens by events and must not draw anything.

class Player extends EventTarget {
  /** The player of this page with its controls and keys, once it is put together. */
  static here = null
  static SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]
  // A session that ran out is opened again; more often than this in one visit, something is wrong.
  static REOPENED_MAX = 5
  // After this long without trouble the count begins anew: a film may outlast many sessions.
  static CALM_MS = 60000
  // A part that begins later than this is not needed for the picture that is shown.
  static AHEAD_S = 0.3
  static BUFFER_S = 30
  static KEPT_S = 60

  constructor(box) {
    super()
    this.box = box
    this.words = { ...box.dataset }
    this.video = box.querySelector('video')
    this.session = new PlaySession(this.words.videoId)
    this.hls = null
    this.answer = null
    this.startAt = 0
    this.reopened = 0
    /** Whether the server did not answer the last time it was asked for a part. */
    this.isLost = false
    this.reopening = false
    this.reopenedAt = 0
    /** Whether this visit has asked for more than the first picture. */
    this.isWanted = false
    this.parked = new Map()
    // Also when something else than our buttons plays it.
    this.video.addEventListener('play', () => this.#want())
    this.session.follow(this.video)
    this.#recall()
  }

  /* What is remembered on this machine */

  static recall(name, otherwise) {
    return Shoal.memory.get(`shoal.player.${name}`) ?? otherwise
  }

  static remember(name, value) {
    Shoal.memory.set(`shoal.player.${name}`, String(value))
  }

  #recall() {
    const { video } = this
    const volume = Number(Player.recall('volume', '1'))
    video.volume = volume >= 0 && volume <= 1 ? volume : 1
    video.muted = Player.recall('muted', 'no') === 'yes'
    const speed = Number(Player.recall('speed', '1'))
    video.defaultPlaybackRate = Player.SPEEDS.includes(speed) ? speed : 1
    video.playbackRate = video.defaultPlaybackRate
    video.addEventListener('volumechange', () => {
      Player.remember('volume', video.volume)
      Player.remember('muted', video.muted ? 'yes' : 'no')
    })
  }

  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  /* What a viewer does */

  get isPlaying() {
    return !this.video.paused && !this.video.ended
  }

  get duration() {
    const { duration } = this.video
    return Number.isFinite(duration) && duration > 0
      ? duration
      : (this.answer?.duration_ms ?? 0) / 1000
  }

  /** Resolves to whether it plays. */
  async play() {
    this.#want()
    try {
      await this.video.play()
      return true
    } catch {
      // The browser wants a press first, or the source has just changed.
      return false
    }
  }

  pause() {
    this.video.pause()
  }

  toggle() {
    if (this.isPlaying) this.pause()
    else this.play()
  }

  /** Where the picture is, or will be once it is there. */
  get position() {
    const isThere = this.video.readyState >= HTMLMediaElement.HAVE_METADATA
    return isThere && (this.video.currentTime > 0 || this.isPlaying)
      ? this.video.currentTime
      : this.startAt
  }

  seek(seconds) {
    this.#want()
    const to = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05))
    if (this.video.readyState >= HTMLMediaElement.HAVE_METADATA) {
      this.startAt = 0
      this.video.currentTime = to
    } else {
      this.startAt = to
      this.hls?.startLoad(to)
    }
    this.tell('moved')
  }

  set speed(value) {
    this.video.defaultPlaybackRate = value
    this.video.playbackRate = value
    Player.remember('speed', value)
  }

  get speed() {
    return this.video.playbackRate
  }

  /** The next step up or down. */
  shiftSpeed(by) {
    const steps = Player.SPEEDS
    const at = steps.findIndex((one) => one >= this.speed)
    this.speed = steps[Math.min(Math.max(0, at + by), steps.length - 1)]
  }

  set volume(share) {
    this.video.volume = Math.min(Math.max(0, share), 1)
    this.video.muted = this.video.volume === 0
  }

  toggleMuted() {
    const { video } = this
    video.muted = !video.muted
    if (!video.muted && video.volume === 0) video.volume = 0.5
  }

  /* Quality */

  /** The renditions, best first: `{ at, lines }`. */
  get qualities() {
    const levels = (this.hls?.levels ?? []).map((level, at) => ({
      at,
      lines: Math.min(level.width, level.height),
    }))
    return levels.sort((a, b) => b.lines - a.lines)
  }

  /** What the viewer chose: lines of the picture, or 0 for the player's own choice. */
  get quality() {
    return Number(Player.recall('quality', '0')) || 0
  }

  set quality(lines) {
    Player.remember('quality', lines)
    const chosen = this.qualities.find((one) => one.lines === lines)
    if (this.hls) this.hls.nextLevel = chosen?.at ?? -1
    this.tell('quality')
  }

  /** The lines of the picture that is shown. */
  get shownLines() {
    const level = this.hls?.levels?.[this.hls.currentLevel]
    return level ? Math.min(level.width, level.height) : 0
  }

  /* Loading */

  async start() {
    try {
      this.answer = await this.session.open(Early.answer)
    } catch (error) {
      this.#failBy(error)
      return
    }
    const resumedAt = Early.resumed(this.answer)
    const asked = Early.asked()
    this.startAt = Math.min(asked ?? resumedAt, Math.max(0, this.duration - 1))
    this.isResumed = asked === null && resumedAt > 0
    this.#attach(this.#masterUrl)
    this.tell('ready')
  }

  /** Tries once more after a failure. */
  retry() {
    this.reopened = 0
    if (this.answer) this.#reopen()
    else this.start()
  }

  get #masterUrl() {
    return new URL(this.answer.master_url, location.href).href
  }

  #attach(url) {
    const { video } = this
    if (!Hls.isSupported()) {
      // Safari on phones plays HLS by itself.
      video.preload = 'metadata'
      video.src = url
      video.addEventListener(
        'loadedmetadata',
        () => {
          if (this.startAt > 0) video.currentTime = this.startAt
        },
        { once: true },
      )
      return
    }
    const known = Number(Player.recall('bandwidth', '0'))
    const hls = new Hls({
      autoStartLoad: false,
      // Parts are fragments of MP4 already: nothing is repacked that a worker would be needed for.
      enableWorker: false,
      // The first parts are there before the source is open.
      startFragPrefetch: true,
      capLevelToPlayerSize: true,
      maxBufferLength: Player.BUFFER_S,
      backBufferLength: Player.KEPT_S,
      loader: Player.#loaderOf(this),
      ...(known > 0 ? { abrEwmaDefaultEstimate: known } : {}),
    })
    this.hls = hls
    hls.on(Hls.Events.ERROR, (_, data) => this.#onError(data))
    hls.on(Hls.Events.FRAG_LOADED, () => this.#setLost(false))
    hls.on(Hls.Events.FRAG_BUFFERED, () => {
      if (performance.now() - this.reopenedAt > Player.CALM_MS) this.reopened = 0
    })
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.#onManifest())
    hls.on(Hls.Events.LEVEL_SWITCHED, () => this.tell('quality'))
    const mediaSource = Early.takeSource()
    hls.attachMedia(mediaSource ? { media: video, mediaSource } : video)
    hls.loadSource(url)
    window.addEventListener('pagehide', () => {
      if (this.isWanted) Player.remember('bandwidth', Math.round(hls.bandwidthEstimate))
    })
  }

  #onManifest() {
    const { hls } = this
    const chosen = this.qualities.find((one) => one.lines === this.quality)
    const { first_url: firstUrl } = this.answer
    const first = firstUrl ? new URL(firstUrl, location.href).href : ''
    const at = hls.levels.findIndex((level) => level.uri === first)
    if (chosen) hls.loadLevel = chosen.at
    else if (at >= 0) hls.startLevel = at
    this.begunWith = hls.levels[chosen?.at ?? at]?.uri
    hls.startLoad(this.startAt > 0 ? this.startAt : -1)
    this.tell('quality')
  }

  /* What is not played is not fetched: all but the first picture waits for Play. */

  #isAhead({ type, url, frag }) {
    if (this.isWanted) return false
    // Another rendition than the one that it begins with.
    if (type === 'level') return this.begunWith !== undefined && url !== this.begunWith
    if (!frag || frag.sn === 'initSegment') return false
    return frag.start > this.startAt + Player.AHEAD_S
  }

  #want() {
    this.isWanted = true
    const waiting = [...this.parked.values()]
    this.parked.clear()
    for (const go of waiting) go()
  }

  static #loaderOf(player) {
    return class extends Hls.DefaultConfig.loader {
      load(context, config, callbacks) {
        const go = () => super.load(context, config, callbacks)
        const text = Early.takeText(context.url)
        const part = Early.takePart(context.url)
        Object.assign(this, { context, config, callbacks })
        if (text !== undefined) {
          const now = performance.now()
          const coming = Promise.resolve({ data: text, start: now, first: now, end: now })
          this.#hand(coming, context, go)
        } else if (part) {
          this.#hand(part, context, go)
        } else if (player.#isAhead(context)) {
          player.parked.set(this, go)
        } else {
          go()
        }
      }

      /** Hands over what was asked for before; where that failed, it is asked for as usual. */
      async #hand(coming, context, go) {
        const came = await coming.catch(() => null)
        const { stats, callbacks } = this
        if (!stats || stats.aborted || !callbacks) return
        if (!came) {
          go()
          return
        }
        const size = came.data.byteLength ?? came.data.length
        Object.assign(stats.loading, { start: came.start, first: came.first, end: came.end })
        Object.assign(stats, { loaded: size, total: size })
        callbacks.onSuccess({ url: context.url, data: came.data, code: 200 }, stats, context, null)
      }

      abort() {
        player.parked.delete(this)
        super.abort()
      }

      destroy() {
        player.parked.delete(this)
        super.destroy()
      }
    }
  }

  /* Trouble */

  #fail(message, isUnreachable) {
    this.video.pause()
    this.tell('failed', { message, isUnreachable })
  }

  /** A server that is out of reach may have said nothing that is fit for people. */
  #failBy(error) {
    const isUnreachable = error.status >= 500 || !error.status
    this.#fail(isUnreachable ? this.words.wordUnreachable : error.message, isUnreachable)
  }

  // A new session for the same place, after the old one ran out or the server was restarted.
  async #reopen() {
    if (this.reopening) return
    this.reopening = true
    this.reopened += 1
    this.reopenedAt = performance.now()
    const { video, hls } = this
    const at = this.position
    const wasPlaying = this.isPlaying
    try {
      this.answer = await this.session.open()
      this.startAt = at
      if (hls) hls.loadSource(this.#masterUrl)
      else video.src = this.#masterUrl
      const goOn = () => {
        if (at > 0) video.currentTime = at
        if (wasPlaying) this.play()
      }
      video.addEventListener('loadedmetadata', goOn, { once: true })
      this.tell('ready')
    } catch (error) {
      const isUnreachable = error.status >= 500 || !error.status
      if (isUnreachable && this.reopened < Player.REOPENED_MAX) this.#reopenLater()
      else this.#failBy(error)
    }
    this.reopening = false
  }

  #reopenLater() {
    setTimeout(() => this.#reopen(), 1000 * (this.reopened + 1))
  }

  #setLost(isLost) {
    if (this.isLost === isLost) return
    this.isLost = isLost
    this.tell('lost')
  }

  #onError(data) {
    const status = data.response?.code ?? 0
    const ranOut = status === 401 || status === 403 || status === 410
    const isNetwork = data.type === Hls.ErrorTypes.NETWORK_ERROR
    if (isNetwork && (status === 0 || status >= 500)) this.#setLost(true)
    if (!data.fatal && !ranOut) return
    if (this.reopened >= Player.REOPENED_MAX) {
      // No more attempts by itself: without this it would ask for refused parts for ever.
      this.hls.stopLoad()
      const isUnreachable = isNetwork && (status === 0 || status >= 500)
      const what = data.details + (status ? ` (${status})` : '')
      this.#fail(isUnreachable ? this.words.wordUnreachable : what, isUnreachable)
    } else if (ranOut) {
      this.#reopen()
    } else if (isNetwork) {
      this.#reopenLater()
    } else {
      this.reopened += 1
      this.hls.recoverMediaError()
    }
  }
}
