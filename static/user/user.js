// Shows and hides a password; the forms work without this. Sends the picture of a person.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  for (const button of document.querySelectorAll('[data-reveal]')) {
    const field = document.getElementById(button.dataset.reveal)
    button.hidden = false
    button.addEventListener('click', () => {
      const shown = field.type === 'password'
      field.type = shown ? 'text' : 'password'
      button.setAttribute('aria-pressed', String(shown))
      button.setAttribute('aria-label', shown ? button.dataset.wordHide : button.dataset.wordShow)
      field.focus()
    })
    // A browser should offer to keep the secret, so it leaves the page as one.
    field.form.addEventListener('submit', () => {
      field.type = 'password'
    })
  }

  // Larger than this, a photo is made smaller here before it is sent.
  const SENT_BYTES_MAX = 3_500_000
  const SENT_EDGE = 1024

  // The square middle of a picture; as it is where the browser cannot read it.
  async function smaller(file) {
    if (file.size <= SENT_BYTES_MAX) return file
    try {
      const picture = await createImageBitmap(file)
      const edge = Math.min(picture.width, picture.height)
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = Math.min(edge, SENT_EDGE)
      const [left, top] = [(picture.width - edge) / 2, (picture.height - edge) / 2]
      const context = canvas.getContext('2d')
      context.drawImage(picture, left, top, edge, edge, 0, 0, canvas.width, canvas.height)
      const made = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.92))
      return made ?? file
    } catch {
      return file
    }
  }

  const form = document.querySelector('form[data-avatar]')
  if (form) {
    const fault = document.querySelector('[data-avatar-fault]')
    const button = form.querySelector('button')
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      const [file] = form.elements.picture.files
      if (!file || button.disabled) return
      button.disabled = true
      fault.hidden = true
      smaller(file)
        .then((picture) => Shoal.call('POST', '/api/v1/account/avatar', picture))
        .then(() => location.assign(form.dataset.next))
        .catch((error) => {
          fault.querySelector('p').textContent = error.message
          fault.hidden = false
          button.disabled = false
        })
    })
  }
})
