// Keeps the drawing and the table of the domains up to date from the server's stream, and shows the
// bonds of the part that is pointed at. Without this the page loads itself again.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  const page = document.querySelector('[data-domains]')
  const live = page.querySelector('[data-live]')

  // The same forms as the server's: 0.4, 12, 730 µs, 1.2 ms.
  function amount(value) {
    if (value === null) return '–'
    if (value === 0) return '0'
    if (value < 0.1) return '<0.1'
    return value < 9.95 ? value.toFixed(1) : String(Math.round(value))
  }
  function time(us) {
    if (us === null) return '–'
    if (us < 1000) return `${us} µs`
    const tenths = (of) => (Math.floor((us * 10) / of) / 10).toFixed(1)
    if (us < 10_000) return `${tenths(1000)} ms`
    if (us < 1_000_000) return `${Math.floor(us / 1000)} ms`
    return `${tenths(1_000_000)} s`
  }
  const pair = (p50, p99) => (p50 === null ? '–' : `${time(p50)} / ${time(p99)}`)

  function tell(word, parts) {
    for (const place of page.querySelectorAll(`[data-domain="${word}"]`)) {
      if (parts.state) {
        place.dataset.state = parts.state
        place.dataset.trouble = parts.trouble
      }
      for (const part of place.querySelectorAll('[data-part]')) {
        const name = part.dataset.part
        if (name === 'cpu_bar') part.setAttribute('width', parts.cpu_bar)
        else if (name === 'state') part.textContent = page.getAttribute(`data-state-${parts.state}`)
        else if (part.textContent !== String(parts[name])) part.textContent = parts[name]
      }
    }
  }

  function show({ front, domains }) {
    tell('front', {
      calls: amount(front.requests_per_s),
      p50: time(front.p50_us),
      p99: time(front.p99_us),
      refused: amount(front.refused_per_s),
      faulted: amount(front.faulted_per_s),
    })
    for (const one of domains) {
      // What its callers saw of it are refusals to connect, and no times of its work.
      const isReached = one.state !== 'unreached'
      const reached = (text) => (isReached ? text : '–')
      let trouble = ''
      if (one.parked > 0) trouble = 'parked'
      if (one.faulted_per_s > 0) trouble = 'faulted'
      tell(one.domain, {
        state: one.state,
        trouble,
        calls: reached(amount(one.calls_per_s)),
        p50: reached(time(one.p50_us)),
        p99: reached(time(one.p99_us)),
        mailbox: pair(one.mailbox_p50_us, one.mailbox_p99_us),
        store: pair(one.store_p50_us, one.store_p99_us),
        cpu: one.cpu_percent === null ? '–' : `${amount(one.cpu_percent)} %`,
        cpu_bar: Math.min(100, Math.round(one.cpu_percent ?? 0)),
        refused: reached(amount(one.refused_per_s)),
        faulted: reached(amount(one.faulted_per_s)),
        events: amount(one.events_per_s),
        in_flight: one.in_flight ?? '–',
        parked: one.parked ?? '–',
        restarts: one.restarts ?? '–',
      })
    }
  }

  const lost = () => {
    live.dataset.live = 'lost'
    live.textContent = live.dataset.wordLost
  }
  Shoal.stream('/api/v1/admin/domains/stream', {
    on: {
      domains: (domains) => {
        show(domains)
        live.dataset.live = 'on'
        live.textContent = live.dataset.wordLive
      },
    },
    onLost: lost,
    onEnd: lost,
  })

  for (const drawing of page.querySelectorAll('.drawing')) {
    const lines = [...drawing.querySelectorAll('.edge')]
    const nodes = [...drawing.querySelectorAll('.node')]
    const look = (word) => {
      drawing.toggleAttribute('data-looked', word !== null)
      const near = new Set([word])
      for (const line of lines) {
        const { from, to } = line.dataset
        const isNear = from === word || to === word
        line.classList.toggle('is-near', isNear)
        if (isNear) near.add(from).add(to)
      }
      for (const node of nodes) node.classList.toggle('is-near', near.has(node.dataset.domain))
    }
    for (const node of nodes) {
      node.addEventListener('pointerenter', () => look(node.dataset.domain))
      node.addEventListener('pointerleave', () => look(null))
    }
  }
})
