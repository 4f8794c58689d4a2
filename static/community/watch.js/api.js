// What the server is asked about a video, its comments and its author. It must not touch the page.

class CommunityApi {
  static READY_MS_MAX = 5000

  constructor(videoId) {
    this.video = `/api/v1/videos/${encodeURIComponent(videoId)}`
    this.videoId = videoId
    this.carried = document.getElementById('player')?.dataset.session ?? ''
  }

  /** Of the play session: the one in the page, or the one that the player has opened since. */
  get token() {
    const player = typeof Player === 'undefined' ? null : Player.here?.player
    const address = player?.answer?.master_url ?? this.carried
    return /\/media\/([^/"]+)\//.exec(address)?.[1] ?? ''
  }

  /** Resolves once there is a session, or once it is clear that there is none. */
  async ready() {
    if (this.token !== '' || !document.getElementById('player')) return
    await new Promise((resolve) => {
      setTimeout(resolve, CommunityApi.READY_MS_MAX)
      const wait = () => Player.here.player.addEventListener('ready', resolve, { once: true })
      if (typeof Player !== 'undefined' && Player.here) wait()
      else document.addEventListener('shoal:player', wait, { once: true })
    })
  }

  /** An address with the session in it, for what only those may know who may watch. */
  #played(path, values = {}) {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(values)) if (value) query.set(name, value)
    if (this.token !== '') query.set('play', this.token)
    const text = query.toString()
    return `${this.video}${path}${text ? `?${text}` : ''}`
  }

  #comment(id) {
    return `/comments/${encodeURIComponent(id)}`
  }

  /* The video */

  thread() {
    return Shoal.call('GET', this.#played('/thread'))
  }

  changePolicy(policy) {
    return Shoal.call('PATCH', `${this.video}/thread`, { policy })
  }

  rate(rating) {
    return Shoal.call('PUT', this.#played('/rating'), { rating })
  }

  claimCoins() {
    return Shoal.call('POST', '/api/v1/coins')
  }

  giveCoins(coins) {
    return Shoal.call('PUT', this.#played('/coins'), { coins })
  }

  support() {
    return Shoal.call('POST', this.#played('/support'))
  }

  folders() {
    return Shoal.call('GET', `/api/v1/folders?${new URLSearchParams({ video: this.videoId })}`)
  }

  makeFolder(name) {
    return Shoal.call('POST', '/api/v1/folders', { name })
  }

  keep(folderIds) {
    return Shoal.call('PUT', this.#played('/folders'), { folder_ids: folderIds })
  }

  /* Comments */

  comments(order, cursor) {
    return Shoal.call('GET', this.#played('/comments', { order, cursor }))
  }

  replies(id, cursor) {
    return Shoal.call('GET', this.#played(`${this.#comment(id)}/replies`, { cursor }))
  }

  /** The comment, after the one below which it stands. */
  comment(id) {
    return Shoal.call('GET', this.#played(this.#comment(id)))
  }

  report(id, reason, note) {
    return Shoal.call('POST', this.#played(`${this.#comment(id)}/reports`), { reason, note })
  }

  edits(id) {
    return Shoal.call('GET', this.#played(`${this.#comment(id)}/edits`))
  }

  post(text, replyTo) {
    const body = replyTo ? { text, reply_to: replyTo } : { text }
    return Shoal.call('POST', this.#played('/comments'), body)
  }

  edit(id, text) {
    return Shoal.call('PATCH', this.video + this.#comment(id), { text })
  }

  remove(id) {
    return Shoal.call('DELETE', this.video + this.#comment(id))
  }

  like(id, isLiked) {
    return Shoal.call('PUT', this.#played(`${this.#comment(id)}/like`), { is_liked: isLiked })
  }

  pin(id, isPinned) {
    return Shoal.call('PUT', `${this.video}${this.#comment(id)}/pin`, { is_pinned: isPinned })
  }

  decide(id, show) {
    return Shoal.call('POST', `${this.video}${this.#comment(id)}/decision`, { show })
  }

  /* People */

  following(userId) {
    return Shoal.call('GET', `/api/v1/users/${encodeURIComponent(userId)}/following`)
  }

  /** Whom the viewer follows, the last one first. */
  followed() {
    return Shoal.call('GET', '/api/v1/follows?limit=100')
  }

  follow(userId, isFollowed) {
    const path = `/api/v1/users/${encodeURIComponent(userId)}/following`
    return Shoal.call('PUT', path, { is_followed: isFollowed })
  }
}
