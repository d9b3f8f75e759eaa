// The room while it is live: what the server sends is put where it belongs, and nothing moves
// under a reader: what is new waits behind a button, and in a busy room is counted instead.
import { drawAgain } from "./draw-again.js"
import { entryOf, replyOf } from "./entries.js"
import { EventStream } from "./event-stream.js"
import { FrameByFrame } from "./frame-by-frame.js"
import { backTo, placeIn } from "./keep-place.js"
import { LOOK_EVERY } from "./pace.js"
import { OfferedNews } from "./offered-news.js"
import { paceOf } from "./pace-choice.js"
import { WaitingPosts, inOrderOfReading } from "./waiting-posts.js"

const NEAR_TOP = 240 // pixels from the list's beginning at which one is still reading the newest
const FIRST = new Set(["flow"]) // the newest stands first in these, and in the lanes
const MARKED = new Set(["post.spotlit", "post.unspotlit", "post.marked"]) // drawn where they stand
const DRAWN_AGAIN = new Set(["waiting", "question"]) // where only the server knows the order

class LiveRoom extends HTMLElement {
  #waiting = new WaitingPosts()
  #isStale = false
  #counts
  #cursor // the last of the posts that are being put in, one below the other
  #looking

  connectedCallback() {
    this.log = this.querySelector("#log")
    this.pace = paceOf(this, () => this.#offer())
    this.news = new OfferedNews(this, (isMeant) => this.#showWaiting(isMeant))
    this.pause = this.querySelector("[data-pause]")
    this.pause?.addEventListener("change", () => this.#offer())
    this.arriving = new FrameByFrame({
      before: () => (this.isNearTop = undefined),
      each: (event) => this.#take(event),
      after: () => this.#tellCounts(),
    })
    this.showing = new FrameByFrame({
      before: () => (this.place = placeIn(this.log)),
      each: (event) => this.#insertInTurn(event),
      after: () => backTo(this.place),
    })
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY)
    this.stream = new EventStream({
      stream: this.dataset.stream,
      events: this.dataset.events,
      seq: Number(this.dataset.seq),
      onEvent: (event) => this.arriving.add(event),
      onConnection: (isThere) => this.#tellConnection(isThere),
    })
    this.stream.openWhileShown()
  }

  disconnectedCallback() {
    this.stream.close()
    clearInterval(this.#looking)
  }

  // How new posts are shown here. The highlights are a flow of their own: elsewhere they are counted.
  get shape() {
    const { shape } = this.pace
    if (DRAWN_AGAIN.has(this.dataset.read)) return "stream"
    return shape === "highlights" && this.dataset.read !== "flow" ? "counted" : shape
  }

  #tell(what, event) {
    this.dispatchEvent(new CustomEvent(what, { detail: event, bubbles: true }))
  }

  #look() {
    this.pace.look(Date.now())
    this.#offer()
  }

  #take(event) {
    if (event.kind === "post.thanked") return this.#thanked(event)
    if (event.kind.startsWith("welcome.")) return // the desk's own
    if (!event.kind.startsWith("post.")) return this.#hour(event)
    this.#counts = event
    if (event.gone) {
      this.#tell("room:gone", event)
      return this.#remove(event)
    }
    if (MARKED.has(event.kind)) return this.#marked(event)
    if (event.kind !== "post.received") return this.#stale()
    if (event.is_share) return
    this.pace.came(Date.now())
    this.#arrive(event)
    this.dispatchEvent(new CustomEvent("room:said", { detail: event }))
  }

