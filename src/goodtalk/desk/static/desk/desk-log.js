// The log of a desk: what is undone or lifted there is drawn where it stands; what was not is said.
import { say } from "./not-done.js"
import { redraw } from "./redrawing.js"

const parsed = (html) => new DOMParser().parseFromString(html, "text/html")

class DeskLog extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:beforeSwap", ({ detail }) => this.#answered(detail))
  }

  // An undo is answered with the desk, a lift with a log's first page: here stands what is asked for.
  #answered(detail) {
    if (!detail.shouldSwap) return
    detail.shouldSwap = false
    const refusal = parsed(detail.serverResponse).querySelector("#desk > .message")
    if (refusal) say(refusal.textContent)
    this.#redraw()
  }

  async #redraw() {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => undefined)
    const html = await answer?.text().catch(() => undefined)
    if (html === undefined || answer.status >= 500) return
    const fresh = parsed(html).querySelector("desk-log")
    if (fresh) redraw(this, fresh)
    else location.reload() // the session has ended: that leads to the way in
  }
}

customElements.define("desk-log", DeskLog)
