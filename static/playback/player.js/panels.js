// What lies over the picture at times: where it goes on, what went wrong, what comes after the end.
// It must not know hls.js.

class Panels {
  static HINT_MS = 8000
  // How often the page tries by itself what stopped loading.
  static AGAIN_MS = 15000
  static MORE_MAX = 6

  constructor(player, controls) {
    this.player = player
    this.controls = controls
    this.box = player.box
    this.words = player.words
    player.addEventListener('failed', ({ detail }) => this.#fail(detail))
    // It is said once the picture is there.
    player.video.addEventListener('seeking', () => this.#resumed(), { once: true })
    this.#end()
  }

  #button(text, work) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.addEventListener('click', work)
    return button
  }

  /* Where it goes on */

  #resumed() {
    const { player, words } = this
    if (!player.isResumed || player.isWanted) return
    const toast = document.createElement('div')
    toast.className = 'player-toast'
    toast.setAttribute('role', 'status')
    toast.dataset.testid = 'resume-hint'
    const text = document.createElement('span')
    const time = Shoal.clock(player.position)
    text.textContent = Shoal.fill(words.wordResumed, { time })
    const over = this.#button(words.wordStartOver, () => {
      player.seek(0)
      player.play()
      toast.remove()
    })
    toast.append(text, over)
    this.box.append(toast)
    const leave = () => setTimeout(() => toast.remove(), Panels.HINT_MS)
    player.video.addEventListener('playing', leave, { once: true })
  }

  /* What went wrong */

  #fail({ message, isUnreachable }) {
    const { box, words } = this
    box.querySelector('.player-failed')?.remove()
    const panel = document.createElement('div')
    panel.className = 'player-failed'
    panel.setAttribute('role', 'alert')
    panel.dataset.testid = 'player-failed'
    const title = document.createElement('strong')
    title.textContent = words.wordFailed
    const reason = document.createElement('p')
    reason.textContent = message
    const retry = () => {
      if (!panel.isConnected) return
      panel.remove()
      box.dataset.state = 'ready'
      this.player.retry()
    }
    const again = this.#button(words.wordRetry, retry)
    again.className = 'button button-primary'
    if (isUnreachable) setTimeout(retry, Panels.AGAIN_MS)
    panel.append(title, reason, again)
    box.append(panel)
    box.dataset.state = 'failed'
  }

  /* What comes after the end */

  /** The other videos of the page, as it lists them. */
  #others() {
    return [...document.querySelectorAll('.watch-side .card')].map((card) => ({
      link: card.querySelector('.card-title a'),
      cover: card.querySelector('.card-cover img'),
      author: card.querySelector('.card-author')?.textContent ?? '',
      time: card.querySelector('.badge-duration')?.textContent ?? '',
    }))
  }

  #card({ link, cover, author, time }) {
    const card = document.createElement('a')
    card.className = 'player-end-card'
    card.href = link.href
    const picture = document.createElement('span')
    picture.className = 'player-end-cover'
    const image = new Image()
    image.src = cover.src
    image.alt = ''
    const length = document.createElement('span')
    length.className = 'badge-duration'
    length.textContent = time
    picture.append(image, length)
    const text = document.createElement('span')
    text.className = 'player-end-text'
    const title = document.createElement('strong')
    title.textContent = link.textContent
    const by = document.createElement('small')
    by.textContent = author
    text.append(title, by)
    card.append(picture, text)
    return card
  }

  #end() {
    const { player, controls } = this
    const panel = controls.part('end')
    const others = this.#others()
    const next = controls.part('next')
    next.hidden = others.length === 0
    next.addEventListener('click', () => {
      if (others[0]) location.href = others[0].link.href
    })
    controls.part('replay').addEventListener('click', () => {
      player.seek(0)
      player.play()
    })
    const fill = (name, some) => {
      const place = controls.part(name)
      place.hidden = some.length === 0
      for (const one of some) place.append(this.#card(one))
    }
    let isFilled = false
    player.video.addEventListener('ended', () => {
      if (!isFilled) fill('end-next', others.slice(0, 1))
      if (!isFilled) fill('end-more', others.slice(1, Panels.MORE_MAX))
      isFilled = true
      panel.hidden = false
      this.box.dataset.ended = 'yes'
    })
    for (const name of ['play', 'seeking']) {
      player.video.addEventListener(name, () => {
        panel.hidden = true
        delete this.box.dataset.ended
      })
    }
  }
}
