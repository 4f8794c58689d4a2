// One file on its way: it is sent by tus, its details are filled in meanwhile, and it is published
// when both are done. tus remembers an upload by the file's fingerprint, so that the same file goes
// on where it stopped. It must not know of other files; the page says when it may send.

class UploadItem {
  static RETRY_MS = [0, 1000, 3000, 5000, 10000, 20000, 30000]
  static count = 0

  // What is remembered of an upload for another visit: its video, and that its details are saved.
  static memoryOf = (url) => `shoal.video-of.${url}`
  static savedOf = (url) => `shoal.saved-of.${url}`

  static forget(url) {
    Shoal.memory.drop(UploadItem.memoryOf(url))
    Shoal.memory.drop(UploadItem.savedOf(url))
  }

  // Its upload ends with the video.
  static async discard(videoId) {
    const path = `/api/v1/videos/${encodeURIComponent(videoId)}`
    await Shoal.call('DELETE', path).catch((error) => {
      if (error.status !== 404) throw error
    })
  }

  // `words` has the sentences, `onFree` hears that another file may be sent.
  constructor(template, file, { words, onFree }) {
    this.file = file
    this.words = words
    this.onFree = onFree
    // waiting, sending, paused, broken, arrived, ready, over
    this.phase = 'waiting'
    this.isSaved = false
    // Details that the server does not have yet.
    this.wanted = null
    this.key = Shoal.newKey()
    this.speed = { ms: 0, bytes: 0, text: '' }
    this.box = template.content.firstElementChild.cloneNode(true)
    this.#nameParts(`-${(UploadItem.count += 1)}`)
    this.form = this.box.querySelector('form')
    this.list = this.box.querySelector('[data-stages]')
    this.form.title.value = this.#titleOf(file.name)
    this.#listen()
    this.#show('cancel')
    this.#say(words.wordWaiting)
    this.#retitle()
  }

  at(name) {
    return this.box.querySelector(`[data-${name}]`)
  }

  get isBusy() {
    return this.phase === 'sending'
  }

  // Whether leaving the page would lose something.
  get isUnsaved() {
    if (this.phase === 'over') return false
    return !this.isSaved || this.wanted !== null || !['arrived', 'ready'].includes(this.phase)
  }

  /* Its place in the page */

