// Shows and hides a password. The forms work without this.

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
})
