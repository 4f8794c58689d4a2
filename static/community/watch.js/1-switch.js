// A value that somebody changes: shown at once, told to the server one after the other, and shown
// as it was before if the server refuses. However often it is pressed, the last one holds. It must
// not know what it switches.

class CommunitySwitch {
  /**
   * `show(wanted, held)` shows a value over the one that the server has; `send(wanted)` tells it;
   * `taken(answer, wanted)` hears what the server says; `failed(error)` why it does not want it.
   */
  constructor(value, { show, send, taken = () => {}, failed = () => {} }) {
    Object.assign(this, { show, send, taken, failed })
    this.held = value
    this.wanted = value
    this.isBusy = false
  }

  /** What the server has, as something else has told. */
  know(value) {
    if (this.isBusy) return
    this.held = value
    this.wanted = value
    this.show(value, value)
  }

  set(wanted) {
    this.wanted = wanted
    this.show(wanted, this.held)
    if (!this.isBusy) this.settled = this.#settle()
    return this.settled
  }

  async #settle() {
    this.isBusy = true
    while (this.wanted !== this.held) {
      const told = this.wanted
      try {
        const answer = await this.send(told)
        this.held = told
        this.taken(answer, told)
      } catch (error) {
        this.wanted = this.held
        this.failed(error)
      }
      this.show(this.wanted, this.held)
    }
    this.isBusy = false
  }
}
