// What one danmaku is in the browser: times in seconds, everything else as the server tells it. It
// must not ask for anything.

const Danmaku = (() => {
  'use strict'
  const MODES = ['scroll', 'top', 'bottom', 'reverse']
  // In thirds of a line, which is what lanes are counted in.
  const SIZES = { small: 2, medium: 3, large: 4 }
  const TEXT_CHARS_MAX = 100

  /** Thousandths of the picture, and seconds. */
  function position(told) {
    const [x, y, ms] = ['x', 'y', 'duration_ms'].map((name) => Number(told?.[name]))
    return told && [x, y, ms].every(Number.isFinite) ? { x, y, s: ms / 1000 } : null
  }

  // A missing or strange field must not stop the picture.
  function item(told) {
    const color = Number(told.color)
    return {
      id: String(told.danmaku_id),
      time: Math.max(0, Number(told.time_ms) || 0) / 1000,
      mode: told.position ? 'positioned' : MODES.includes(told.mode) ? told.mode : 'scroll',
      color: Number.isInteger(color) ? color & 0xffffff : 0xffffff,
      size: told.size in SIZES ? told.size : 'medium',
      text: [...String(told.text ?? '')].slice(0, TEXT_CHARS_MAX).join('').replace(/\s+/g, ' '),
      sender: String(told.sender ?? ''),
      sentAt: Number(told.sent_at_ms) || 0,
      /** The one that said nearly the same before. */
      group: String(told.group_id ?? ''),
      position: position(told.position),
      count: 1,
      isOwn: told.is_own === true,
      state: 'shown',
    }
  }

  // 0xrrggbb -> #rrggbb
  const hex = (color) => `#${color.toString(16).padStart(6, '0')}`

  return { MODES, SIZES, TEXT_CHARS_MAX, hex, item }
})()
