// The dialog that shares a video: its address, perhaps with a moment in it, and the code by which
// another page shows it. It must not know the player; it asks the video element where it is.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const dialog = document.getElementById('share')
  const opener = document.querySelector('[data-share]')
  if (!dialog || !opener) return
  const video = document.querySelector('#player video')
  const [link, code] = [dialog.querySelector('#share-link'), dialog.querySelector('#share-code')]
  const isTimed = dialog.querySelector('[data-share-time]')
  const plainCode = code.value
  let seconds = 0

  function show() {
    const at = isTimed.checked && seconds > 0 ? `?t=${seconds}` : ''
    link.value = link.dataset.link + at
    code.value = plainCode.replace(code.dataset.link, code.dataset.link + at)
  }

  opener.hidden = false
  opener.addEventListener('click', () => {
    seconds = Math.floor(video?.currentTime ?? 0)
    dialog.querySelector('[data-share-now]').textContent = Shoal.clock(seconds)
    show()
    dialog.showModal()
    link.select()
  })
  isTimed.addEventListener('change', show)
})
