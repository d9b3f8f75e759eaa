// The community's clock, the minutes left and the line of progress, kept up to date.
export function minutesLeft(ends, now) {
  return Math.max(0, Math.ceil((ends - now) / 60_000))
}

class HourClock extends HTMLElement {
  #timer

  connectedCallback() {
    const zone = this.dataset.zone
    this.format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone })
    this.opened = Date.now()
    this.progress = document.querySelector("[data-progress]")
    this.gone = this.progress?.value
    this.#timer = setInterval(() => this.#show(), 1_000)
  }

  disconnectedCallback() {
    clearInterval(this.#timer)
  }

  #show() {
    const now = Date.now()
    this.querySelector("[data-clock]").textContent = this.format.format(now)
    const left = this.querySelector("[data-left]")
    left.textContent = left.textContent.replace(/\d+/, minutesLeft(new Date(this.dataset.ends), now))
    if (this.progress) this.progress.value = this.gone + (now - this.opened) / 1_000
  }
}

customElements.define("hour-clock", HourClock)
