// Texts as pictures, drawn once and kept for a while: to draw a picture is much cheaper than to draw
// letters in each frame. It must not know where they are shown.

class Sprites {
  static KEPT_MAX = 800
  // Nobody reads further, and browsers refuse pictures that are much wider.
  static WIDTH_MAX = 8192
  // Of the height of a letter.
  static OUTLINE = 0.14
  static FRAME = { pending: [4, 4], held: [2, 3], shown: [] }

  constructor() {
    this.kept = new Map()
    this.brush = Sprites.#canvas(1, 1).getContext('2d')
    this.use({ px: 20, family: 'sans-serif', ratio: 1 })
  }

  /** The height of a letter of the middle size, its face, and pixels of the screen per CSS pixel. */
  use({ px, family, ratio }) {
    if (this.px === px && this.family === family && this.ratio === ratio) return
    Object.assign(this, { px, family, ratio })
    this.kept.clear()
  }

  static #canvas(width, height) {
    if (window.OffscreenCanvas) return new OffscreenCanvas(width, height)
    return Object.assign(document.createElement('canvas'), { width, height })
  }

  static text({ text, count }) {
    return count > 1 ? `${text} ×${count}` : text
  }

  #font(size) {
    const px = (this.px * Danmaku.SIZES[size]) / Danmaku.SIZES.medium
    return { px, name: `600 ${px * this.ratio}px ${this.family}` }
  }

  #pad(px) {
    return Math.ceil(px * Sprites.OUTLINE) + 3
  }

  /** In CSS pixels, without drawing it. */
  width(item) {
    const { px, name } = this.#font(item.size)
    this.brush.font = name
    const wide = this.brush.measureText(Sprites.text(item)).width / this.ratio
    return Math.min(Math.ceil(wide) + 2 * this.#pad(px), Sprites.WIDTH_MAX / this.ratio)
  }

  /** The picture of an item, in pixels of the screen. */
  of(item) {
    const frame = item.isOwn ? item.state : ''
    const key = `${item.size} ${item.color} ${frame} ${Sprites.text(item)}`
    const found = this.kept.get(key)
    // Whatever was used last is last to go.
    if (found) this.kept.delete(key)
    const sprite = found ?? this.#draw(item, frame)
    this.kept.set(key, sprite)
    if (this.kept.size > Sprites.KEPT_MAX) this.kept.delete(this.kept.keys().next().value)
    return sprite
  }

  #draw(item, frame) {
    const { px, name } = this.#font(item.size)
    const { ratio } = this
    const pad = this.#pad(px)
    const width = Math.max(1, Math.round(this.width(item) * ratio))
    const height = Math.max(1, Math.round((px * 1.25 + 2) * ratio))
    const canvas = Sprites.#canvas(width, height)
    const brush = canvas.getContext('2d')
    const text = Sprites.text(item)
    brush.font = name
    brush.textBaseline = 'middle'
    brush.lineJoin = 'round'
    brush.lineWidth = px * Sprites.OUTLINE * ratio
    // Dark letters need a light edge.
    brush.strokeStyle = Sprites.#isDark(item.color) ? 'rgb(255 255 255 / 80%)' : 'rgb(0 0 0 / 65%)'
    brush.fillStyle = Danmaku.hex(item.color)
    const middle = height / 2 + px * ratio * 0.04
    brush.strokeText(text, pad * ratio, middle)
    brush.fillText(text, pad * ratio, middle)
    if (frame) this.#frame(brush, { width, height, frame })
    return canvas.transferToImageBitmap?.() ?? canvas
  }

  #frame(brush, { width, height, frame }) {
    const line = Math.max(1, Math.round(1.5 * this.ratio))
    brush.lineWidth = line
    brush.strokeStyle = '#4fcbe6'
    brush.setLineDash(Sprites.FRAME[frame].map((one) => one * this.ratio))
    brush.strokeRect(line / 2, line / 2, width - line, height - line)
  }

  static #isDark(color) {
    const [red, green, blue] = [color >> 16, (color >> 8) & 255, color & 255]
    return red * 0.299 + green * 0.587 + blue * 0.114 < 70
  }
}
