// The upload page: sends the chosen file by tus, and then shows the way of the video to its page.
// tus remembers the upload by the file's fingerprint, so after a reload the same file goes on where
// it stopped. Everything it says comes from the data attributes of #upload.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const root = document.getElementById('upload')
  const words = root.dataset
  const form = document.getElementById('upload-form')
  const input = document.getElementById('file')
  const drop = document.getElementById('drop')
  const alertBox = document.getElementById('upload-alert')
  const live = document.getElementById('upload-live')
  const list = live.querySelector('[data-stages]')
  const pill = live.querySelector('[data-live-pill]')
  const status = live.querySelector('[data-live-status]')
  const at = (name) => live.querySelector(`[data-${name}]`)

  const endpoint = new URL('/api/v1/uploads', location.href).href
  const RETRY_MS = [0, 1000, 3000, 5000, 10000, 20000, 30000]
  const rememberedId = (url) => `shoal.video-of.${url}`

  // Where this page stands: choosing, sending, paused, broken, arrived, over.
  let phase = 'choosing'
  let upload = null
  let videoId = null
  let titleIsOurs = true
  let speed = { ms: 0, bytes: 0, text: '' }

  /* The form */

  function complain(text, field) {
    alertBox.hidden = !text
    alertBox.firstElementChild.textContent = text
    for (const each of form.elements) each.removeAttribute('aria-invalid')
    if (!field) return
    field.setAttribute('aria-invalid', 'true')
    field.focus()
  }

  function titleFrom(name) {
    return name
      .replace(/\.[^.]+$/, '')
      .replace(/[_]+/g, ' ')
      .trim()
      .slice(0, form.title.maxLength)
  }

  async function chosen() {
    const file = input.files[0]
    drop.classList.toggle('drop-chosen-file', Boolean(file))
    drop.querySelector('.drop-empty').hidden = Boolean(file)
    drop.querySelector('.drop-chosen').hidden = !file
    complain('')
    if (!file) return
    drop.querySelector('[data-file-name]').textContent = file.name
    drop.querySelector('[data-file-size]').textContent = Shoal.size(file.size)
    if (file.size > Number(words.bytesMax)) complain(words.wordTooLarge, input)
    const previous = await newUpload(file).findPreviousUploads()
    if (previous.length > 0) fillFrom(previous[0].metadata)
    else if (titleIsOurs || form.title.value === '') form.title.value = titleFrom(file.name)
    form.title.dispatchEvent(new Event('input'))
  }

  // What was typed when the unfinished upload began.
  function fillFrom(metadata) {
    titleIsOurs = false
    form.title.value = metadata.title ?? ''
    form.description.value = metadata.description ?? ''
    form.tags.value = metadata.tags ?? ''
    const privacy = form.querySelector(
      `[name="privacy"][value="${CSS.escape(metadata.privacy ?? '')}"]`,
    )
    if (privacy) privacy.checked = true
  }

  // Both commas separate: Chinese keyboards type the wide one.
  const tags = () =>
    form.tags.value
      .split(/[,，、]/)
      .map((tag) => tag.trim())
      .filter(Boolean)
      .join(',')

  function metadata(file) {
    return {
      filename: file.name,
      filetype: file.type || 'application/octet-stream',
      title: form.title.value.trim(),
      description: form.description.value.trim(),
      tags: tags(),
      privacy: form.privacy.value,
    }
  }

  /* Sending */

  function newUpload(file) {
    return new tus.Upload(file, {
      endpoint,
      headers: { 'x-csrf-token': Shoal.csrf() },
      metadata: metadata(file),
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onUploadUrlAvailable: remember,
      onAfterResponse(_, response) {
        const id = response.getHeader('Shoal-Video-Id')
        if (!id) return
        videoId = id
        remember()
      },
      onShouldRetry(error) {
        const code = error.originalResponse?.getStatus() ?? 0
        const again = code === 0 || code === 409 || code === 423 || code === 429 || code >= 500
        if (again) say(words.wordReconnecting)
        return again
      },
      onProgress: progressed,
      onSuccess: arrived,
      onError: broke,
    })
  }

  function remember() {
    if (upload?.url && videoId) Shoal.memory.set(rememberedId(upload.url), videoId)
  }

  function say(text) {
    if (status.textContent !== text) status.textContent = text
  }

  function paintUpload(state, progress, cause = null) {
    const text = state === 'running' ? speed.text : ''
    Stages.paint(list, [{ name: 'upload', state, progress, speed: text, attempt: 1, cause }])
  }

  function progressed(sent, total) {
    if (phase !== 'sending') return
    const now = performance.now()
    if (now - speed.ms > 1000) {
      const perSecond = speed.ms === 0 ? 0 : ((sent - speed.bytes) * 1000) / (now - speed.ms)
      speed = {
        ms: now,
        bytes: sent,
        text: perSecond > 0 ? `${Shoal.size(Math.round(perSecond))}/s` : speed.text,
      }
    }
    say(words.wordKeepOpen)
    paintUpload('running', total === 0 ? 0 : sent / total)
  }

  function show(...names) {
    for (const name of ['pause', 'resume', 'cancel', 'retry', 'open', 'studio', 'another']) {
      at(name).hidden = !names.includes(name)
    }
  }

  async function send(file) {
    upload = newUpload(file)
    const previous = await upload.findPreviousUploads()
    if (previous.length > 0) {
      videoId = Shoal.memory.get(rememberedId(previous[0].uploadUrl))
      upload.resumeFromPreviousUpload(previous[0])
    }
    form.hidden = true
    unfinished.hidden = true
    live.hidden = false
    at('live-title').textContent = form.title.value.trim()
    at('live-title').focus({ preventScroll: true })
    window.scrollTo(0, 0)
    go()
  }

  function go() {
    phase = 'sending'
    speed = { ms: 0, bytes: 0, text: '' }
    Stages.paintPill(pill, 'uploading')
    paintUpload('running', list.querySelector('[data-stage="upload"] progress').value / 100)
    say(words.wordKeepOpen)
    show('pause', 'cancel')
    upload.start()
  }

  async function pause() {
    phase = 'paused'
    await upload.abort()
    say(words.wordPaused)
    show('resume', 'cancel')
    at('resume').focus()
  }

  function broke(error) {
    phase = 'broken'
    const body = error.originalResponse?.getBody() ?? ''
    const text = Shoal.errorIn(body)?.message ?? document.body.dataset.wordOffline
    paintUpload('failed', 0, { text })
    say(words.wordStopped)
    show('retry', 'cancel')
  }

  /* After the last byte */

  function arrived() {
    phase = 'arrived'
    Shoal.memory.drop(rememberedId(upload.url))
    paintUpload('done', 1)
    say(words.wordMayLeave)
    show('studio')
    if (videoId) follow()
    else show('studio', 'another')
  }

  function follow() {
    Stages.follow(videoId, {
      stream: true,
      onLost: (lost) => {
        if (phase === 'arrived') say(lost ? words.wordReconnecting : words.wordMayLeave)
      },
      onProgress(progress) {
        // The last byte is here, whatever an answer on its way says.
        Stages.paint(
          list,
          progress.stages.filter((stage) => stage.name !== 'upload'),
        )
        Stages.paintPill(pill, progress.state === 'uploading' ? 'checking' : progress.state)
        if (progress.state === 'published')
          finish(words.wordPublished, progress, 'open', 'studio', 'another')
        else if (progress.state === 'ready') finish(words.wordReady, progress, 'studio', 'another')
        else if (progress.state === 'failed' && progress.retryable)
          finish(words.wordStopped, progress, 'retry', 'studio', 'another')
        else if (progress.state === 'failed' || progress.state === 'refused')
          finish(words.wordStopped, progress, 'another', 'studio')
      },
    })
  }

  function finish(text, progress, ...buttons) {
    phase = 'over'
    say(text)
    if (progress.page_url) at('open').href = progress.page_url
    show(...buttons)
  }

  async function retry() {
    if (phase === 'broken') return go()
    at('retry').setAttribute('aria-disabled', 'true')
    try {
      await Shoal.call('POST', `/api/v1/videos/${encodeURIComponent(videoId)}/retry`, {})
      phase = 'arrived'
      say(words.wordMayLeave)
      show('studio')
      follow()
    } catch (error) {
      say(error.message)
    }
    at('retry').removeAttribute('aria-disabled')
  }

  async function cancel() {
    phase = 'choosing'
    const { url } = upload
    // With its end the server forgets the upload; if that fails, it forgets by itself in time.
    await upload.abort(true).catch(() => upload.abort())
    if (url) Shoal.memory.drop(rememberedId(url))
    const kept = await newUpload(input.files[0]).findPreviousUploads()
    await Promise.all(
      kept.map((each) => tus.defaultOptions.urlStorage.removeUpload(each.urlStorageKey)),
    )
    location.assign('/upload')
  }

  /* What an earlier visit left */

  const unfinished = document.getElementById('unfinished')

  async function offerUnfinished() {
    const all = (await tus.defaultOptions.urlStorage.findAllUploads()).filter(
      (each) => each.uploadUrl,
    )
    if (all.length === 0) return
    const last = all.sort((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime))[0]
    unfinished.querySelector('[data-name]').textContent = last.metadata.filename ?? ''
    unfinished.hidden = false
    unfinished.querySelector('[data-forget]').addEventListener('click', async () => {
      unfinished.hidden = true
      await tus.defaultOptions.urlStorage.removeUpload(last.urlStorageKey)
      Shoal.memory.drop(rememberedId(last.uploadUrl))
      await tus.Upload.terminate(last.uploadUrl, {
        headers: { 'x-csrf-token': Shoal.csrf() },
      }).catch(() => {})
    })
  }

  /* Wiring */

  input.addEventListener('change', chosen)
  form.title.addEventListener('input', (event) => {
    if (event.isTrusted) titleIsOurs = false
  })
  for (const kind of ['dragenter', 'dragover']) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files') || form.hidden) return
      event.preventDefault()
      drop.classList.add('drop-over')
    })
  }
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) drop.classList.remove('drop-over')
  })
  document.addEventListener('drop', (event) => {
    drop.classList.remove('drop-over')
    if (form.hidden || !event.dataTransfer?.files.length) return
    event.preventDefault()
    input.files = event.dataTransfer.files
    chosen()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const file = input.files[0]
    if (!file) return complain(words.wordNoFile, input)
    if (file.size > Number(words.bytesMax)) return complain(words.wordTooLarge, input)
    if (form.title.value.trim() === '') return complain(words.wordNoTitle, form.title)
    complain('')
    send(file)
  })
  at('pause').addEventListener('click', pause)
  at('resume').addEventListener('click', () => {
    go()
    at('pause').focus()
  })
  at('cancel').addEventListener('click', cancel)
  at('retry').addEventListener('click', retry)
  window.addEventListener('beforeunload', (event) => {
    if (phase === 'sending') event.preventDefault()
  })
  offerUnfinished()
})
