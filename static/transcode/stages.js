// Follows a video on its way to a page, and paints its steps. It must not start, stop or retry
// anything.

const Stages = (() => {
  'use strict'

  const POLL_MS = 2000
  const POLL_MS_MAX = 15000
  // "Ready" is the end for a video that waits for its creator, and a moment for all others.
  const READY_WAIT_MS = 20000

  const words = () => document.querySelector('[data-words="stages"]').dataset
  const key = (name) => name.charAt(0).toUpperCase() + name.slice(1)
  const stateWord = (state) => words()[`state${key(state)}`] ?? state
  const stageWord = (state) => words()[`stage${key(state)}`] ?? state

  function paintOne(row, stage) {
    const share = stage.state === 'done' ? 1 : Math.min(1, Math.max(0, stage.progress ?? 0))
    const percent = Math.floor(share * 100)
    row.dataset.state = stage.state
    row.querySelector('[data-state-text]').textContent = stageWord(stage.state)
    row.querySelector('[data-percent]').textContent = `${percent}%`
    row.querySelector('progress').value = percent
    const speed = stage.state === 'running' ? stage.speed : null
    row.querySelector('[data-speed]').textContent =
      typeof speed === 'number' ? `${speed.toFixed(1)}×` : (speed ?? '')
    row.querySelector('[data-attempt]').textContent =
      stage.attempt > 1
        ? Shoal.fill(words().attempt, { attempt: stage.attempt, max: stage.attempts_max })
        : ''
    const cause = row.querySelector('[data-cause]')
    cause.textContent = stage.cause?.text ?? ''
    cause.hidden = !stage.cause
  }

  // Paints the steps that `stages` names; others keep what they show.
  function paint(list, stages) {
    for (const stage of stages) {
      const row = list.querySelector(`[data-stage="${CSS.escape(stage.name)}"]`)
      if (row) paintOne(row, stage)
    }
  }

  function paintPill(pill, state) {
    pill.dataset.state = state
    pill.textContent = stateWord(state)
  }

  // The same weights as on the server: transcoding counts as much as the other six together.
  function percentOfAll(stages) {
    let whole = 0
    let done = 0
    for (const stage of stages) {
      const weight = stage.name === 'ladder' ? 6 : 1
      whole += weight
      done += weight * (stage.state === 'done' ? 1 : Math.min(1, stage.progress ?? 0))
    }
    return whole === 0 ? 0 : Math.floor((done / whole) * 100)
  }

  const isOver = (state) => ['published', 'failed', 'refused', 'blocked'].includes(state)

  // Calls `onProgress` with every change until the video's way is over; returns how to stop.
  // `stream` asks for server-sent events; where they fail, and for lists of videos, it asks again
  // every two seconds. `onLost(true)` says that the server is out of reach, `onLost(false)` that
  // it is back.
  function follow(videoId, { onProgress, onLost = () => {}, stream = false }) {
    const path = `/api/v1/videos/${encodeURIComponent(videoId)}/progress`
    let stopped = false
    let close = null
    let timer = 0
    let readySince = 0

    function stop() {
      stopped = true
      close?.()
      clearTimeout(timer)
    }

    function take(progress) {
      if (stopped) return
      onLost(false)
      onProgress(progress)
      if (progress.state !== 'ready') readySince = 0
      else if (readySince === 0) readySince = Date.now()
      const waited = readySince !== 0 && Date.now() - readySince > READY_WAIT_MS
      if (isOver(progress.state) || waited) stop()
    }

    async function poll(waitMs) {
      let nextMs = POLL_MS
      try {
        take(await Shoal.call('GET', path))
      } catch (error) {
        if (error.status === 404 || error.status === 403 || error.status === 401) return stop()
        onLost(true)
        nextMs = Math.min(waitMs * 2, POLL_MS_MAX)
      }
      if (!stopped) timer = setTimeout(() => poll(nextMs), nextMs)
    }

    function listen() {
      close = Shoal.stream(`${path}/stream`, {
        on: { progress: take },
        onLost: () => {
          if (readySince !== 0) stop()
          else if (!stopped) onLost(true)
        },
        onEnd: () => {
          if (!stopped) poll(POLL_MS)
        },
      })
    }

    if (stream && 'EventSource' in window) listen()
    else poll(POLL_MS)
    return stop
  }

  return { follow, paint, paintPill, percentOfAll, stateWord }
})()
