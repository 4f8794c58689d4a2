// The buttons below the title: like, dislike, coins, keep. A like that is held for a moment does all
// three. Visitors find links to sign in in their place, and see the counts. It must not know what
// stands in the dialogs.

class WatchActs {
  static HOLD_MS = 900
  static CLICK_MS = 300

  constructor({ api, thread, openFolders, coins }) {
    Object.assign(this, { api, thread })
    this.box = document.querySelector('[data-acts]')
    this.complaint = document.querySelector('[data-acts-complaint]')
    this.rating = new CommunitySwitch('none', {
      show: (wanted, held) => this.#showRating(wanted, held),
      send: (wanted) => api.rate(wanted),
      taken: (counts, rating) => Object.assign(thread.state, counts, { rating }),
      failed: (error) => this.#complain(error.message),
    })
    for (const name of ['like', 'dislike']) this.#press(name, () => this.#rate(name))
    this.#press('coin', (button) => coins.open(button))
    if (coins) this.#hold(coins)
    this.#press('favourite', openFolders)
    thread.addEventListener('changed', () => this.#show())
  }

  #act(name) {
    return this.box.querySelector(`[data-act="${name}"]`)
  }

  #press(name, work) {
    const button = this.#act(name)
    // A visitor's link goes where it leads.
    if (button instanceof HTMLButtonElement) button.addEventListener('click', () => work(button))
  }

  /** Held for a moment it is more than a like; the press that ends it is none. */
  #hold(coins) {
    const like = this.#act('like')
    let timer = null
    let isDone = false
    const end = () => {
      clearTimeout(timer)
      this.box.classList.remove('is-held')
      // The click that ends a press comes at once, if at all.
      setTimeout(() => {
        isDone = false
      }, WatchActs.CLICK_MS)
    }
    like.addEventListener('pointerdown', ({ button }) => {
      if (button !== 0) return
      end()
      isDone = false
      this.box.classList.add('is-held')
      timer = setTimeout(() => {
        this.box.classList.remove('is-held')
        isDone = true
        coins.support(like, (text) => this.#complain(text))
      }, WatchActs.HOLD_MS)
    })
    for (const name of ['pointerup', 'pointerleave', 'pointercancel']) like.addEventListener(name, end)
    // A finger that stays would open a menu instead.
    like.addEventListener('contextmenu', (event) => {
      if (isDone || this.box.classList.contains('is-held')) event.preventDefault()
    })
    const stop = (event) => {
      if (!isDone) return
      isDone = false
      event.stopImmediatePropagation()
    }
    like.addEventListener('click', stop, true)
  }

  #rate(name) {
    this.#complain('')
    this.rating.set(this.rating.wanted === name ? 'none' : name)
  }

  #complain(text) {
    this.complaint.textContent = text
  }

  #show() {
    const { state } = this.thread
    this.rating.know(state.rating)
    this.#number('favourite', state.keeps)
    this.#state('favourite', state.is_kept)
    this.#number('coin', state.coins)
    this.#state('coin', state.given_coins > 0)
  }

  #showRating(wanted, held) {
    const { likes, dislikes } = CommunityText.rated(this.thread.state, held, wanted)
    this.#number('like', likes)
    this.#number('dislike', dislikes)
    this.#state('like', wanted === 'like')
    this.#state('dislike', wanted === 'dislike')
  }

  /** The word gives way to a number, and stays for whoever hears it. */
  #number(name, n) {
    const act = this.#act(name)
    const count = act.querySelector('[data-act-count]')
    count.textContent = CommunityText.count(n, document.documentElement.lang)
    count.hidden = n === 0
    act.querySelector('[data-act-word]').classList.toggle('for-readers', n > 0)
  }

  #state(name, isOn) {
    const act = this.#act(name)
    if (!(act instanceof HTMLButtonElement)) return
    act.disabled = false
    act.setAttribute('aria-pressed', String(isOn))
  }
}

// Follows the author: the button says how it is, the number beside it how many do.

class FollowButton {
  constructor(api) {
    this.api = api
    this.box = document.querySelector('[data-follow]')
    this.button = this.box.querySelector('[data-follow-button]')
    this.userId = this.box.dataset.userId
    this.followers = 0
    this.state = new CommunitySwitch(false, {
      show: (wanted, held) => this.#show(wanted, held),
      send: (wanted) => api.follow(this.userId, wanted),
      taken: ({ followers }) => {
        this.followers = followers
      },
      failed: (error) => this.#complain(error.message),
    })
    this.button?.addEventListener('click', () => {
      this.#complain('')
      this.state.set(!this.state.wanted)
    })
  }

  async load() {
    try {
      const told = await this.api.following(this.userId)
      this.followers = told.followers
      this.state.know(told.is_followed)
    } finally {
      // Whoever presses it hears why it cannot be.
      if (this.button) this.button.disabled = false
    }
  }

  #complain(text) {
    this.box.querySelector('[data-follow-complaint]').textContent = text
  }

  #show(wanted, held) {
    const { wordOn, wordOff, wordOne, wordMany } = this.box.dataset
    const n = Math.max(0, this.followers + Number(wanted) - Number(held))
    const place = this.box.querySelector('[data-follow-count]')
    const shown = CommunityText.count(n, document.documentElement.lang)
    place.textContent = n === 1 ? wordOne : Shoal.fill(wordMany, { n: shown })
    place.hidden = n === 0
    if (!this.button) return
    this.button.textContent = wanted ? wordOn : wordOff
    this.button.classList.toggle('button-primary', !wanted)
    this.button.dataset.isOn = wanted ? 'yes' : 'no'
  }
}
