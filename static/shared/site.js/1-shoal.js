// What all pages share: calls to the API, small formats, and behaviour that markup asks for by
// data attributes. It must not know any page, nor hold a sentence; sentences come with the markup.

const Shoal = (() => {
  'use strict'

  // An answer that was not a success; `message` is fit to be shown.
  class ApiError extends Error {
    constructor(message, status, code, traceId, retryMs = 0) {
      super(message)
      this.status = status
      this.code = code
      this.traceId = traceId
      // How long to wait before it is tried again; 0 where the server does not say.
      this.retryMs = retryMs
    }
  }

  function csrf() {
    return document.querySelector('meta[name="csrf"]')?.content ?? ''
  }

  // Idempotency keys. `randomUUID` exists on secure origins only, a house network is none.
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  // The message inside an error body, or null if the body is not ours.
  function errorIn(text) {
    try {
      const { error } = JSON.parse(text)
      return error?.message ? error : null
    } catch {
      return null
    }
  }

  // Takes the token of the session that there is now: somebody may have signed in again elsewhere.
  async function renew() {
    const page = await fetchPage(location.href)
    const meta = page.querySelector('meta[name="csrf"]')
    if (meta) document.querySelector('meta[name="csrf"]').content = meta.content
  }

  async function call(method, path, body, options = {}) {
    try {
      return await send(method, path, body, options)
    } catch (error) {
      if (error.code !== 'gateway.CSRF') throw error
      await renew()
      return send(method, path, body, options)
    }
  }

  async function send(method, path, body, options) {
    const headers = { accept: 'application/json' }
    if (method !== 'GET') headers['x-csrf-token'] = csrf()
    if (method !== 'GET' && !options.keepalive) headers['idempotency-key'] = newKey()
    // A file goes as it is.
    const isFile = body instanceof Blob
    if (body !== undefined) {
      headers['content-type'] = isFile ? 'application/octet-stream' : 'application/json'
    }
    const request = {
      method,
      headers,
      credentials: 'same-origin',
      keepalive: options.keepalive === true,
    }
    if (body !== undefined) request.body = isFile ? body : JSON.stringify(body)
    let response
    try {
      response = await fetch(path, request)
    } catch {
      throw new ApiError(document.body.dataset.wordOffline, 0, 'offline', '')
    }
    const text = await response.text()
    if (!response.ok) {
      const error = errorIn(text)
      const message = error?.message ?? `${response.status} ${response.statusText}`
      const wait = Number(response.headers.get('retry-after')) || 0
      const { code = '', trace_id: traceId = '' } = error ?? {}
      throw new ApiError(message, response.status, code, traceId, wait * 1000)
    }
    return text === '' ? null : JSON.parse(text)
  }

  // 83 -> 1:23, 3723 -> 1:02:03
  function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds))
    const pad = (n) => String(n).padStart(2, '0')
    const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`
    return whole >= 3600 ? `${Math.floor(whole / 3600)}:${rest}` : rest.replace(/^0/, '')
  }

  // 1536 -> 1.5 KB
  function size(bytes) {
    const names = ['B', 'KB', 'MB', 'GB', 'TB']
    let at = 0
    let amount = bytes
    while (amount >= 1024 && at + 1 < names.length) {
      amount /= 1024
      at += 1
    }
    return `${at === 0 ? amount : Math.round(amount * 10) / 10} ${names[at]}`
  }

  // Fills `{name}` in a pattern.
  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
  }

  // Storage may be switched off, full or forbidden; a page goes on without it.
  const memory = {
    get(key) {
      try {
        return localStorage.getItem(key)
      } catch {
        return null
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, value)
      } catch {
        /* goes on without */
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(key)
      } catch {
        /* goes on without */
      }
    },
  }

  // Fetches a page of this site as a document, so that parts of it can be taken over.
  async function fetchPage(address) {
    const response = await fetch(address, { credentials: 'same-origin' })
    if (!response.ok) throw new ApiError(response.statusText, response.status, '', '')
    return new DOMParser().parseFromString(await response.text(), 'text/html')
  }

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text)
    const box = document.createElement('textarea')
    box.value = text
    box.className = 'for-readers'
    const around = document.querySelector('dialog[open]') ?? document.body
    around.append(box)
    box.select()
    document.execCommand('copy')
    box.remove()
  }

  // A short message at the edge of the page, read out as well.
  function toast(text) {
    const box = document.createElement('div')
    box.className = 'toast'
    const line = document.createElement('p')
    line.textContent = text
    box.append(line)
    document.getElementById('toasts').append(box)
    passing(box)
  }

  // How much of a field's limit is used, once it begins to matter.
  function countLimits(place) {
    for (const field of place.querySelectorAll('[data-count]')) {
      const count = document.createElement('span')
      count.className = 'field-count'
      count.setAttribute('aria-hidden', 'true')
      field.after(count)
      const show = () => {
        count.textContent = `${field.value.length} / ${field.maxLength}`
        count.hidden = field.value.length < field.maxLength * 0.6
      }
      field.addEventListener('input', show)
      show()
    }
  }

  // Lets a toast leave after a while; not while it is pointed at.
  const TOAST_MS = 6000
  function passing(box) {
    const leave = () => box.remove()
    let timer = setTimeout(leave, TOAST_MS)
    box.addEventListener('pointerenter', () => clearTimeout(timer))
    box.addEventListener('pointerleave', () => {
      timer = setTimeout(leave, TOAST_MS)
    })
  }

  // Follows server-sent events: `on` has what to do with the data of each kind, `onLost` hears that
  // the server is out of reach, `onEnd` that it has refused. The browser tries again by itself after
  // a cut. Returns how to stop.
  function stream(path, { on, onLost = () => {}, onEnd = () => {} }) {
    const source = new EventSource(path)
    const stop = () => source.close()
    for (const [kind, take] of Object.entries(on)) {
      source.addEventListener(kind, (event) => take(JSON.parse(event.data)))
    }
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) onEnd()
      else onLost()
    })
    window.addEventListener('pagehide', stop)
    return stop
  }

  return { ApiError, call, clock, copy, countLimits, csrf, errorIn, fetchPage, fill, memory, newKey, passing, renew, size, stream, toast }
})()

document.addEventListener('DOMContentLoaded', () => {
  'use strict'

  // A cover that does not exist (yet) leaves the ground it lies on.
  const missing = (image) => image.parentElement?.classList.add('cover-missing')
  document.addEventListener(
    'error',
    (event) => {
      if (event.target instanceof HTMLImageElement) missing(event.target)
    },
    true,
  )
  for (const image of document.images) {
    if (image.complete && image.naturalWidth === 0 && image.loading !== 'lazy') missing(image)
  }

  // Menus close like menus do.
  const openMenus = () => document.querySelectorAll('details.menu[open]')
  document.addEventListener('click', (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of openMenus()) {
      menu.open = false
      menu.querySelector('summary').focus()
    }
  })

  // One press, one request. The button is not disabled, since then its own name would not be sent.
  document.addEventListener('submit', (event) => {
    const form = event.target
    // What answers with a download leaves its page as it is.
    if (form.method !== 'post' || 'again' in form.dataset) return
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
    event.submitter?.setAttribute('aria-disabled', 'true')
  })
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    for (const form of document.forms) delete form.dataset.sent
    document
      .querySelectorAll('[aria-disabled]')
      .forEach((button) => button.removeAttribute('aria-disabled'))
  })

  // A notice is said once: a reload does not say it again.
  const here = new URL(location.href)
  if (here.searchParams.has('notice')) {
    here.searchParams.delete('notice')
    history.replaceState(history.state, '', here)
  }

  const COPIED_MS = 2000
  for (const button of document.querySelectorAll('[data-copy]')) {
    const word = button.textContent
    let timer = 0
    button.hidden = false
    button.setAttribute('aria-live', 'polite')
    button.addEventListener('click', async () => {
      const from = document.getElementById(button.dataset.copy)
      await Shoal.copy(from.value ?? from.textContent)
      // Here, since a dialog may lie over the place of other messages.
      button.textContent = button.dataset.wordCopied
      clearTimeout(timer)
      timer = setTimeout(() => {
        button.textContent = word
      }, COPIED_MS)
    })
  }

  Shoal.countLimits(document)
})
