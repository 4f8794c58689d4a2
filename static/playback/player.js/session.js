// One play session: taken from the page or asked for, told where playback stands and what was really
// played, asked for again when it has run out. It must not touch the player or the page.

class PlaySession {
  static REPORT_MS = 10000
  // Whoever drags the bar about is not reported at each place, and a page that goes is reported once,
  // though it is hidden first.
  static SEEK_MS = 1000
  static LEAVE_MS = 250
  // As many parts as one report may carry.
  static PARTS_MAX = 32
  // Reports that wait to be told again, and how often one may be refused: the server knows those
  // again that are up to 63 behind.
  static UNTAKEN_MAX = 32
  static REFUSALS_MAX = 3

  constructor(videoId) {
    this.videoId = videoId
    this.id = null
    this.reportedMs = -1
    this.reportedAt = 0
    this.sequence = 0
    this.played = new PlayedParts()
    /** Reports with parts of which nobody has said that they were taken. */
    this.untaken = []
  }

  // Resolves to the answer of `POST /videos/{id}/sessions`; `carried` is the one in the page.
  async open(carried = null) {
    const path = `/api/v1/videos/${encodeURIComponent(this.videoId)}/sessions`
    const answer = carried ?? (await Shoal.call('POST', path, {}))
    this.id = answer.session_id
    // What was played in an earlier session is not believed of this one.
    this.sequence = 0
    this.played.take()
    this.untaken = []
    return answer
  }

  // Tells the server where playback stands, and what was played since it was told last. Parts that
  // were not taken are told again with the next report, under their number: they count once. A
  // place that is lost is harmless.
  report(positionMs) {
    const position = Math.max(0, Math.round(positionMs))
    if (this.id === null) return
    const played = this.played.take().slice(-PlaySession.PARTS_MAX)
    const waiting = this.untaken.filter((one) => !one.isUnderWay)
    if (position === this.reportedMs && played.length === 0 && waiting.length === 0) return
    this.reportedMs = position
    this.reportedAt = performance.now()
    for (const one of waiting) this.#tell(one)
    if (played.length === 0) {
      this.#send({ position_ms: position }).catch(() => {})
      return
    }
    this.sequence += 1
    const body = { position_ms: position, sequence: this.sequence, played }
    const report = { body, isUnderWay: false, refusals: 0 }
    this.untaken = [...this.untaken, report].slice(-PlaySession.UNTAKEN_MAX)
    this.#tell(report)
  }

  #send(body) {
    const path = `/api/v1/sessions/${encodeURIComponent(this.id)}/progress`
    return Shoal.call('POST', path, body, { keepalive: true })
  }

  async #tell(report) {
    report.isUnderWay = true
    let isOver = true
    try {
      await this.#send(report.body)
    } catch (error) {
      // Too many at once, or nobody there, is no answer to what it says.
      const isRefused = error.status >= 400 && error.status < 500 && error.status !== 429
      if (isRefused) report.refusals += 1
      isOver = report.refusals >= PlaySession.REFUSALS_MAX
    }
    report.isUnderWay = false
    if (isOver) this.untaken = this.untaken.filter((one) => one !== report)
  }

  // Reports while `video` plays, when it pauses, jumps or ends, and when the page goes away. A video
  // that was never played was not watched.
  follow(video) {
    let isWatched = false
    const now = () => {
      if (isWatched) this.report(video.currentTime * 1000)
    }
    const isQuiet = (ms) => this.reportedMs < 0 || performance.now() - this.reportedAt > ms
    const leave = () => {
      if (isQuiet(PlaySession.LEAVE_MS)) now()
    }
    this.played.follow(video)
    video.addEventListener('playing', () => {
      isWatched = true
    })
    setInterval(() => {
      if (!video.paused && !video.seeking) now()
    }, PlaySession.REPORT_MS)
    video.addEventListener('pause', now)
    video.addEventListener('ended', now)
    video.addEventListener('seeked', () => {
      if (isQuiet(PlaySession.SEEK_MS)) now()
    })
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) leave()
    })
  }
}

// Which parts of a video went by on the screen, in the time of the video: faster play makes them
// longer, a jump ends one. It must not know where they are told.

class PlayedParts {
  constructor() {
    this.video = null
    this.parts = []
    /** Where the part that goes on began, and how far it is known to be; in seconds. */
    this.from = null
    this.to = 0
  }

  follow(video) {
    this.video = video
    // It may also begin without `playing`: after a jump to where everything is there.
    video.addEventListener('playing', () => this.#step())
    video.addEventListener('timeupdate', () => this.#step())
    // By now the picture is where it has jumped to.
    video.addEventListener('seeking', () => this.#end())
    for (const name of ['pause', 'ended', 'waiting', 'emptied']) {
      video.addEventListener(name, () => {
        this.#step()
        this.#end()
      })
    }
  }

  #step() {
    const { video } = this
    if (video.seeking) return
    if (this.from !== null) this.to = Math.max(this.to, video.currentTime)
    else if (!video.paused && !video.ended) this.from = this.to = video.currentTime
  }

  #end() {
    if (this.from === null) return
    const part = { from_ms: Math.round(this.from * 1000), to_ms: Math.round(this.to * 1000) }
    this.from = null
    if (part.to_ms > part.from_ms) this.parts.push(part)
  }

  /** All that was played since this was asked; what goes on begins anew. */
  take() {
    if (this.video) this.#step()
    const goesOnAt = this.from === null ? null : this.to
    this.#end()
    if (goesOnAt !== null) this.from = this.to = goesOnAt
    const { parts } = this
    this.parts = []
    return parts
  }
}
