// The dialog that reports a comment. It must not say anything about it to anybody but the server.

class CommentReports {
  constructor(api) {
    this.api = api
    this.dialog = document.getElementById('comment-report')
    this.form = this.dialog?.querySelector('form')
    this.complaint = this.dialog?.querySelector('[data-report-complaint]')
    this.dialog?.querySelector('[data-report-close]').addEventListener('click', () => this.dialog.close())
    this.form?.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send()
    })
  }

  open(card) {
    // A visitor's link leads to the door.
    if (!this.dialog) return
    this.card = card
    this.form.reset()
    this.complaint.textContent = ''
    const quote = this.dialog.querySelector('[data-report-quote]')
    quote.textContent = card.told.text
    const back = card.part('menu').querySelector('summary')
    this.dialog.addEventListener('close', () => back.focus(), { once: true })
    this.dialog.showModal()
  }

  async #send() {
    if (this.isBusy) return
    this.isBusy = true
    this.complaint.textContent = ''
    try {
      const { reason, note } = this.form.elements
      await this.api.report(this.card.id, reason.value, note.value)
      this.dialog.close()
      Shoal.toast(this.dialog.dataset.wordSent)
    } catch (error) {
      this.complaint.textContent = error.message
    } finally {
      this.isBusy = false
    }
  }
}
