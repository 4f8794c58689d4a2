// Behaviour of the shared components, asked for by data attributes: dialogs, toasts, lists that
// grow. Without this every one of them is a link or a form. It must not know any page.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'

  // Dialogs. `data-confirm="ID"` on a link or button asks first; its other data attributes fill the
  // form of the dialog: `data-action`, `data-key`, and `data-name` for what it is about.
  document.addEventListener('click', (event) => {
    const asker = event.target.closest?.('[data-confirm]')
    const dialog = asker && document.getElementById(asker.dataset.confirm)
    if (dialog) {
      event.preventDefault()
      const form = dialog.querySelector('form')
      if (asker.dataset.action) form.action = asker.dataset.action
      if (asker.dataset.key) form.elements.key.value = asker.dataset.key
      const name = dialog.querySelector('[data-name]')
      if (name) name.textContent = asker.dataset.name
      dialog.showModal()
      return
    }
    const close = event.target.closest?.('[data-close]')
    if (close) close.closest('dialog').close()
    // Outside of what is drawn there is only the backdrop.
    else if (event.target instanceof HTMLDialogElement) event.target.close()
  })

  // Toasts leave by themselves; one that is pointed at stays.
  const toasts = document.getElementById('toasts')
  for (const toast of toasts?.children ?? []) Shoal.passing(toast)

  // "Load more" adds what comes next in place. `data-more` names the list; an entry of it has
  // `data-video-id` or an id, and none is shown twice.
  const known = (entry) => entry.dataset.videoId ?? entry.id

  async function loadMore(link) {
    const list = document.getElementById(link.dataset.more)
    const label = link.textContent
    link.textContent = link.dataset.wordLoading
    link.setAttribute('aria-disabled', 'true')
    let page
    try {
      page = await Shoal.fetchPage(link.href)
    } catch {
      link.textContent = label
      link.removeAttribute('aria-disabled')
      return null
    }
    const there = new Set([...list.children].map(known))
    const next = page.getElementById(list.id)
    const fresh = [...(next?.children ?? [])].filter((entry) => !there.has(known(entry)))
    fresh.forEach((entry) => entry.classList.add('is-new'))
    list.append(...fresh)
    list.dispatchEvent(new CustomEvent('shoal:more', { bubbles: true, detail: fresh }))
    const row = link.closest('.more')
    const nextRow = page.querySelector('[data-more]')?.closest('.more')
    if (nextRow) row.replaceWith(nextRow)
    else row.remove()
    return fresh
  }

  document.addEventListener('click', async (event) => {
    const link = event.target.closest?.('[data-more]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (link.getAttribute('aria-disabled') === 'true') return
    const address = link.href
    const fresh = await loadMore(link)
    if (!fresh) return location.assign(address)
    const pages = (history.state?.pages ?? 1) + 1
    history.replaceState({ ...history.state, pages }, '')
    fresh[0]?.querySelector('a')?.focus({ preventScroll: true })
  })

  // Whoever comes back finds the list as long as it was, and their place in it.
  const isBack = performance.getEntriesByType('navigation')[0]?.type !== 'navigate'
  const wanted = history.state?.pages ?? 1
  window.addEventListener('pagehide', () => {
    if (history.state?.pages) history.replaceState({ ...history.state, top: scrollY }, '')
  })
  async function restore() {
    const { top } = history.state
    history.scrollRestoration = 'manual'
    for (let page = 1; page < wanted; page += 1) {
      const link = document.querySelector('[data-more]')
      if (!link || !(await loadMore(link))) break
    }
    scrollTo(0, top ?? 0)
  }
  if (isBack && wanted > 1) restore()
})
