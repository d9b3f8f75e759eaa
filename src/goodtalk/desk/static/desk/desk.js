// The desk follows the hour. The server draws it again when something has happened, and now and
// then without: minutes pass, claims lapse and advice comes with no event. To ask is also to be
// here: a desk that has not asked for a minute is empty.
import { EventStream } from "../chats/event-stream.js"
import { isWholePage } from "../chats/whole-page.js"
import { onBeats } from "./beats.js"
import { keepDrafts, putDraftsBack } from "./drafts.js"
import { say } from "./not-done.js"
import { redraw } from "./redrawing.js"

const SETTLE = 700 // milliseconds: many posts at once are one redraw

class DeskFollow extends HTMLElement {
  #timer
  #redrawn = 0

  connectedCallback() {
    this.desk = this.querySelector("#desk")
    putDraftsBack(this.desk)
    this.stream = new EventStream({
      stream: this.dataset.stream,
      events: this.dataset.stream.replace(/stream$/, "events"),
      seq: Number(this.dataset.seq),
      onEvent: () => this.#redrawSoon(),
      onConnection: (isThere) => this.#tellConnection(isThere),
    })
    this.stream.openWhileShown()
    this.beats = onBeats(() => this.#ask())
    addEventListener("offline", () => this.#tellConnection(false))
    addEventListener("online", () => this.#ask())
    addEventListener("pagehide", () => keepDrafts(this.desk))
    this.addEventListener("htmx:beforeSwap", (event) => this.#answered(event.detail))
    this.addEventListener("htmx:afterRequest", (event) => this.#sent(event.detail))
  }

  disconnectedCallback() {
    this.stream.close()
    this.beats.terminate()
  }

  #redrawSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#isAwaited) this.#redrawSoon()
      else this.#ask()
    }, SETTLE)
  }

  // A button has been pressed: what it brings is newer than what was asked for before it.
  get #isAwaited() {
    return Boolean(this.desk.querySelector("form.htmx-request"))
  }

  async #ask() {
    const before = this.#redrawn
    const asked = fetch(location.pathname, { headers: { "HX-Request": "true" }, cache: "no-store" })
    const answer = await asked.catch(() => undefined)
    const html = await answer?.text().catch(() => undefined)
    this.#tellConnection(html !== undefined && answer.status < 500)
    if (answer?.status === 404) say("gone")
    if (html === undefined || answer.status >= 404) return
    if (isWholePage(html)) location.reload() // the session has ended: that leads to the way in
    else if (this.#isAwaited || before !== this.#redrawn) this.#redrawSoon()
    else this.#redraw(html)
  }

  // What a button of the desk is answered with: the same, with a line that says why not.
  #answered(detail) {
    if (detail.target !== this.desk || !detail.shouldSwap || isWholePage(detail.serverResponse)) return
    detail.shouldSwap = false
    this.#redraw(detail.serverResponse, detail.requestConfig.elt.closest("form"))
  }

  #redraw(html, sent) {
    this.#redrawn += 1
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("#desk")
    const refusals = [...fresh.querySelectorAll(":scope > .message")]
    for (const refusal of refusals) refusal.remove()
    if (refusals.length) say(refusals.map((refusal) => refusal.textContent).join(" "))
    redraw(this.desk, fresh, { sent, isRefused: refusals.length > 0 })
  }

  // An answer that was said is no draft any more.
  #sent({ elt, successful, xhr }) {
    if (elt.matches(".welcome-answer") && successful && !xhr.responseText.includes('class="error"')) elt.reset()
  }

  #tellConnection(isThere) {
    const line = this.querySelector("[data-connection]")
    const words = isThere ? "" : line.dataset.lost
    if (line.textContent !== words) line.textContent = words
  }
}

customElements.define("desk-follow", DeskFollow)
