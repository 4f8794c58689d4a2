// Scripts for what nobody needs before they do something on a page: fetched at the first sign of
// somebody, so that the first picture waits for none of them. It must not know what they are for.

;(() => {
  'use strict'
  // Moving, pressing, scrolling, going through it by keyboard, or watching.
  const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'scroll', 'focusin', 'play']

  function fetchAll() {
    for (const sign of SIGNS) document.removeEventListener(sign, fetchAll, true)
    for (const one of document.querySelectorAll('template[data-later]')) {
      const script = document.createElement('script')
      script.src = one.dataset.later
      one.replaceWith(script)
    }
  }

  function listen() {
    if (!document.querySelector('template[data-later]')) return
    // Whoever comes to one place of a page looks for what is there.
    if (location.hash !== '') {
      fetchAll()
      return
    }
    const how = { capture: true, passive: true }
    for (const sign of SIGNS) document.addEventListener(sign, fetchAll, how)
  }

  if (document.readyState === 'complete') listen()
  else window.addEventListener('load', listen, { once: true })
})()
