// The upload page: takes files, sends a few at a time, and offers to go on with what an earlier
// visit left. Everything it says comes from the data attributes of #upload.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const SENDING_MAX = 2
  const root = document.getElementById('upload')
  const words = root.dataset
  const input = document.getElementById('file')
  const drop = document.getElementById('drop')
  const alertBox = document.getElementById('upload-alert')
  const list = document.getElementById('upload-items')
  const template = document.getElementById('upload-item')
  const unfinished = document.getElementById('unfinished')
  const items = []

  function next() {
    const room = SENDING_MAX - items.filter((item) => item.isBusy).length
    const waiting = items.filter((item) => item.phase === 'waiting')
    waiting.slice(0, Math.max(0, room)).forEach((item) => item.start())
  }

  // As tus tells them apart: two of the same would be one upload.
  const same = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified

  function take(files) {
    const tooLarge = []
    let first = null
    const isHere = (file) => items.some((item) => item.phase !== 'over' && same(item.file, file))
    for (const file of files) {
      if (isHere(file)) continue
      if (file.size > Number(words.bytesMax)) {
        tooLarge.push(file.name)
        continue
      }
      const item = new UploadItem(template, file, { words, onFree: next })
      items.push(item)
      list.append(item.box)
      first ??= item
    }
    alertBox.hidden = tooLarge.length === 0
    alertBox.firstElementChild.textContent = `${tooLarge.join(', ')}: ${words.wordTooLarge}`
    if (!first) return
    root.dataset.begun = 'yes'
    unfinished.hidden = true
    first.form.title.focus({ preventScroll: true })
    first.form.title.select()
    first.box.scrollIntoView({ block: 'start' })
    next()
  }

  /* What an earlier visit left */

  async function offerUnfinished() {
    const { urlStorage } = tus.defaultOptions
    const all = (await urlStorage.findAllUploads()).filter((each) => each.uploadUrl)
    if (all.length === 0 || items.length > 0) return
    const last = all.sort((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime))[0]
    unfinished.querySelector('[data-name]').textContent = last.metadata.filename ?? ''
    unfinished.hidden = false
    unfinished.querySelector('[data-forget]').addEventListener('click', async () => {
      const videoId = Shoal.memory.get(UploadItem.memoryOf(last.uploadUrl))
      const headers = { 'x-csrf-token': Shoal.csrf() }
      try {
        if (videoId) await UploadItem.discard(videoId)
        else await tus.Upload.terminate(last.uploadUrl, { headers })
      } catch (error) {
        return Shoal.toast(error.message)
      }
      unfinished.hidden = true
      await urlStorage.removeUpload(last.urlStorageKey)
      UploadItem.forget(last.uploadUrl)
    })
  }

  /* Wiring */

  input.addEventListener('change', () => {
    take([...input.files])
    // So that the same file may be chosen again.
    input.value = ''
  })
  for (const kind of ['dragenter', 'dragover']) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      drop.classList.add('drop-over')
    })
  }
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) drop.classList.remove('drop-over')
  })
  document.addEventListener('drop', (event) => {
    drop.classList.remove('drop-over')
    if (!event.dataTransfer?.files.length) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  })
  window.addEventListener('beforeunload', (event) => {
    if (items.some((item) => item.isUnsaved)) event.preventDefault()
  })
  offerUnfinished()
})
