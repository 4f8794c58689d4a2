// A regular expression that cannot take long: every way through it is followed at once, so that the
// work is the length of the text times the length of the pattern (Thompson, 1968). The browser's own
// ones may take for ever on a text that somebody wrote for that. It must not know what it is for.

class Pattern {
  static CHARS_MAX = 100
  // Counted repeats are written out; more states than this is refused.
  static STATES_MAX = 1000
  static DEPTH_MAX = 20

  /** A pattern, or null where it is none, or has what cannot be followed in that way. */
  static of(text) {
    try {
      return new Pattern(text)
    } catch {
      return null
    }
  }

  constructor(text) {
    this.chars = Array.from(text)
    if (this.chars.length === 0 || this.chars.length > Pattern.CHARS_MAX) this.#refuse()
    this.at = 0
    this.depth = 0
    // A state is `{ test, to }` or `{ fork: [to, …] }` or `{ edge, to }`; the last one is the end.
    this.states = []
    const tree = this.#choice()
    if (this.at < this.chars.length) this.#refuse()
    this.end = this.#state({})
    this.begin = this.#build(tree, this.end)
  }

  #refuse() {
    throw new SyntaxError('this pattern is not followed')
  }

  #state(state) {
    if (this.states.length >= Pattern.STATES_MAX) this.#refuse()
    this.states.push(state)
    return this.states.length - 1
  }

  /* Reading: the pattern as a tree */

  #take(char) {
    if (this.chars[this.at] !== char) return false
    this.at += 1
    return true
  }

  #choice() {
    this.depth += 1
    if (this.depth > Pattern.DEPTH_MAX) this.#refuse()
    const ways = [this.#row()]
    while (this.#take('|')) ways.push(this.#row())
    this.depth -= 1
    return { ways }
  }

  #row() {
    const row = []
    while (this.at < this.chars.length && !'|)'.includes(this.chars[this.at])) {
      row.push(this.#repeated(this.#one()))
    }
    return { row }
  }

  #repeated(one) {
    let tree = one
    for (;;) {
      const bounds = this.#bounds()
      if (!bounds) return tree
      // What is lazy or not makes no difference to whether it is found.
      this.#take('?')
      if (tree.edge) this.#refuse()
      tree = { repeated: tree, ...bounds }
    }
  }

  #bounds() {
    if (this.#take('*')) return { min: 0, max: Infinity }
    if (this.#take('+')) return { min: 1, max: Infinity }
    if (this.#take('?')) return { min: 0, max: 1 }
    if (!this.#take('{')) return null
    const end = this.chars.indexOf('}', this.at)
    const text = this.chars.slice(this.at, end).join('')
    const found = end > 0 ? /^(\d{1,3})(,(\d{0,3}))?$/.exec(text) : null
    if (!found) this.#refuse()
    this.at = end + 1
    const min = Number(found[1])
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3])
    if (max < min) this.#refuse()
    return { min, max }
  }

  #one() {
    const char = this.chars[this.at]
    this.at += 1
    if ('*+?{'.includes(char)) this.#refuse()
    if (char === '^') return { edge: 'begin' }
    if (char === '$') return { edge: 'end' }
    if (char === '.') return { test: (one) => one !== '\n' }
    if (char === '[') return { test: this.#set() }
    if (char === '(') return this.#group()
    if (char === '\\') return this.#escaped()
    return { test: Pattern.#same(char) }
  }

  #group() {
    // `(?:…)`, `(?<name>…)`; what looks ahead or back is none.
    if (this.#take('?') && !this.#take(':')) {
      this.#take('P')
      const name = this.#take('<') ? this.chars.indexOf('>', this.at) : -1
      if (name < 0 || !/^\w+$/.test(this.chars.slice(this.at, name).join(''))) this.#refuse()
      this.at = name + 1
    }
    const inner = this.#choice()
    if (!this.#take(')')) this.#refuse()
    return inner
  }

  static #CLASSES = { d: /\p{Nd}/u, w: /[\p{L}\p{N}\p{M}_]/u, s: /\s/u }
  static #CONTROLS = { n: '\n', t: '\t', r: '\r' }

  static #same(char) {
    const low = char.toLowerCase()
    return (one) => one.toLowerCase() === low
  }

  /** What a backslash stands before: a class, a control, or any sign as itself. */
  #classed(char) {
    const found = char && Pattern.#CLASSES[char.toLowerCase()]
    if (!found) return null
    const isNot = char !== char.toLowerCase()
    return (one) => found.test(one) !== isNot
  }

  #literal(char) {
    if (char in Pattern.#CONTROLS) return Pattern.#CONTROLS[char]
    if (char === undefined || /[\p{L}\p{N}]/u.test(char)) this.#refuse()
    return char
  }

  #escaped() {
    const char = this.chars[this.at]
    this.at += 1
    const test = this.#classed(char)
    return { test: test ?? Pattern.#same(this.#literal(char)) }
  }

  #set() {
    const isNot = this.#take('^')
    const tests = []
    let isFirst = true
    while (isFirst || this.chars[this.at] !== ']') {
      if (this.at >= this.chars.length) this.#refuse()
      tests.push(this.#member())
      isFirst = false
    }
    this.at += 1
    return (one) => tests.some((test) => test(one)) !== isNot
  }

  #member() {
    const from = this.#bound()
    if (typeof from === 'function') return from
    if (this.chars[this.at] !== '-' || this.chars[this.at + 1] === ']') return Pattern.#same(from)
    this.at += 1
    const to = this.#bound()
    if (typeof to === 'function' || to < from) this.#refuse()
    const within = (one) => one >= from && one <= to
    return (one) => within(one) || within(one.toLowerCase()) || within(one.toUpperCase())
  }

  #bound() {
    const char = this.chars[this.at]
    // In a set it would begin another one there, which only some engines know.
    if (char === undefined || char === '[') this.#refuse()
    this.at += 1
    if (char !== '\\') return char
    const escaped = this.chars[this.at]
    this.at += 1
    return this.#classed(escaped) ?? this.#literal(escaped)
  }

  /* Building: states from behind, each knows where it leads */

  #build(tree, to) {
    if (tree.test) return this.#state({ test: tree.test, to })
    if (tree.edge) return this.#state({ edge: tree.edge, to })
    if (tree.row) return tree.row.reduceRight((next, one) => this.#build(one, next), to)
    if (tree.repeated) return this.#loop(tree, to)
    return this.#state({ fork: tree.ways.map((way) => this.#build(way, to)) })
  }

  #loop({ repeated, min, max }, to) {
    let next = to
    if (max === Infinity) {
      const fork = this.#state({ fork: [to] })
      this.states[fork].fork.push(this.#build(repeated, fork))
      next = fork
    } else {
      for (let more = min; more < max; more += 1) {
        next = this.#state({ fork: [to, this.#build(repeated, next)] })
      }
    }
    for (let one = 0; one < min; one += 1) next = this.#build(repeated, next)
    return next
  }

  /* Following */

  /** Whether it is found anywhere in a text, in any case. */
  test(text) {
    const chars = Array.from(text)
    let now = new Set()
    for (let at = 0; ; at += 1) {
      const isLast = at === chars.length
      const edges = { begin: at === 0, end: isLast }
      now.add(this.begin)
      const all = this.#reached(now, edges)
      if (all.has(this.end)) return true
      if (isLast) return false
      now = new Set()
      for (const number of all) {
        const { test, to } = this.states[number]
        if (test?.(chars[at])) now.add(to)
      }
    }
  }

  /** All states that are reached without a character; a set is gone through as it grows. */
  #reached(from, edges) {
    for (const number of from) {
      const { fork, edge, to } = this.states[number]
      if (fork) for (const one of fork) from.add(one)
      else if (edge && edges[edge]) from.add(to)
    }
    return from
  }
}
