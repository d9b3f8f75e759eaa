// The hour's events, each once and in order, whatever the network does: a stream where it flows,
// polling where something between here and the server holds it back.
export const KINDS = [
  "chat.planned", "chat.edited", "chat.opened", "chat.started", "chat.checked_in", "chat.held",
  "chat.left_alone", "chat.went_on", "chat.reopened", "question.taken_back",
  "chat.resumed", "chat.extended", "chat.shortened", "chat.wrapped_up", "chat.closed",
  "recap.published", "recap.edited", "recap.withdrawn",
  "run_sheet.edited", "run_sheet.stretched", "run_sheet.restored", "question.released",
  "question.skipped", "question.restored", "question.added", "question.promoted",
  "question.taken_off", "post.received", "post.held", "post.set_aside", "post.restored",
  "post.withdrawn", "post.thanked", "post.edited", "post.refiled", "post.spotlit",
  "post.unspotlit", "post.marked",
  "welcome.claimed", "welcome.freed", "welcome.settled", "welcome.reopened",
]

const LOOK_FIRST = 4_000 // does the stream bring what there is?
const LOOK_EVERY = 15_000 // once it has shown that it does
const POLL_EVERY = 3_000 // where it does not
const RETRY_AFTER = 2_000

export class EventStream {
  #source
  #timer

  constructor({ stream, events, seq, onEvent, onConnection }) {
    Object.assign(this, { stream, events, seq, onEvent, onConnection })
    this.pollEvery = LOOK_FIRST
  }

  // A page that the browser keeps for the back button hears nothing; shown again, it catches up.
  openWhileShown() {
    this.open()
    addEventListener("pagehide", () => this.close())
    addEventListener("pageshow", (event) => event.persisted && this.open())
  }

  open() {
    this.#listen()
    this.#pollLater()
  }

  close() {
    this.#source?.close()
    clearTimeout(this.#timer)
  }

  // Each event once, in order: the stream and a poll may both bring it.
  take(event) {
    if (event.seq <= this.seq) return false
    this.seq = event.seq
    this.onEvent(event)
    return true
  }

  #listen() {
    this.#source = new EventSource(`${this.stream}?after=${this.seq}`)
    this.#source.onopen = () => this.onConnection(true)
    this.#source.onerror = () => {
      this.onConnection(false)
      this.pollEvery = POLL_EVERY // until it is back
      if (this.#source.readyState === EventSource.CLOSED) {
        setTimeout(() => this.#listen(), RETRY_AFTER * (1 + Math.random()))
      }
    }
    for (const kind of KINDS) {
      this.#source.addEventListener(kind, (message) => this.take(JSON.parse(message.data)))
    }
  }

  #pollLater() {
    this.#timer = setTimeout(() => this.#poll(), this.pollEvery)
  }

  async #poll() {
    const before = this.seq
    try {
      const answer = await fetch(`${this.events}?after=${before}`, { headers: { Accept: "application/json" } })
      if (answer.ok) {
        const { events } = await answer.json()
        const missed = events.filter((event) => this.take({ seq: event.seq, kind: event.kind, ...event.data }))
        // The stream should have brought these: from now on do not wait for it.
        this.pollEvery = missed.length ? POLL_EVERY : Math.min(this.pollEvery * 1.5, LOOK_EVERY)
        this.onConnection(true)
      }
    } catch {
      this.onConnection(false)
    }
    this.#pollLater()
  }
}