  // Identifiers occur once in a page, and there may be several files.
  #nameParts(suffix) {
    const names = ['id', 'for', 'aria-describedby', 'aria-labelledby']
    for (const part of [this.box, ...this.box.querySelectorAll('*')]) {
      for (const name of names) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name) + suffix)
      }
    }
  }

  #titleOf(name) {
    const plain = name.replace(/\.[^.]+$/, '').replace(/_+/g, ' ').trim()
    return plain.slice(0, this.form.title.maxLength)
  }

  #listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.form.title.addEventListener('input', () => this.#retitle())
    this.at('pause').addEventListener('click', () => this.#pause())
    this.at('resume').addEventListener('click', () => {
      this.#go()
      this.at('pause').focus()
    })
    this.at('cancel').addEventListener('click', () => this.#cancel())
    this.at('retry').addEventListener('click', () => this.#retry())
    Shoal.countLimits(this.form)
  }

  #retitle() {
    this.at('live-title').textContent = this.form.title.value.trim() || this.file.name
  }

  #say(text) {
    const line = this.at('live-status')
    if (line.textContent !== text) line.textContent = text
  }

  #show(...names) {
    this.#keepingFocus(() => {
      for (const name of ['pause', 'resume', 'cancel', 'retry', 'open', 'studio']) {
        this.at(name).hidden = !names.includes(name)
      }
    })
  }

  // Whoever had something in focus that `work` hides goes on at the head of the item.
  #keepingFocus(work) {
    const active = document.activeElement
    const isOurs = this.box.contains(active)
    work()
    if (isOurs && active.closest('[hidden]')) this.at('live-title').focus({ preventScroll: true })
  }

  #complain(text, field = null) {
    const box = this.at('alert')
    box.hidden = !text
    box.firstElementChild.textContent = text
    for (const each of this.form.elements) each.removeAttribute('aria-invalid')
    field?.setAttribute('aria-invalid', 'true')
    field?.focus()
  }

  /* Its details */

  #details() {
    const { title, description, tags, privacy } = this.form
    return {
      title: title.value.trim(),
      description: description.value.trim(),
      // Both commas separate: Chinese keyboards type the wide one.
      tags: tags.value.split(/[,，、]/).map((tag) => tag.trim()).filter(Boolean),
      privacy: privacy.value,
    }
  }

  #fill({ title, description, tags, privacy }) {
    this.form.title.value = title
    this.form.description.value = description
    this.form.tags.value = tags.join(', ')
    const chosen = this.form.querySelector(`[name=privacy][value="${CSS.escape(privacy)}"]`)
    if (chosen) chosen.checked = true
    this.#retitle()
  }

  // What is saved before the server knows the video waits for that.
  async #submit() {
    const details = this.#details()
    if (details.title === '') return this.#complain(this.words.wordNoTitle, this.form.title)
    this.#complain('')
    const button = this.at('publish')
    button.setAttribute('aria-disabled', 'true')
    this.wanted = details
    try {
      await this.#save()
      this.#close()
      if (this.phase === 'arrived' || this.phase === 'ready') this.#follow()
    } catch (error) {
      this.wanted = null
      this.#complain(error.message)
    }
    button.removeAttribute('aria-disabled')
  }

  async #save() {
    const details = this.wanted
    if (!details || !this.videoId) return
    const path = `/api/v1/videos/${encodeURIComponent(this.videoId)}`
    await Shoal.call('PATCH', path, { ...details, hold: false })
    if (this.wanted === details) this.wanted = null
    if (this.upload?.url) Shoal.memory.set(UploadItem.savedOf(this.upload.url), 'yes')
  }

  #saveLater() {
    this.#save().catch((error) => this.#reopen(error.message))
  }

  #close() {
    this.isSaved = true
    this.#keepingFocus(() => {
      this.form.hidden = true
      this.at('saved').hidden = false
    })
  }

  // What was refused is not tried again by itself: it is published when somebody says so anew.
  #reopen(text) {
    this.wanted = null
    this.isSaved = false
    this.form.hidden = false
    this.at('saved').hidden = true
    this.#complain(text)
  }

  /* Sending */

  // With no more than a title: whatever else is typed is saved with it later, however long it is.
  #newUpload() {
    return new tus.Upload(this.file, {
      endpoint: new URL('/api/v1/uploads', location.href).href,
      metadata: {
        filename: this.file.name,
        filetype: this.file.type || 'application/octet-stream',
        title: this.#titleOf(this.file.name) || this.file.name,
        hold: '1',
      },
      retryDelays: UploadItem.RETRY_MS,
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => {
        request.setHeader('x-csrf-token', Shoal.csrf())
        if (request.getMethod() === 'POST') request.setHeader('idempotency-key', this.key)
      },
      onUploadUrlAvailable: () => this.#remember(),
      onAfterResponse: (request, response) => this.#heard(request, response),
      onShouldRetry: (error) => this.#mayRetry(error),
      onProgress: (sent, total) => this.#progressed(sent, total),
      onSuccess: () => this.#arrived(),
      onError: (error) => this.#broke(error),
    })
  }

  async #heard(request, response) {
    const status = response.getStatus()
    const id = response.getHeader('Shoal-Video-Id')
    if (id && this.videoId !== id) {
      this.videoId = id
      this.#remember()
      this.#saveLater()
    }
    if (Shoal.errorIn(response.getBody() ?? '')?.code === 'gateway.CSRF') await Shoal.renew()
    // tus-js-client would begin anew where the server only could not answer.
    const isGone = [404, 410, 423].includes(status)
    if (request.getMethod() === 'HEAD' && status >= 400 && !isGone) {
      throw new Error(`the upload could not be looked up: ${status}`)
    }
  }

  #mayRetry(error) {
    const status = error.originalResponse?.getStatus() ?? 0
    const code = Shoal.errorIn(error.originalResponse?.getBody() ?? '')?.code ?? ''
    // A limit of the account does not pass by itself.
    if (code.includes('.TOO_MANY_') && code !== 'gateway.TOO_MANY_REQUESTS') return false
    const passes = [0, 409, 423, 429].includes(status) || status >= 500
    const again = passes || code === 'gateway.CSRF'
    if (again) this.#say(this.words.wordReconnecting)
    return again
  }

  #remember() {
    const { url } = this.upload ?? {}
    if (url && this.videoId) Shoal.memory.set(UploadItem.memoryOf(url), this.videoId)
  }

  async start() {
    this.phase = 'sending'
    this.upload = this.#newUpload()
    const [previous] = await this.upload.findPreviousUploads()
    if (previous) {
      this.upload.resumeFromPreviousUpload(previous)
      this.videoId = Shoal.memory.get(UploadItem.memoryOf(previous.uploadUrl))
      if (this.wanted) this.#saveLater()
      else if (Shoal.memory.get(UploadItem.savedOf(previous.uploadUrl))) this.#close()
      else if (this.videoId) await this.#recall()
    }
    if (this.phase === 'sending') this.#go()
  }

  // What was saved of this file before.
  async #recall() {
    const path = `/api/v1/videos/${encodeURIComponent(this.videoId)}`
    await Shoal.call('GET', path).then((video) => this.#fill(video)).catch(() => {})
  }

  #go() {
    this.phase = 'sending'
    this.speed = { ms: 0, bytes: 0, text: '' }
    Stages.paintPill(this.at('live-pill'), 'uploading')
    const shown = this.list.querySelector('[data-stage="upload"] progress').value / 100
    this.#paint('running', shown)
    this.#say(this.words.wordKeepOpen)
    this.#show('pause', 'cancel')
    this.upload.start()
  }

  #paint(state, progress, cause = null) {
    const speed = state === 'running' ? this.speed.text : ''
    Stages.paint(this.list, [{ name: 'upload', state, progress, speed, attempt: 1, cause }])
  }

  #progressed(sent, total) {
    if (this.phase !== 'sending') return
    const now = performance.now()
    const { ms, bytes } = this.speed
    if (now - ms > 1000) {
      const perSecond = ms === 0 ? 0 : ((sent - bytes) * 1000) / (now - ms)
      const text = perSecond > 0 ? `${Shoal.size(Math.round(perSecond))}/s` : this.speed.text
      this.speed = { ms: now, bytes: sent, text }
    }
    this.#say(this.words.wordKeepOpen)
    this.#paint('running', total === 0 ? 0 : sent / total)
  }

  async #pause() {
    this.phase = 'paused'
    await this.upload.abort()
    this.#say(this.words.wordPaused)
    this.#show('resume', 'cancel')
    this.at('resume').focus()
    this.onFree()
  }

  #broke(error) {
    this.phase = 'broken'
    const body = error.originalResponse?.getBody() ?? ''
    const text = Shoal.errorIn(body)?.message ?? document.body.dataset.wordOffline
    this.#paint('failed', 0, { text })
    this.#say(this.words.wordStopped)
    this.#show('retry', 'cancel')
    this.onFree()
  }

  async #cancel() {
    const { upload } = this
    const before = this.phase
    this.phase = 'over'
    try {
      await upload?.abort(!this.videoId)
      if (this.videoId) await UploadItem.discard(this.videoId)
    } catch (error) {
      this.phase = before === 'waiting' ? 'waiting' : 'broken'
      this.#say(error.message)
      return this.#show('retry', 'cancel')
    }
    if (upload) {
      if (upload.url) UploadItem.forget(upload.url)
      const kept = await upload.findPreviousUploads()
      const { urlStorage } = tus.defaultOptions
      await Promise.all(kept.map((each) => urlStorage.removeUpload(each.urlStorageKey)))
    }
    const next = this.box.nextElementSibling?.querySelector('[data-live-title]')
    this.box.remove()
    ;(next ?? document.getElementById('file')).focus()
    this.onFree()
  }

  /* After the last byte */

  #arrived() {
    this.phase = 'arrived'
    UploadItem.forget(this.upload.url)
    this.#paint('done', 1)
    this.#say(this.words.wordMayLeave)
    this.#show('studio')
    if (this.videoId) this.#follow()
    this.onFree()
  }

  // By asking, not by a stream: a browser has few connections, and files need them.
  #follow() {
    this.unfollow?.()
    this.unfollow = Stages.follow(this.videoId, {
      onLost: (lost) => {
        if (this.phase !== 'arrived') return
        this.#say(lost ? this.words.wordReconnecting : this.words.wordMayLeave)
      },
      onProgress: (progress) => this.#advanced(progress),
    })
  }

  #advanced({ state, stages, retryable, page_url: pageUrl }) {
    // The last byte is here, whatever an answer on its way says.
    Stages.paint(this.list, stages.filter((stage) => stage.name !== 'upload'))
    Stages.paintPill(this.at('live-pill'), state === 'uploading' ? 'checking' : state)
    if (state === 'published') {
      this.at('open').href = pageUrl
      this.#end(this.words.wordPublished, 'open', 'studio')
    } else if (state === 'failed' && retryable) {
      this.phase = 'over'
      this.#say(this.words.wordStopped)
      this.#show('retry', 'studio')
    } else if (state === 'refused' || state === 'failed' || state === 'blocked') {
      this.#end(this.words.wordStopped, 'studio')
    } else if (state === 'in_review') {
      this.#say(this.words.wordInReview)
    } else if (state === 'ready' && this.wanted) {
      this.#saveLater()
    } else if (state === 'ready' && !this.isSaved) {
      this.phase = 'ready'
      this.#say(this.words.wordReady)
    }
  }

  // There is nothing to fill in any more.
  #end(text, ...buttons) {
    this.phase = 'over'
    this.box.dataset.over = 'yes'
    this.#keepingFocus(() => {
      this.form.hidden = true
      this.at('saved').hidden = true
    })
    this.#say(text)
    this.#show(...buttons)
  }

  async #retry() {
    if (this.phase === 'broken') return this.start()
    this.at('retry').setAttribute('aria-disabled', 'true')
    try {
      await Shoal.call('POST', `/api/v1/videos/${encodeURIComponent(this.videoId)}/retry`, {})
      this.phase = 'arrived'
      this.#say(this.words.wordMayLeave)
      this.#show('studio')
      this.#follow()
    } catch (error) {
      this.#say(error.message)
    }
    this.at('retry').removeAttribute('aria-disabled')
  }
}
