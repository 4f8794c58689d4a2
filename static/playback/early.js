// What playing begins with is asked for while the rest of the page still loads: the session and the
// playlists stand in the page, the first parts follow from them. It must not touch the player.

const Early = (() => {
  'use strict'
  // hls.js takes the next part when less than this is left of one.
  const BORDER_S = 0.25
  // Nobody resumes in the credits.
  const RESUME_SHARE_MAX = 0.95
  const RESUME_MS_MIN = 1000

  const box = document.getElementById('player')
  const texts = new Map()
  const parts = new Map()
  let source = null

  // "7", "1m5s", "1h2m3s", "1:05", "1:02:03" → seconds; null for anything else.
  function secondsOf(text) {
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
    if (/^\d+(:[0-5]?\d){1,2}$/.test(text)) {
      return text.split(':').reduce((sum, one) => sum * 60 + Number(one), 0)
    }
    const named = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text)
    if (!named || text === '') return null
    const [hours, minutes, seconds] = named.slice(1).map((one) => Number(one ?? 0))
    return hours * 3600 + minutes * 60 + seconds
  }

  // Where the address of the page asks to begin.
  function asked() {
    const text = new URLSearchParams(location.search).get('t')
    return text === null ? null : secondsOf(text.trim())
  }

  // Where this viewer left off, if that is worth going back to.
  function resumed(answer) {
    const { resume_ms: resumeMs = 0, duration_ms: durationMs = 0 } = answer
    const isWorth = resumeMs >= RESUME_MS_MIN && resumeMs <= durationMs * RESUME_SHARE_MAX
    return isWorth ? resumeMs / 1000 : 0
  }

  // The addresses of the header and of the part of a playlist that holds a moment.
  function partAt(address, seconds) {
    const lines = (texts.get(address) ?? '').split('\n')
    let header = null
    let end = 0
    for (const line of lines) {
      if (line.startsWith('#EXT-X-MAP:')) header = /URI="([^"]+)"/.exec(line)?.[1] ?? null
      else if (line.startsWith('#EXTINF:')) end += Number.parseFloat(line.slice(8))
      else if (line !== '' && !line.startsWith('#') && seconds < end - BORDER_S) {
        return [header, line].filter(Boolean).map((one) => new URL(one, address).href)
      }
    }
    return []
  }

  // By XMLHttpRequest, which hands over all of it at once: `fetch` takes two turns of a busy page.
  function fetchPart(address) {
    const start = performance.now()
    let first = start
    const request = new XMLHttpRequest()
    request.open('GET', address)
    request.responseType = 'arraybuffer'
    return new Promise((resolve, reject) => {
      request.onreadystatechange = () => {
        if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED) first = performance.now()
      }
      request.onload = () => {
        const { status, response: data } = request
        if (status === 200) resolve({ data, start, first, end: performance.now() })
        else reject(new Error(String(status)))
      }
      request.onerror = () => reject(new Error('unreachable'))
      request.send()
    })
  }

  // A source takes a moment to open. Where there is a managed one, hls.js wants to make it itself.
  function openSource() {
    if ('ManagedMediaSource' in window) return
    source = new MediaSource()
    box.querySelector('video').src = URL.createObjectURL(source)
  }

  // Whoever chose a quality begins with that one.
  function isChosen() {
    try {
      return Number(localStorage.getItem('shoal.player.quality') ?? 0) > 0
    } catch {
      return false
    }
  }

  // Remembers what the page carries, and asks for the first parts.
  function begin(json) {
    if (!json) return null
    const answer = JSON.parse(json)
    const here = (address) => new URL(address, location.href).href
    for (const [address, text] of Object.entries(answer.playlists ?? {})) {
      texts.set(here(address), text)
    }
    const canPlay = 'MediaSource' in window || 'ManagedMediaSource' in window
    if (!canPlay || !answer.first_url || isChosen()) return answer
    const at = asked() ?? resumed(answer)
    const sounds = [...texts.keys()].filter((address) => address.includes('/audio/'))
    for (const address of [here(answer.first_url), ...sounds]) {
      for (const part of partAt(address, at)) {
        const coming = fetchPart(part)
        coming.catch(() => {})
        parts.set(part, coming)
      }
    }
    openSource()
    return answer
  }

  function taken(map, key) {
    const found = map.get(key)
    map.delete(key)
    return found
  }

  return {
    answer: begin(box?.dataset.session),
    asked,
    resumed,
    secondsOf,
    // Each is used once: whoever asks again wants it anew.
    takeText: (address) => taken(texts, address),
    takePart: (address) => taken(parts, address),
    takeSource() {
      const opened = source
      source = null
      return opened
    },
  }
})()
