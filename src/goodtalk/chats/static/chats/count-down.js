// Time left until a moment, kept up to date. Without JavaScript the clock time beside it is enough.
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function timeLeft(milliseconds) {
  if (milliseconds <= 0) return ""
  if (milliseconds < MINUTE) return `${Math.ceil(milliseconds / 1_000)} s`
  if (milliseconds < HOUR) return `${Math.ceil(milliseconds / MINUTE)} min`
  const days = Math.floor(milliseconds / DAY)
  const hours = Math.floor((milliseconds % DAY) / HOUR)
  if (days) return `${days} d ${hours} h`
  return `${hours} h ${Math.floor((milliseconds % HOUR) / MINUTE)} min`
}

class CountDown extends HTMLElement {
  #timer

  connectedCallback() {
    this.#show()
    this.#timer = setInterval(() => this.#show(), 1_000)
  }

  disconnectedCallback() {
    clearInterval(this.#timer)
  }

  #show() {
    const left = timeLeft(new Date(this.dataset.until) - Date.now())
    if (this.textContent !== left) this.textContent = left
  }
}

customElements.define("count-down", CountDown)