  // The bar, the open question and the run sheet come drawn; the composer follows the question.
  #hour(event) {
    drawAgain(document.getElementById("top"), event.top_html)
    drawAgain(document.getElementById("now"), event.now_html)
    drawAgain(document.getElementById("run-sheet"), event.run_sheet_html)
    this.dataset.state = event.state
    this.dispatchEvent(new CustomEvent("room:hour", { detail: event, bubbles: true }))
  }

  #thanked(event) {
    for (const count of this.querySelectorAll(`[data-thanks="${event.post}"]`)) {
      count.textContent = event.thanks || ""
    }
    const waiting = this.#waiting.get(event.post)
    if (!waiting || !event.thanks) return
    waiting.highlight = true // thanks make one of it
    this.#offer()
  }

  #marked(event) {
    const waiting = this.#waiting.get(event.post)
    if (waiting) Object.assign(waiting, { html: event.html, highlight: event.highlight })
    this.#tell("room:marked", event)
  }

  // What many events change is told once a frame.
  #tellCounts() {
    if (this.#counts) {
      const { counts, people } = this.#counts
      for (const count of this.querySelectorAll("[data-answers]")) {
        count.textContent = counts[count.dataset.answers] ?? count.textContent
      }
      for (const count of this.querySelectorAll("[data-people]")) count.textContent = people
    }
    this.#counts = undefined
    this.#offer()
  }

  #remove(event) {
    this.#waiting.remove(event.post)
    this.showing.drop((waiting) => waiting.post === event.post)
    const entry = this.querySelector(`#thread-${event.post}`)
    if (entry?.querySelector(".replies > li")) this.#stale()
    entry?.querySelector("article")?.replaceChildren() // gone at once, whatever else waits
    if (entry && !entry.querySelector(".replies > li")) entry.remove()
  }

  #arrive(event) {
    if (this.querySelector(`#thread-${event.post}`)) return
    if (DRAWN_AGAIN.has(this.dataset.read)) return this.#waiting.add(event)
    if (!this.#belongs(event) || this.dataset.page !== "1") return
    if (this.#mayMove(event)) this.#insert(event)
    else this.#waiting.add(event)
  }

  #belongs(event) {
    const lane = /^q(\d+)$/.exec(this.dataset.read)
    const parent = event.parent && this.querySelector(`#thread-${event.parent}`)
    return !lane || event.question === Number(lane[1]) || Boolean(parent)
  }

  #mayMove(event) {
    if (this.#isMine(event)) return true
    const shape = this.shape
    if (this.pause?.checked || this.showing.isBusy || shape === "counted") return false
    if (shape === "highlights" && !event.highlight) return false
    if (this.#waiting.count(shape === "highlights" ? isHighlight : undefined)) return false
    if (!this.#newestFirst) return true
    // Measured once a frame: measuring after each insertion would lay the page out each time.
    this.isNearTop ??= this.log.getBoundingClientRect().top > -NEAR_TOP
    return this.isNearTop && !this.log.contains(document.activeElement)
  }

  #isMine(event) {
    return this.dataset.person && event.html.includes(`data-person="${this.dataset.person}"`)
  }

  get #newestFirst() {
    return FIRST.has(this.dataset.read) || /^q\d+$/.test(this.dataset.read)
  }

  #stale() {
    this.#isStale = true
  }

  #offer() {
    this.news.offer(this.#waiting, this.shape, this.#isStale)
  }

  async #showWaiting(isMeant) {
    const events = this.#waiting.take(isMeant)
    const redraw = this.#isStale || !this.log || this.dataset.read === "waiting"
    this.#isStale = false
    if (redraw) {
      this.#waiting.take()
      await this.#redraw()
    } else this.#begin(events)
    this.#offer()
    const entry = this.querySelector(".log article")
    this.querySelector(".log")?.scrollIntoView({ block: "nearest" })
    entry?.focus({ preventScroll: true })
  }

  // The first is put in at once, so that one can begin to read; the others follow below it.
  #begin(events) {
    const isShown = (post) => Boolean(this.querySelector(`#thread-${post}`))
    const [first, ...others] = inOrderOfReading(events, this.#newestFirst, isShown)
    this.#cursor = undefined
    if (first) this.#insertInTurn(first)
    this.showing.add(...others)
  }

  #insertInTurn(event) {
    this.#cursor = this.#insert(event, this.#cursor) ?? this.#cursor
  }

  // Puts a post where it belongs; returns its entry where that stands in the list itself.
  #insert(event, below) {
    if (this.querySelector(`#thread-${event.post}`)) return undefined
    this.querySelector("[data-empty]")?.remove()
    const entry = entryOf(event.html)
    const parent = event.parent && this.querySelector(`#thread-${event.parent}`)
    const isReply = parent && this.dataset.read !== "time"
    if (isReply) parent.closest(".log > li").querySelector(".replies").append(replyOf(entry))
    else if (!this.#newestFirst) this.log.append(entry)
    else if (below?.isConnected) below.after(entry)
    else this.log.prepend(entry)
    htmx.process(entry)
    return isReply ? undefined : entry
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

const isHighlight = (event) => Boolean(event.highlight)

customElements.define("live-room", LiveRoom)
