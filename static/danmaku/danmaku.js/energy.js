// The curve over the seek bar: where in the video most is written. It must not count anything; the
// server does.

class Energy {
  static WIDE = 1000
  static HIGH = 100
  static NAMESPACE = 'http://www.w3.org/2000/svg'

  constructor(box) {
    this.place = box.querySelector('[data-slot="energy"]')
  }

  /** `counts` are of equal parts of the video. */
  show(counts) {
    const most = Math.max(0, ...counts)
    if (counts.length < 2 || most === 0) {
      this.place.replaceChildren()
      return
    }
    const picture = Energy.#make('svg', {
      class: 'danmaku-energy',
      viewBox: `0 0 ${Energy.WIDE} ${Energy.HIGH}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    })
    const d = Energy.#way(counts.map((count) => count / most))
    for (const name of ['danmaku-energy-all', 'danmaku-energy-played']) {
      picture.append(Energy.#make('path', { class: name, d }))
    }
    this.place.replaceChildren(picture)
  }

  static #make(name, attributes) {
    const one = document.createElementNS(Energy.NAMESPACE, name)
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value)
    return one
  }

  /** Through the middle of each part, without corners. */
  static #way(shares) {
    const step = Energy.WIDE / shares.length
    const points = shares.map((share, at) => [(at + 0.5) * step, Energy.HIGH * (1 - 0.94 * share)])
    const all = [[0, points[0][1]], ...points, [Energy.WIDE, points.at(-1)[1]]]
    let way = `M0 ${Energy.HIGH}L0 ${all[0][1].toFixed(1)}`
    for (let at = 1; at < all.length; at += 1) {
      const [[x0, y0], [x1, y1]] = [all[at - 1], all[at]]
      const middle = ((x0 + x1) / 2).toFixed(1)
      const [from, to] = [y0.toFixed(1), y1.toFixed(1)]
      way += `C${middle} ${from} ${middle} ${to} ${x1.toFixed(1)} ${to}`
    }
    return `${way}L${Energy.WIDE} ${Energy.HIGH}Z`
  }
}
