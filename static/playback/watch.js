// The watch page: opens a session, hands its playlist to hls.js inside ArtPlayer, and adds what a
// viewer expects: resume, quality, previews on the seek bar, and a way out of errors. Everything it
// says comes from the data attributes of #player.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const box = document.getElementById('player')
  if (!box) return

  const words = { ...box.dataset }
  const session = new PlaySession(words.videoId)
  // A session that ran out is opened again; more often than this in one visit, something is wrong.
  const REOPENED_MAX = 5
  // After this long without trouble the count begins anew: a film may outlast many sessions.
  const CALM_MS = 60000
  // Nobody resumes in the credits.
  const RESUME_SHARE_MAX = 0.95
  const RESUME_MS_MIN = 1000
  // How often the page tries by itself what stopped loading.
  const AGAIN_MS = 15000
  let reopened = 0
  let reopening = false
  let reopenedAt = 0
  let art = null

  function failed(message, isUnreachable = false) {
    box.querySelector('.player-failed')?.remove()
    art?.video.pause()
    const panel = document.createElement('div')
    panel.className = 'player-failed'
    panel.setAttribute('role', 'alert')
    panel.dataset.testid = 'player-failed'
    const title = document.createElement('strong')
    title.textContent = words.wordFailed
    const reason = document.createElement('p')
    reason.textContent = message
    const again = document.createElement('button')
    again.type = 'button'
    again.className = 'button button-primary'
    again.textContent = words.wordRetry
    const retry = () => {
      if (!panel.isConnected) return
      panel.remove()
      box.dataset.state = 'ready'
      reopened = 0
      if (art) reopen(art.hls)
      else start()
    }
    again.addEventListener('click', retry)
    if (isUnreachable) setTimeout(retry, AGAIN_MS)
    panel.append(title, reason, again)
    box.querySelector('.player-wait')?.remove()
    box.append(panel)
    box.dataset.state = 'failed'
  }

  // A new session for the same place, after the old one ran out or the server was restarted.
  async function reopen(hls) {
    if (reopening) return
    reopening = true
    reopened += 1
    reopenedAt = performance.now()
    const video = art.video
    const at = video.currentTime
    const wasPlaying = !video.paused
    try {
      const answer = await session.open()
      if (hls) hls.loadSource(answer.master_url)
      else video.src = answer.master_url
      video.addEventListener(
        'loadedmetadata',
        () => {
          if (at > 0) video.currentTime = at
          if (wasPlaying) video.play().catch(() => {})
        },
        { once: true },
      )
    } catch (error) {
      failed(error.message, error.status >= 500 || !error.status)
    }
    reopening = false
  }

  function onHlsError(hls, data) {
    const status = data.response?.code ?? 0
    const ranOut = status === 401 || status === 403 || status === 410
    if (!data.fatal && !ranOut) return
    const isNetwork = data.type === Hls.ErrorTypes.NETWORK_ERROR
    if (reopened >= REOPENED_MAX) {
      // No more attempts by itself: without this it would ask for refused segments for ever.
      hls.stopLoad()
      const isUnreachable = isNetwork && (status === 0 || status >= 500)
      failed(isUnreachable ? words.wordUnreachable : data.details + (status ? ` (${status})` : ''), isUnreachable)
    } else if (ranOut) {
      reopen(hls)
    } else if (isNetwork) {
      setTimeout(() => reopen(hls), 1000 * (reopened + 1))
    } else {
      reopened += 1
      hls.recoverMediaError()
    }
  }

  // The menu of renditions, highest first, as soon as the master playlist is known.
  function offerQualities(hls) {
    const levels = hls.levels.map((level, at) => ({
      html: `${level.height}P`,
      level: at,
      height: level.height,
    }))
    levels.sort((a, b) => b.height - a.height)
    const items = [{ html: words.wordAuto, level: -1, default: true }, ...levels]
    if (levels.length < 2 || art.setting.find('quality')) return
    art.setting.add({
      name: 'quality',
      html: words.wordQuality,
      tooltip: words.wordAuto,
      width: 200,
      selector: items,
      onSelect(item) {
        hls.nextLevel = item.level
        return item.html
      },
    })
  }

  function attach(video, url, player) {
    if (Hls.isSupported()) {
      const hls = new Hls({
        startLevel: -1,
        capLevelToPlayerSize: true,
        maxBufferLength: 30,
        backBufferLength: 60,
      })
      player.hls = hls
      hls.on(Hls.Events.ERROR, (_, data) => onHlsError(hls, data))
      hls.on(Hls.Events.FRAG_BUFFERED, () => {
        if (performance.now() - reopenedAt > CALM_MS) reopened = 0
      })
      hls.on(Hls.Events.MANIFEST_PARSED, () => offerQualities(hls))
      hls.loadSource(url)
      hls.attachMedia(video)
      player.on('destroy', () => hls.destroy())
    } else {
      // Safari on phones plays HLS by itself.
      video.src = url
    }
  }

  // The picture above the seek bar: one tile of the storyboard sheet.
  function preview(board) {
    const sheet = new Image()
    art.on('setBar', (type, share, event) => {
      if (type !== 'hover' && !(type === 'played' && event)) return
      if (!sheet.src) sheet.src = board.url
      const place = art.controls.thumbnails
      const bar = art.template.$progress
      if (!place || !sheet.complete || sheet.naturalWidth === 0 || share <= 0) return
      const scale = Math.min(1, 190 / board.tile_width)
      const width = Math.round(board.tile_width * scale)
      const height = Math.round(board.tile_height * scale)
      const tile = Math.min(
        board.count - 1,
        Math.floor((share * art.duration * 1000) / board.interval_ms),
      )
      const column = tile % board.columns
      const row = Math.floor(tile / board.columns)
      const left = Math.min(
        Math.max(share * bar.clientWidth - width / 2, 0),
        bar.clientWidth - width,
      )
      Object.assign(place.style, {
        left: `${left}px`,
        width: `${width}px`,
        height: `${height}px`,
        backgroundImage: `url("${board.url}")`,
        backgroundSize: `${width * board.columns}px ${height * board.rows}px`,
        backgroundPosition: `-${column * width}px -${row * height}px`,
      })
      place.dataset.tile = String(tile)
    })
  }

  function sayResumed(seconds) {
    const toast = document.createElement('div')
    toast.className = 'player-toast'
    toast.setAttribute('role', 'status')
    toast.dataset.testid = 'resume-hint'
    const text = document.createElement('span')
    text.textContent = Shoal.fill(words.wordResumed, { time: Shoal.clock(seconds) })
    const over = document.createElement('button')
    over.type = 'button'
    over.textContent = words.wordStartOver
    over.addEventListener('click', () => {
      art.seek = 0
      art.play()
      toast.remove()
    })
    toast.append(text, over)
    box.append(toast)
    art.once('video:playing', () => setTimeout(() => toast.remove(), 8000))
  }

  function resume(resumeMs) {
    const video = art.video
    const seek = () => {
      const seconds = resumeMs / 1000
      if (resumeMs < RESUME_MS_MIN || seconds > video.duration * RESUME_SHARE_MAX) return
      video.currentTime = seconds
      sayResumed(seconds)
    }
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) seek()
    else video.addEventListener('loadedmetadata', seek, { once: true })
  }

  // The player's own controls are plain boxes; name them for assistive technology and keyboards.
  function nameControls() {
    art.video.setAttribute('aria-label', words.title)
    for (const icon of box.querySelectorAll('i[aria-label]')) {
      icon.parentElement.setAttribute('aria-label', icon.getAttribute('aria-label'))
      icon.removeAttribute('aria-label')
    }
    for (const control of box.querySelectorAll('.art-control[aria-label]')) {
      control.setAttribute('role', 'button')
      control.tabIndex = 0
      control.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        event.stopPropagation()
        control.click()
      })
    }
  }

  function build(answer) {
    const color = getComputedStyle(document.documentElement).getPropertyValue('--art-water').trim()
    art = new Artplayer({
      container: box,
      url: answer.master_url,
      type: 'm3u8',
      customType: { m3u8: attach },
      poster: words.poster,
      lang: words.language,
      theme: color || '#1fb2d1',
      setting: true,
      playbackRate: true,
      hotkey: true,
      pip: true,
      fullscreen: true,
      fullscreenWeb: true,
      miniProgressBar: true,
      mutex: true,
      playsInline: true,
      airplay: true,
      fastForward: true,
      autoOrientation: true,
      moreVideoAttr: { preload: 'metadata' },
    })
    art.on('ready', () => {
      box.dataset.state = 'ready'
      nameControls()
    })
    session.follow(art.video)
    resume(answer.resume_ms ?? 0)
    if (answer.storyboard) preview(answer.storyboard)
  }

  async function start() {
    try {
      build(await session.open())
    } catch (error) {
      failed(error.message, error.status >= 500 || !error.status)
    }
  }

  start()
})
