// How a viewer wants danmaku to be shown, and how they write: remembered on this machine. It must
// not touch the page.

class Tuning extends EventTarget {
  static KEY = 'shoal.danmaku.tuning'
  // For each what it is without being chosen, and what it may be.
  static FIELDS = {
    isOn: { is: true, may: (one) => typeof one === 'boolean' },
    opacity: { is: 90, may: (one) => one >= 10 && one <= 100 },
    area: { is: 75, may: (one) => [25, 50, 75, 100].includes(one) },
    size: { is: 100, may: (one) => one >= 50 && one <= 170 },
    speed: { is: 3, may: (one) => [1, 2, 3, 4, 5].includes(one) },
    density: { is: 3, may: (one) => [1, 2, 3, 4].includes(one) },
    isFootFree: { is: true, may: (one) => typeof one === 'boolean' },
    mode: { is: 'scroll', may: (one) => Danmaku.MODES.includes(one) },
    color: { is: 0xffffff, may: (one) => Number.isInteger(one) && one >= 0 && one <= 0xffffff },
    fontSize: { is: 'medium', may: (one) => one in Danmaku.SIZES },
  }
  /** Seconds from one side to the other, by speed. */
  static CROSSING_S = { 1: 14, 2: 11, 3: 8, 4: 6, 5: 4.5 }

  constructor() {
    super()
    this.values = {}
    let kept = {}
    try {
      kept = JSON.parse(Shoal.memory.get(Tuning.KEY) ?? '{}') ?? {}
    } catch {
      // What cannot be read was not chosen.
    }
    for (const [name, { is, may }] of Object.entries(Tuning.FIELDS)) {
      this.values[name] = may(kept[name]) ? kept[name] : is
    }
  }

  get(name) {
    return this.values[name]
  }

  set(name, value) {
    if (this.values[name] === value || !Tuning.FIELDS[name].may(value)) return
    this.values[name] = value
    Shoal.memory.set(Tuning.KEY, JSON.stringify(this.values))
    this.dispatchEvent(new CustomEvent('changed', { detail: name }))
  }

  /** Everything that is about showing, as it is without being chosen. */
  reset() {
    for (const name of ['opacity', 'area', 'size', 'speed', 'density', 'isFootFree']) {
      this.set(name, Tuning.FIELDS[name].is)
    }
  }

  get crossingS() {
    return Tuning.CROSSING_S[this.values.speed]
  }
}
