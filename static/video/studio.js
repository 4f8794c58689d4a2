// Keeps the rows of the studio that are on their way up to date. A row whose state changes for
// good is fetched again, so that its buttons are those the server offers.

document.addEventListener('DOMContentLoaded', () => {
  'use strict'
  // More rows than this are not in sight; they are up to date at the next visit.
  const ROWS_FOLLOWED_MAX = 12

  async function refresh(row) {
    const id = row.dataset.videoId
    try {
      const page = await Shoal.fetchPage(location.href)
      const fresh = page.querySelector(`[data-video-id="${CSS.escape(id)}"]`)
      if (!fresh) return
      const steps = row.querySelector('details.work-steps')
      const freshSteps = fresh.querySelector('details.work-steps')
      if (steps && freshSteps) freshSteps.open = steps.open
      row.replaceWith(fresh)
    } catch {
      // The row keeps what it shows; the pill is right already.
    }
  }

  function keepUp(row) {
    const pill = row.querySelector('[data-testid="state-pill"]')
    const whole = row.querySelector('[data-whole]')
    const list = row.querySelector('[data-stages]')
    const hindrance = row.querySelector('[data-hindrance]')
    let known = row.dataset.state
    Stages.follow(row.dataset.videoId, {
      onProgress(progress) {
        Stages.paintPill(pill, progress.state)
        const cause = progress.stages.find((stage) => stage.cause)?.cause
        if (hindrance) {
          hindrance.hidden = !cause
          hindrance.querySelector('[data-hindrance-text]').textContent = cause?.text ?? ''
        }
        // While whoever does the work is unreachable, nobody knows more than the page does already.
        const isUnreachable = cause?.code === 'gateway.PART_UNREACHABLE' && progress.state === 'transcoding'
        if (list && !isUnreachable) Stages.paint(list, progress.stages)
        if (whole && !isUnreachable) {
          whole.value = Stages.percentOfAll(progress.stages)
          row.querySelector('[data-whole-text]').textContent = `${whole.value}%`
        }
        if (progress.state !== known && !['checking', 'transcoding'].includes(progress.state))
          refresh(row)
        known = progress.state
        row.dataset.state = progress.state
      },
    })
  }

  let followed = 0
  function keepUpAll(rows) {
    const moving = rows.filter((row) => row.matches('[data-moving]'))
    const taken = moving.slice(0, ROWS_FOLLOWED_MAX - followed)
    followed += taken.length
    taken.forEach(keepUp)
  }
  keepUpAll([...document.querySelectorAll('[data-moving]')])
  document.addEventListener('shoal:more', (event) => keepUpAll(event.detail))
})
