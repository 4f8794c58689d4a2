// What a viewer does not want to see: words, patterns, senders, modes, colours. An account has its
// rules on the server, a visitor on this machine. It must not draw anything.

class Filters extends EventTarget {
  static RULES_MAX = 300
  static CHARS_MAX = 100
  static PATH = '/api/v1/danmaku/filters'
  static KEY = 'shoal.danmaku.rules'
  static KINDS = ['word', 'regex', 'sender', 'mode', 'color']
  static WHITE = 0xffffff
  // Changes that follow each other are saved as one.
  static SAVE_MS = 400

  constructor(isMember) {
    super()
    this.isMember = isMember
    this.rules = []
    /** Goes up with each change, so that whatever was judged before is judged again. */
    this.run = 1
    this.saving = 0
    this.loaded = null
    this.#use([])
  }

  static folded(text) {
    return text.normalize('NFKC').toLowerCase()
  }

  /** Whether a rule can be followed here. */
  static isRule({ kind, value } = {}) {
    if (!Filters.KINDS.includes(kind) || typeof value !== 'string') return false
    const chars = [...value].length
    if (chars < 1 || chars > Filters.CHARS_MAX) return false
    if (kind === 'regex') return Pattern.of(value) !== null
    if (kind === 'color') return /^(any|[0-9a-f]{6})$/i.test(value)
    return value.trim() !== ''
  }

  /* Where they are kept */

  /** Asked for once, when danmaku are first wanted. */
  load() {
    this.loaded ??= this.#load()
    return this.loaded
  }

  async #load() {
    let rules = []
    if (this.isMember) {
      // Without them everything is shown; they are asked for again with the next visit.
      const answer = await Shoal.call('GET', Filters.PATH).catch(() => null)
      rules = answer?.filters ?? []
      this.isUnknown = answer === null
    } else {
      rules = Filters.#kept()
    }
    if (this.rules.length === 0) this.#use(rules)
  }

  static #kept() {
    try {
      const kept = JSON.parse(Shoal.memory.get(Filters.KEY) ?? '[]')
      return Array.isArray(kept) ? kept.filter((rule) => Filters.isRule(rule)) : []
    } catch {
      return []
    }
  }

  #saveSoon() {
    clearTimeout(this.saving)
    this.saving = setTimeout(() => this.#save(), Filters.SAVE_MS)
  }

  async #save() {
    const rules = this.rules.map(({ kind, value }) => ({ kind, value }))
    if (!this.isMember) {
      Shoal.memory.set(Filters.KEY, JSON.stringify(rules))
      return
    }
    try {
      await Shoal.call('PUT', Filters.PATH, { filters: rules })
    } catch (error) {
      this.dispatchEvent(new CustomEvent('failed', { detail: error.message }))
    }
  }

  /* What is done with them */

  has(kind, value) {
    return this.rules.some((rule) => rule.kind === kind && rule.value === value)
  }

  get isFull() {
    return this.rules.length >= Filters.RULES_MAX
  }

  /** Whether it was added: not what is none, nor one too many. */
  async add(kind, value) {
    await this.load()
    const rule = { kind, value: kind === 'color' ? value.toLowerCase() : value }
    // A list that is not known would be overwritten by the new rule alone.
    if (this.isUnknown || this.isFull || !Filters.isRule(rule)) return false
    if (this.has(kind, rule.value)) return true
    this.#use([...this.rules, rule])
    this.#saveSoon()
    return true
  }

  async remove(kind, value) {
    await this.load()
    this.#use(this.rules.filter((rule) => rule.kind !== kind || rule.value !== value))
    this.#saveSoon()
  }

  #use(rules) {
    this.rules = rules.slice(0, Filters.RULES_MAX)
    this.run += 1
    const of = (kind) => this.rules.filter((rule) => rule.kind === kind).map(({ value }) => value)
    this.words = of('word').map(Filters.folded)
    this.patterns = of('regex').map(Pattern.of).filter(Boolean)
    this.senders = new Set(of('sender'))
    this.modes = new Set(of('mode'))
    const colors = of('color')
    this.isPlain = colors.includes('any')
    this.colors = new Set(colors.filter((one) => one !== 'any').map((one) => parseInt(one, 16)))
    this.dispatchEvent(new Event('changed'))
  }

  /** Whether it is not shown. What one wrote oneself always is. */
  hides(item) {
    if (item.isOwn) return false
    if (item.judgedIn !== this.run) {
      item.judgedIn = this.run
      item.isHidden = this.#judge(item)
    }
    return item.isHidden
  }

  #judge({ text, sender, mode, color }) {
    if (this.modes.has(mode) || this.senders.has(sender) || this.colors.has(color)) return true
    if (this.isPlain && color !== Filters.WHITE) return true
    if (this.words.length > 0) {
      const folded = Filters.folded(text)
      if (this.words.some((word) => folded.includes(word))) return true
    }
    return this.patterns.some((pattern) => pattern.test(text))
  }
}
