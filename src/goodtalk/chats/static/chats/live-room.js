// The room while it is live: what the server sends is put where it belongs, and nothing moves
// under a reader: what is new waits behind one button.
import { EventStream } from "./event-stream.js"

const NEAR_TOP = 240 // pixels from the list's beginning at which one is still reading the newest
const FIRST = new Set(["flow"]) // the newest stands first in these, and in the lanes

class LiveRoom extends HTMLElement {
  #waiting = []
  #isStale = false

  connectedCallback() {
    this.log = this.querySelector("#log")
    this.newest = this.querySelector("[data-new]")
    this.newest.addEventListener("click", () => this.#showWaiting())
    this.pause = this.querySelector("[data-pause]")
    this.pause?.addEventListener("change", () => this.#offer())
    this.stream = new EventStream({
      stream: this.dataset.stream,
      events: this.dataset.events,
      seq: Number(this.dataset.seq),
      onEvent: (event) => this.#take(event),
      onConnection: (isThere) => this.#tellConnection(isThere),
    })
    this.stream.openWhileShown()
  }

  disconnectedCallback() {
    this.stream.close()
  }

  #take(event) {
    if (event.kind === "post.thanked") return this.#thanked(event)
    if (!event.kind.startsWith("post.")) return this.#hour(event)
    this.#count(event)
    if (event.gone) return this.#remove(event)
    if (event.kind !== "post.received") return this.#stale()
    if (event.is_share) return
    this.#arrive(event)
    this.dispatchEvent(new CustomEvent("room:said", { detail: event }))
  }

  // The bar, the open question and the run sheet come drawn; the composer follows the question.
  #hour(event) {
    document.getElementById("top").innerHTML = event.top_html
    document.getElementById("now").innerHTML = event.now_html
    document.getElementById("run-sheet").innerHTML = event.run_sheet_html
    this.dataset.state = event.state
    this.dispatchEvent(new CustomEvent("room:hour", { detail: event, bubbles: true }))
  }

  #thanked(event) {
    for (const count of this.querySelectorAll(`[data-thanks="${event.post}"]`)) {
      count.textContent = event.thanks || ""
    }
  }

  #count({ counts, people }) {
    for (const count of this.querySelectorAll("[data-answers]")) {
      count.textContent = counts[count.dataset.answers] ?? count.textContent
    }
    for (const count of this.querySelectorAll("[data-people]")) count.textContent = people
  }

  #remove(event) {
    this.#waiting = this.#waiting.filter((waiting) => waiting.post !== event.post)
    const entry = this.querySelector(`#thread-${event.post}`)
    if (entry?.querySelector(".replies > li")) this.#stale()
    entry?.querySelector("article")?.replaceChildren() // gone at once, whatever else waits
    if (entry && !entry.querySelector(".replies > li")) entry.remove()
    this.#offer()
  }

  #arrive(event) {
    const shown = this.querySelector(`#thread-${event.post}`)
    if (shown) return
    const way = this.dataset.read
    if (way === "waiting" || way === "question") return this.#wait(event)
    if (!this.#belongs(event) || this.dataset.page !== "1") return
    if (this.#mayMove(event)) this.#insert(event)
    else this.#wait(event)
  }

  #belongs(event) {
    const lane = /^q(\d+)$/.exec(this.dataset.read)
    const parent = event.parent && this.querySelector(`#thread-${event.parent}`)
    return !lane || event.question === Number(lane[1]) || Boolean(parent)
  }

  #mayMove(event) {
    if (this.#isMine(event)) return true
    if (this.pause?.checked || this.#waiting.length) return false
    if (!this.#newestFirst) return true
    return this.log.getBoundingClientRect().top > -NEAR_TOP && !this.log.contains(document.activeElement)
  }

  #isMine(event) {
    return this.dataset.person && event.html.includes(`data-person="${this.dataset.person}"`)
  }

  get #newestFirst() {
    return FIRST.has(this.dataset.read) || /^q\d+$/.test(this.dataset.read)
  }

  #wait(event) {
    this.#waiting.push(event)
    this.#offer()
  }

  #stale() {
    this.#isStale = true
    this.#offer()
  }

  #offer() {
    const { one, many, changed } = this.dataset
    const number = this.#waiting.length
    this.newest.hidden = !number && !this.#isStale
    this.newest.textContent = number === 1 ? one : number ? many.replace("{n}", number) : changed
  }

  async #showWaiting() {
    const events = this.#waiting.splice(0)
    const redraw = this.#isStale || !this.log || this.dataset.read === "waiting"
    this.#isStale = false
    if (redraw) await this.#redraw()
    else for (const event of events) this.#insert(event)
    this.#offer()
    const entry = this.querySelector(".log article")
    this.querySelector(".log")?.scrollIntoView({ block: "nearest" })
    entry?.focus({ preventScroll: true })
  }

  #insert(event) {
    if (this.querySelector(`#thread-${event.post}`)) return
    this.querySelector("[data-empty]")?.remove()
    const template = document.createElement("template")
    template.innerHTML = event.html
    const entry = template.content.firstElementChild
    const parent = event.parent && this.querySelector(`#thread-${event.parent}`)
    if (parent && this.dataset.read !== "time") this.#reply(parent, entry)
    else if (this.#newestFirst) this.log.prepend(entry)
    else this.log.append(entry)
    htmx.process(entry)
  }

  #reply(parent, entry) {
    const thread = parent.closest(".log > li")
    entry.className = "reply"
    entry.querySelector(".replies").remove()
    entry.querySelector(".filed")?.remove()
    thread.querySelector(".replies").append(entry)
  }

  // Rare changes that would be hard to follow are not followed: the server draws the page again.
  async #redraw() {
    const answer = await fetch(location.href)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const [fresh, stale] = [page.querySelectorAll(".log"), this.querySelectorAll(".log")]
    if (fresh.length !== stale.length) return location.reload()
    stale.forEach((list, index) => list.replaceChildren(...fresh[index].children))
    htmx.process(this)
  }

  #tellConnection(isThere) {
    const line = this.querySelector("[data-connection]")
    line.textContent = isThere ? "" : this.dataset.lost
  }
}

customElements.define("live-room", LiveRoom)
