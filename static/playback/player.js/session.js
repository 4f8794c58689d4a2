// One play session: taken from the page or asked for, told where playback stands, asked for again
// when it has run out. It must not touch the player or the page.

class PlaySession {
  static REPORT_MS = 5000

  constructor(videoId) {
    this.videoId = videoId
    this.id = null
    this.reportedMs = -1
  }

  // Resolves to the answer of `POST /videos/{id}/sessions`; `carried` is the one in the page.
  async open(carried = null) {
    const path = `/api/v1/videos/${encodeURIComponent(this.videoId)}/sessions`
    const answer = carried ?? (await Shoal.call('POST', path, {}))
    this.id = answer.session_id
    return answer
  }

  // Tells the server where playback stands. A lost report is harmless, the next one carries more.
  report(positionMs) {
    const position = Math.max(0, Math.round(positionMs))
    if (this.id === null || position === this.reportedMs) return
    this.reportedMs = position
    const path = `/api/v1/sessions/${encodeURIComponent(this.id)}/progress`
    Shoal.call('POST', path, { position_ms: position }, { keepalive: true }).catch(() => {})
  }

  // Reports while `video` plays, when it pauses or ends, and when the page goes away. A video that
  // was never played was not watched.
  follow(video) {
    let isWatched = false
    const now = () => {
      if (isWatched) this.report(video.currentTime * 1000)
    }
    video.addEventListener('playing', () => {
      isWatched = true
    })
    setInterval(() => {
      if (!video.paused && !video.seeking) now()
    }, PlaySession.REPORT_MS)
    video.addEventListener('pause', now)
    video.addEventListener('ended', now)
    window.addEventListener('pagehide', now)
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) now()
    })
  }
}
