// The dialog of coins: what the viewer has, what they give, and the three things in one. It must
// not know the buttons that open it.

class CoinDialog {
  constructor({ api, thread }) {
    Object.assign(this, { api, thread })
    this.dialog = document.getElementById('coins')
    this.words = this.dialog.dataset
    this.mold = document.getElementById('coins-mold').content.firstElementChild
    this.#part('close').addEventListener('click', () => this.dialog.close())
    this.#part('give').addEventListener('click', () => this.#give())
    this.#part('support').addEventListener('click', () => this.support(this.#part('support')))
  }

  #part(name) {
    return this.dialog.querySelector(`[data-coins="${name}"]`)
  }

  #complain(text) {
    this.#part('complaint').textContent = text
  }

  /** A number of coins in words. */
  #words(name, n) {
    const shown = CommunityText.count(n, document.documentElement.lang)
    const one = this.words[`word${name}One`]
    return n === 1 && one ? one : Shoal.fill(this.words[`word${name}`], { n: shown })
  }

  /** Those of this day are claimed each time: whoever opens it is there. */
  async open(opener) {
    this.#complain('')
    this.#part('have').textContent = '…'
    this.#part('choice').hidden = true
    this.#part('give').disabled = true
    this.dialog.addEventListener('close', () => opener.focus(), { once: true })
    this.dialog.showModal()
    try {
      // Another page may have given some meanwhile.
      const [wallet] = await Promise.all([this.api.claimCoins(), this.thread.ask()])
      const before = document.activeElement
      this.#show(wallet)
      const first = this.dialog.querySelector('input:checked')
      const isUntouched = before === document.body || before === this.#part('close')
      if (this.dialog.open && first && isUntouched) first.focus()
    } catch (error) {
      this.#part('have').textContent = ''
      this.#complain(error.message)
    }
  }

  #show({ coins, video_coins_max: most }) {
    const { given_coins: given, is_owner: isOwner } = this.thread.state
    this.#part('have').textContent = this.#words('Have', coins)
    const said = this.#part('given')
    said.hidden = !isOwner && given === 0
    const isFull = given >= most
    said.textContent = isOwner
      ? this.words.wordOwn
      : this.#words(isFull ? 'Full' : 'Given', given)
    const choice = this.#part('choice')
    for (const row of choice.querySelectorAll('label')) row.remove()
    const more = isOwner ? 0 : Math.min(most - given, coins)
    for (let n = 1; n <= more; n += 1) choice.append(this.#row(n, n === more))
    choice.hidden = more < 1
    this.#part('give').disabled = more < 1
  }

  #row(n, isChosen) {
    const row = this.mold.cloneNode(true)
    const field = row.querySelector('input')
    field.value = String(n)
    field.checked = isChosen
    const name = n === 1 ? this.words.wordOne : Shoal.fill(this.words.wordMany, { n })
    row.querySelector('strong').textContent = name
    return row
  }

  async #give() {
    const chosen = Number(this.dialog.querySelector('input:checked')?.value ?? 0)
    if (chosen < 1) return
    const give = this.#part('give')
    this.#complain('')
    give.disabled = true
    try {
      const before = this.thread.state.given_coins
      const told = await this.api.giveCoins(before + chosen)
      this.#taken(told)
      this.dialog.close()
      if (told.given_coins > before) Shoal.toast(this.words.wordThanks)
    } catch (error) {
      this.#complain(error.message)
      give.disabled = false
    }
  }

  /** Likes, gives and keeps in one; what is refused is said where it was pressed. */
  async support(button, complain = (text) => this.#complain(text)) {
    if (this.isBusy) return
    this.isBusy = true
    complain('')
    const before = this.thread.state.given_coins
    button.classList.add('is-busy')
    try {
      const told = await this.api.support()
      this.#taken({ ...told, rating: 'like', is_kept: true })
      if (this.dialog.open) this.dialog.close()
      const { wordDone, wordDoneWithout } = this.words
      Shoal.toast(told.given_coins > before ? wordDone : wordDoneWithout)
    } catch (error) {
      complain(error.message)
    } finally {
      this.isBusy = false
      button.classList.remove('is-busy')
    }
  }

  #taken(told) {
    const fields = { ...told }
    delete fields.wallet
    this.thread.change(fields)
  }
}
