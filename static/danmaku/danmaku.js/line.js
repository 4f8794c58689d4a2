// The line on which a room is heard live: opened again after a cut, from where it was cut. It must
// not keep anything of what it hears.

class Line {
  static FIRST_MS = 1000
  static MOST_MS = 60000
  // After so many in a row that failed it waits until somebody plays, comes back or is online again.
  static TRIES_MAX = 12
  static DENIED = 4401
  static POLICY = 1008

  constructor(videoId, room) {
    this.videoId = videoId
    this.room = room
    this.socket = null
    this.epoch = ''
    this.offset = 0
    this.isKnown = false
    this.tries = 0
    this.timer = 0
    this.isWanted = false
    /** As many in a second; 0 for all. */
    this.most = 0
    window.addEventListener('online', () => this.again())
    window.addEventListener('pagehide', () => this.#close())
    // A page that is shown again from the browser's memory goes on.
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.again())
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.tries > 0) this.again()
    })
  }

  /** Where the line begins. Later answers are no place to go on from: what is held is older. */
  known({ epoch, offset }) {
    if (this.isKnown && (epoch === this.epoch || this.epoch === '')) return
    this.isKnown = true
    this.epoch = epoch
    this.offset = offset
  }

  open() {
    this.isWanted = true
    if (!this.socket && !this.timer) this.#connect()
  }

  /** Tries at once what was given up or waits for its time. */
  again() {
    this.tries = 0
    if (!this.isWanted || this.socket) return
    clearTimeout(this.timer)
    this.timer = 0
    this.#connect()
  }

  /** Says how much is wanted from now on, in a second; goes on from where it is. */
  want(most) {
    if (this.most === most) return
    this.most = most
    if (!this.socket) return
    this.#close()
    this.#connect()
  }

  #close() {
    clearTimeout(this.timer)
    this.timer = 0
    this.socket?.close(1000)
    this.socket = null
  }

  #connect() {
    const address = new URL(`/danmaku/${encodeURIComponent(this.videoId)}/live`, location.href)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    const { epoch, offset } = this
    const { token } = this.room
    const most = this.most || ''
    for (const [name, value] of Object.entries({ play: token, most, epoch, offset })) {
      if (value !== '') address.searchParams.set(name, value)
    }
    const socket = new WebSocket(address)
    this.socket = socket
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.socket) this.#hear(data)
    })
    socket.addEventListener('close', ({ code }) => {
      if (socket === this.socket) this.#lost(code)
    })
  }

  #lost(code) {
    this.socket = null
    this.tries += 1
    if (code === Line.DENIED || code === Line.POLICY || this.tries > Line.TRIES_MAX) return
    const most = Math.min(Line.MOST_MS, Line.FIRST_MS * 2 ** (this.tries - 1))
    // Those that were cut at the same moment do not all come back at the same moment.
    this.timer = setTimeout(() => {
      this.timer = 0
      this.#connect()
    }, most * (0.5 + Math.random() / 2))
  }

  #hear(text) {
    let told
    try {
      told = JSON.parse(text)
    } catch {
      return
    }
    const { room } = this
    if (told.kind === 'hello') return this.#greeted(told)
    if (told.kind === 'items') room.came(told.items ?? [])
    else if (told.kind === 'gone') room.went(told.ids ?? [])
    else if (told.kind === 'room') room.heard(told)
    else if (told.kind === 'dropped') room.missed(told.count)
    else if (told.kind === 'gap') room.catchUp().catch(() => {})
    if (Number.isFinite(told.offset)) this.offset = Math.max(this.offset, told.offset)
  }

  #greeted(told) {
    const { epoch, offset } = told
    this.tries = 0
    this.room.heard(told)
    const isBack = epoch === this.epoch && this.offset > 0
    const isBehind = !isBack && (this.epoch !== '' || offset > this.offset)
    this.epoch = epoch
    // The server goes on from where this one was; or from now, and what lies between is in the room.
    if (!isBack) this.offset = offset
    if (isBehind) this.room.catchUp().catch(() => {})
  }
}
