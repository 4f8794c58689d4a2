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

  // How the site would look with what stands in the form.
  const preview = document.querySelector('[data-site-preview]')
  if (preview && form) {
    const field = (name) => form.elements[`value.${name}`]
    const part = (name) => preview.querySelector(`[data-preview-${name}]`)
    const show = () => {
      part('name').textContent = field('name').value
      part('home').textContent = field('home_text').value
      part('description').textContent = field('description').value
      const accent = /^#[0-9a-f]{6}$/i.test(field('accent').value) ? field('accent').value : ''
      part('accent').style.backgroundColor = accent
      const logo = field('logo').value
      part('logo').hidden = !logo.startsWith('data:image/')
      preview.querySelector('.brand-mark').toggleAttribute('hidden', !part('logo').hidden)
      if (!part('logo').hidden) part('logo').src = logo
    }
    const file = preview.querySelector('[data-logo-file]')
    const input = file.querySelector('input')
    const complaint = file.querySelector('.complaint')
    file.hidden = false
    input.addEventListener('change', () => {
      const [picture] = input.files
      complaint.hidden = !picture || picture.size <= Number(input.dataset.bytesMax)
      complaint.textContent = complaint.hidden ? '' : input.dataset.wordTooLarge
      if (!picture || !complaint.hidden) return
      const reader = new FileReader()
      reader.addEventListener('load', () => {
        field('logo').value = reader.result
        field('logo').dispatchEvent(new Event('input', { bubbles: true }))
      })
      reader.readAsDataURL(picture)
    })
    form.addEventListener('input', show)
    show()
  }

  // A long form shows what is wrong with it.
  const wrong = form?.querySelector('[aria-invalid=true]')
  if (wrong) {
    wrong.scrollIntoView({ block: 'center' })
    wrong.focus({ preventScroll: true })
  }
})
