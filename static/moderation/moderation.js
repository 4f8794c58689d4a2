// The review page: ready-made notes, and keys for what was found and for the decision. Without it the
// page is a form with links. It must not send anything by itself: a decision is sent by its button.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const form = document.querySelector('[data-case]')
  if (!form) return
  const FIELDS = 'input:not([type="radio"]), textarea, select, [contenteditable]'
  const sheet = document.getElementById('case-keys')
  const hits = [...document.querySelectorAll('[data-hit]')]
  let at = -1

  /* Ready-made notes: one is picked, then edited */

  const ready = document.querySelector('[data-ready]')
  const picked = ready.querySelector('select')
  ready.hidden = false
  picked.addEventListener('change', () => {
    const [option] = picked.selectedOptions
    if (!option?.value) return
    form.elements.note.value = option.value
    form.elements.note.dispatchEvent(new Event('input', { bubbles: true }))
    if (!form.elements.reason.value) form.elements.reason.value = option.dataset.reason
    picked.value = ''
    form.elements.note.focus()
  })

  /* Keys */

  function show(by) {
    if (hits.length === 0) return
    at = Math.min(Math.max(at + by, 0), hits.length - 1)
    const hit = hits[at]
    hit.focus()
    // A moment is a link, which the player takes to itself; without a player it is only pointed at.
    if (hit.dataset.seek && document.getElementById('player')) hit.click()
    hit.focus()
  }

  function choose(action) {
    const choice = form.querySelector(`input[name="action"][value="${action}"]`)
    choice.checked = true
    choice.focus()
  }

  function help() {
    if (sheet.open) sheet.close()
    else sheet.showModal()
  }

  const WORKS = {
    j: () => show(1),
    k: () => show(-1),
    1: () => choose('pass'),
    2: () => choose('age_limit'),
    3: () => choose('block'),
    4: () => document.querySelector('[data-release]').focus(),
    '?': help,
  }

  function isForOthers(event) {
    const { target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
    if (target instanceof Element && target.closest(FIELDS)) return true
    const open = document.querySelector('dialog[open]')
    return open !== null && (open !== sheet || event.key !== '?')
  }

  // On its way down, so that the player, whose keys some of these are elsewhere, leaves them alone.
  document.addEventListener(
    'keydown',
    (event) => {
      const work = WORKS[event.key.length === 1 ? event.key.toLowerCase() : '']
      if (!work || isForOthers(event)) return
      event.preventDefault()
      work()
    },
    true,
  )
  document.querySelector('[data-keys-hint]').hidden = false
})
