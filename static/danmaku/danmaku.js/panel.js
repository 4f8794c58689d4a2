// The panel: how danmaku are shown, what is not shown, and for those who may, the rules of the room.
// Its fields stand in the markup by the names of what they change. It must not draw over the picture.

class TunePanel {
  /** As the server has it. */
  static FILE_BYTES_MAX = 2 << 20

  constructor({ bar, room, tuning, filters, stage, say }) {
    Object.assign(this, { bar, room, tuning, filters, say })
    this.words = bar.dataset
    this.panel = bar.querySelector('#danmaku-panel')
    for (const field of this.panel.querySelectorAll('[data-tune]')) this.#field(field)
    this.#part('reset').addEventListener('click', () => {
      tuning.reset()
      this.#show()
    })
    tuning.addEventListener('changed', () => this.#show())
    this.#part('still').hidden = !stage.isStill
    stage.still.addEventListener('change', () => {
      this.#part('still').hidden = !stage.isStill
    })
    for (const more of this.panel.querySelectorAll('details')) {
      more.addEventListener('toggle', () => more.open && more.scrollIntoView({ block: 'nearest' }))
    }
    this.#hiding()
    this.#rules()
    this.#manage()
    this.#show()
  }

  #part(name) {
    return this.panel.querySelector(`[data-danmaku="${name}"]`)
  }

  /* Showing */

  #field(field) {
    field.addEventListener('input', () => {
      const { tune: name } = field.dataset
      const isSwitch = field.type === 'checkbox'
      this.tuning.set(name, isSwitch ? field.checked : Number(field.value))
    })
  }

  #show() {
    for (const field of this.panel.querySelectorAll('[data-tune]')) {
      const value = this.tuning.get(field.dataset.tune)
      if (field.type === 'checkbox') field.checked = value
      else if (field.type === 'radio') field.checked = Number(field.value) === value
      else this.#range(field, value)
    }
  }

  #range(field, value) {
    field.value = String(value)
    const text = field.dataset[`word-${value}`] ?? field.dataset[`word${value}`] ?? `${value}%`
    const share = (value - field.min) / (field.max - field.min)
    field.style.setProperty('--share', `${share * 100}%`)
    field.setAttribute('aria-valuetext', text)
    field.closest('label').querySelector('output').textContent = text
  }

  /* What is not shown */

  #hiding() {
    const boxes = [...this.panel.querySelectorAll('[data-hide]')]
    for (const box of boxes) {
      const [kind, value] = box.dataset.hide.split(' ')
      box.addEventListener('change', () => {
        if (box.checked) this.#add(kind, value)
        else this.filters.remove(kind, value)
      })
    }
    this.filters.addEventListener('changed', () => {
      for (const box of boxes) {
        const [kind, value] = box.dataset.hide.split(' ')
        box.checked = this.filters.has(kind, value)
      }
    })
  }

  async #add(kind, value) {
    const isAdded = await this.filters.add(kind, value)
    const { words, filters } = this
    const isOdd = kind === 'regex' && !Filters.isRule({ kind, value })
    const whyNot = filters.isFull ? words.wordRuleFull : words.wordRuleNot
    this.#complain(isAdded ? '' : isOdd ? words.wordRuleOdd : whyNot)
    return isAdded
  }

  #complain(text) {
    const place = this.#part('rule-complaint')
    place.textContent = text
    if (text !== '') place.scrollIntoView({ block: 'nearest' })
  }

  #rules() {
    const form = this.#part('rule-form')
    const kind = this.#part('rule-kind')
    const value = this.#part('rule-value')
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      const text = value.value.trim()
      if (text === '') return value.focus()
      const isAdded = await this.#add(kind.value, text)
      value.setAttribute('aria-invalid', String(!isAdded))
      if (isAdded) value.value = ''
      value.focus()
    })
    this.filters.addEventListener('changed', () => this.#list())
    this.filters.addEventListener('failed', ({ detail }) => this.#complain(detail))
    const opener = this.bar.querySelector('[aria-controls="danmaku-panel"]')
    opener.addEventListener('opened', () => this.filters.load())
    this.#list()
  }

  #list() {
    const list = this.#part('rules')
    const shown = this.filters.rules.filter(({ kind }) => kind !== 'mode' && kind !== 'color')
    list.replaceChildren(...shown.map((rule) => this.#rule(rule)))
    this.#part('rules-none').hidden = shown.length > 0
  }

  #rule({ kind, value }) {
    const row = document.getElementById('danmaku-rule').content.firstElementChild.cloneNode(true)
    const { words } = this
    const named = { word: '{value}', regex: '/{value}/', sender: words.wordSender }[kind]
    const name = Shoal.fill(named, { value: kind === 'sender' ? value.slice(0, 8) : value })
    row.querySelector('span').textContent = name
    const button = row.querySelector('button')
    button.setAttribute('aria-label', Shoal.fill(words.wordRuleRemove, { rule: name }))
    button.addEventListener('click', () => {
      this.filters.remove(kind, value)
      this.#part('rule-value').focus()
    })
    return row
  }

  /* The room, for its owner and moderators */

  #manage() {
    const place = this.#part('manage')
    const isMuted = this.#part('room-muted')
    const slow = this.#part('room-slow')
    const isNarrow = this.#part('room-followers')
    const show = () => {
      const { state } = this.room
      place.hidden = !state?.may_manage
      if (!state) return
      isMuted.checked = state.is_muted
      isNarrow.checked = state.is_followers_only
      const told = String(state.slow_mode_ms)
      const isListed = [...slow.options].some(({ value }) => value === told)
      slow.value = isListed ? told : '0'
    }
    const change = (fields) =>
      this.room.change(fields).catch((error) => {
        this.say(error.message)
        show()
      })
    this.room.addEventListener('room', show)
    isMuted.addEventListener('change', () => change({ is_muted: isMuted.checked }))
    isNarrow.addEventListener('change', () => change({ is_followers_only: isNarrow.checked }))
    slow.addEventListener('change', () => change({ slow_mode_ms: Number(slow.value) }))
    this.#importing()
  }

  /** A file is brought in as soon as it is chosen; what came of it stands below it. */
  #importing() {
    const field = this.#part('import')
    const told = this.#part('import-told')
    field.addEventListener('change', async () => {
      const [file] = field.files
      if (!file) return
      field.disabled = true
      told.textContent = field.dataset.wordBusy
      told.textContent = await this.#bring(file, field.dataset).catch((error) => error.message)
      told.scrollIntoView({ block: 'nearest' })
      field.disabled = false
      field.value = ''
    })
  }

  async #bring(file, words) {
    if (file.size > TunePanel.FILE_BYTES_MAX) return words.wordLarge
    const { taken, left_out: left } = await this.room.bring(file)
    const done = Shoal.fill(words.wordDone, { n: taken })
    if (left.length === 0) return done
    const named = ({ reason, count }) => {
      const word = words[`word${reason[0].toUpperCase()}${reason.slice(1)}`]
      return Shoal.fill(word, { n: count })
    }
    const list = new Intl.ListFormat(document.documentElement.lang).format(left.map(named))
    return `${done} ${Shoal.fill(words.wordLeft, { list })}`
  }
}
