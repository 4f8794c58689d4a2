// The watch page: puts the player together, and what the page around it gives to it: theatre mode,
// time codes that seek, what the system shows of what plays. It must not know hls.js.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const box = document.getElementById('player')
  if (!box) return
  const player = new Player(box)
  const controls = new Controls(player)
  new SeekBar(player, controls)
  const menus = new Menus(player, controls)
  const keys = new Keys(player, controls, menus)
  new Panels(player, controls)

  /* Theatre mode: as wide as the page */

  function theatre(isOn) {
    document.documentElement.dataset.playerTheatre = isOn ? 'yes' : 'no'
    controls.setPressed('theatre', isOn)
  }
  theatre(Player.recall('theatre', 'no') === 'yes')
  controls.part('theatre').addEventListener('click', (event) => {
    const isOn = document.documentElement.dataset.playerTheatre !== 'yes'
    theatre(isOn)
    Player.remember('theatre', isOn ? 'yes' : 'no')
    if (event.detail > 0) event.currentTarget.blur()
  })

  /* Moments in what people wrote */

  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-seek]')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    player.seek(Number(link.dataset.seek))
    player.play()
    box.scrollIntoView({ block: 'nearest' })
  })

  /* What the system shows of it, on a lock screen or by keys of the keyboard */

  function tellSystem() {
    const { mediaSession } = navigator
    if (!mediaSession || !window.MediaMetadata) return
    const { title, author: artist, poster } = player.words
    const artwork = [{ src: new URL(poster, location.href).href, type: 'image/webp' }]
    mediaSession.metadata = new MediaMetadata({ title, artist, artwork })
    const by = (seconds) => player.seek(player.position + seconds)
    const works = {
      play: () => player.play(),
      pause: () => player.pause(),
      seekbackward: ({ seekOffset }) => by(-(seekOffset ?? 10)),
      seekforward: ({ seekOffset }) => by(seekOffset ?? 10),
      seekto: ({ seekTime }) => player.seek(seekTime),
      nexttrack: controls.part('next').hidden ? null : () => controls.part('next').click(),
    }
    for (const [name, work] of Object.entries(works)) {
      try {
        mediaSession.setActionHandler(name, work)
      } catch {
        // This browser does not know that key.
      }
    }
  }
  player.video.addEventListener('play', tellSystem, { once: true })

  player.addEventListener(
    'ready',
    () => {
      box.dataset.state = 'ready'
      if (Player.recall('autoplay', 'no') === 'yes') player.play()
    },
    { once: true },
  )
  // For what fills its places, which may have come before or comes later.
  Player.here = { player, controls, keys }
  document.dispatchEvent(new Event('shoal:player'))
  player.start()
})
