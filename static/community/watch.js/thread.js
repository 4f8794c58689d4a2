// How a video stands with those who watch it, as the server says: counts, and what the viewer may.
// It must not touch the page.

class CommunityThread extends EventTarget {
  static NOTHING = {
    likes: 0,
    dislikes: 0,
    keeps: 0,
    comments: 0,
    coins: 0,
    given_coins: 0,
    policy: 'open',
    rating: 'none',
    is_kept: false,
    may_post: false,
    may_manage: false,
    is_owner: false,
  }

  constructor(api) {
    super()
    this.api = api
    this.state = { ...CommunityThread.NOTHING }
    this.isKnown = false
    this.asking = null
  }

  get mayPost() {
    return this.state.may_post
  }

  /** Whoever asks meanwhile gets the same answer. */
  ask() {
    this.asking ??= this.#ask().finally(() => {
      this.asking = null
    })
    return this.asking
  }

  async #ask() {
    const told = await this.api.thread()
    this.isKnown = true
    this.change(told)
  }

  change(fields) {
    Object.assign(this.state, fields)
    this.dispatchEvent(new Event('changed'))
  }

  count(by) {
    this.change({ comments: Math.max(0, this.state.comments + by) })
  }
}
