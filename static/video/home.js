// "Load more" on the home page adds cards in place. Without this script it is a link to the next
// page, and so it stays if anything goes wrong.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const grid = document.getElementById('grid')

  async function loadMore(link) {
    const label = link.textContent
    link.textContent = link.dataset.wordLoading
    link.setAttribute('aria-disabled', 'true')
    let next
    try {
      next = await Shoal.fetchPage(link.href)
    } catch {
      link.textContent = label
      link.removeAttribute('aria-disabled')
      location.assign(link.href)
      return
    }
    const known = new Set(
      [...grid.querySelectorAll('[data-video-id]')].map((card) => card.dataset.videoId),
    )
    const cards = [...next.querySelectorAll('#grid > [data-video-id]')]
    const fresh = cards.filter((card) => !known.has(card.dataset.videoId))
    fresh.forEach((card) => card.classList.add('card-new'))
    grid.append(...fresh)
    const row = link.closest('.more')
    const nextRow = next.querySelector('.more')
    if (nextRow) row.replaceWith(nextRow)
    else row.remove()
    fresh[0]?.querySelector('.card-title a')?.focus({ preventScroll: true })
  }

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('#more')
    if (!link || !grid || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    if (link.getAttribute('aria-disabled') !== 'true') loadMore(link)
  })
})
