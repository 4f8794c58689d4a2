// Behaviour of the shared components, asked for by data attributes: dialogs, toasts, lists that
// grow. Without this every one of them is a link or a form. It must not know any page.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'

  // A link to a page that asks once more (`data-ask`) shows that page's panel as a dialog.
  async function ask(link) {
    const panel = (await Shoal.fetchPage(link.href)).querySelector('[data-ask-panel]')
    if (!panel) throw new Error('no panel')
    const dialog = document.createElement('dialog')
    dialog.className = 'dialog'
    dialog.setAttribute('aria-labelledby', panel.getAttribute('aria-labelledby'))
    dialog.append(document.adoptNode(panel))
    // What the link is about, where the page cannot know it.
    const note = panel.querySelector('[name="note"]')
    if (note && link.dataset.askNote) note.value = link.dataset.askNote
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
    // Outside of what is drawn there is only the backdrop.
    if (event.target instanceof HTMLDialogElement) event.target.close()
    const link = event.target.closest?.('a[data-ask]')
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
    if (!link || !isPlain || link.dataset.asking) return
    event.preventDefault()
    link.dataset.asking = 'yes'
    ask(link)
      .catch(() => location.assign(link.href))
      .finally(() => delete link.dataset.asking)
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
    fresh[0]?.querySelector('a:not([aria-hidden])')?.focus({ preventScroll: true })
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
