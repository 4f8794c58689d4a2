// Finds settings by a word, and marks what was changed in the form. Both pages work without this.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'

  const search = document.querySelector('[data-settings-search]')
  if (search) {
    const input = search.querySelector('input')
    const sections = [...document.querySelectorAll('.setting-section')]
    const empty = document.createElement('p')
    empty.className = 'search-empty'
    empty.setAttribute('role', 'status')
    document.querySelector('.settings-list').append(empty)
    search.hidden = false
    const show = () => {
      const wanted = input.value.trim().toLowerCase()
      for (const section of sections) {
        const rows = [...section.querySelectorAll('.setting')]
        for (const row of rows) {
          const text = `${row.dataset.setting} ${row.querySelector('dt').textContent}`
          row.hidden = !text.toLowerCase().includes(wanted)
        }
        section.hidden = rows.every((row) => row.hidden)
      }
      empty.textContent = sections.every((section) => section.hidden)
        ? search.dataset.wordEmpty
        : ''
    }
    input.addEventListener('input', show)
    show()
  }

  const form = document.querySelector('[data-settings-form]')
  if (form) {
    const fields = [...form.querySelectorAll('[data-field]')]
    const controls = (field) => [...field.querySelectorAll('input, select, textarea')]
    const state = (field) =>
      controls(field)
        .map((one) => (one.type === 'checkbox' ? one.checked : one.value))
        .join('\n')
    const before = new Map(fields.map((field) => [field, state(field)]))
    form.addEventListener('input', () => {
      for (const field of fields) {
        field.toggleAttribute('data-changed', state(field) !== before.get(field))
        // What follows the file again needs no value of its own.
        const follows = field.querySelector('input[type=checkbox]')?.checked === true
        for (const one of controls(field)) {
          if (one.type !== 'checkbox') one.classList.toggle('is-off', follows)
        }
      }
    })
    form.querySelector('[aria-invalid]')?.focus()
  }
})
