// Shows and hides a password, and asks in a dialog what else a page of its own asks. The forms and
// links work without this.

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

// A link to a page that asks once more shows that page's panel as a dialog.
document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  async function ask(link) {
    const panel = (await Shoal.fetchPage(link.href)).querySelector('[data-ask-panel]')
    if (!panel) throw new Error('no panel')
    const dialog = document.createElement('dialog')
    dialog.className = 'dialog'
    dialog.setAttribute('aria-labelledby', 'confirm-title')
    dialog.append(document.adoptNode(panel))
    dialog.querySelector('[data-ask-close]').addEventListener('click', (event) => {
      event.preventDefault()
      dialog.close()
    })
    dialog.addEventListener('close', () => {
      dialog.remove()
      link.focus()
    })
    document.body.append(dialog)
    dialog.showModal()
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-ask]')
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
    if (!link || !isPlain || link.dataset.asking) return
    event.preventDefault()
    link.dataset.asking = 'yes'
    ask(link)
      .catch(() => location.assign(link.href))
      .finally(() => delete link.dataset.asking)
  })
})
