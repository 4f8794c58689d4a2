// The dialog of folders: in which of them a video is kept, and a new one made in place. It must not
// know the button that opens it.

class FavouriteDialog {
  constructor({ api, thread }) {
    Object.assign(this, { api, thread })
    this.dialog = document.getElementById('favourite')
    this.words = this.dialog.dataset
    this.list = this.#part('folders')
    this.mold = document.getElementById('favourite-mold').content.firstElementChild
    this.#part('close').addEventListener('click', () => this.dialog.close())
    this.#part('save').addEventListener('click', () => this.#save())
    this.#part('make').addEventListener('submit', (event) => {
      event.preventDefault()
      this.#make()
    })
  }

  #part(name) {
    return this.dialog.querySelector(`[data-favourite="${name}"]`)
  }

  #complain(text) {
    this.#part('complaint').textContent = text
  }

  /** Loads each time: folders are made and emptied on other pages as well. */
  async open(opener) {
    this.#complain('')
    this.list.replaceChildren()
    this.#part('none').hidden = true
    this.#part('wait').hidden = false
    this.#part('save').disabled = true
    this.dialog.addEventListener('close', () => opener.focus(), { once: true })
    this.dialog.showModal()
    try {
      const { folders } = await this.api.folders()
      this.list.replaceChildren(...folders.map((folder) => this.#row(folder)))
      this.#part('none').hidden = folders.length > 0
      this.#part('save').disabled = false
      const first = this.list.querySelector('input') ?? this.#part('name')
      if (this.dialog.open) first.focus()
    } catch (error) {
      this.#complain(error.message)
    } finally {
      this.#part('wait').hidden = true
    }
  }

  #row({ folder_id: id, name, videos, has_video: hasVideo }) {
    const row = this.mold.cloneNode(true)
    const box = row.querySelector('input')
    box.value = id
    box.checked = hasVideo
    row.querySelector('strong').textContent = name
    const n = CommunityText.count(videos ?? 0, document.documentElement.lang)
    row.querySelector('.hint').textContent =
      videos === 1 ? this.words.wordOne : Shoal.fill(this.words.wordMany, { n })
    return row
  }

  async #make() {
    const field = this.#part('name')
    const name = field.value.trim()
    if (name === '') return field.focus()
    if (this.isMaking) return
    this.isMaking = true
    this.#complain('')
    try {
      const folder = await this.api.makeFolder(name)
      // Whoever makes a folder here means this video.
      const row = this.#row({ ...folder, has_video: true })
      this.list.append(row)
      row.scrollIntoView({ block: 'nearest' })
      field.value = ''
      field.setAttribute('aria-invalid', 'false')
      this.#part('none').hidden = true
      this.#part('save').disabled = false
    } catch (error) {
      this.#complain(error.message)
      field.setAttribute('aria-invalid', 'true')
    } finally {
      this.isMaking = false
      field.focus()
    }
  }

  async #save() {
    const save = this.#part('save')
    const chosen = [...this.list.querySelectorAll('input:checked')].map(({ value }) => value)
    this.#complain('')
    save.disabled = true
    try {
      const counts = await this.api.keep(chosen)
      this.thread.change({ ...counts, is_kept: chosen.length > 0 })
      this.dialog.close()
      Shoal.toast(chosen.length > 0 ? this.words.wordKept : this.words.wordRemoved)
    } catch (error) {
      this.#complain(error.message)
    } finally {
      save.disabled = false
    }
  }
}
