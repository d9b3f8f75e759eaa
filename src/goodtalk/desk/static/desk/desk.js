// The desk follows the hour: when something has happened, the server draws it again.
import { EventStream } from "../chats/event-stream.js"

const SETTLE = 700 // milliseconds: many posts at once are one redraw

class DeskFollow extends HTMLElement {
  #timer

  connectedCallback() {
    this.stream = new EventStream({
      stream: this.dataset.stream,
      events: this.dataset.stream.replace(/stream$/, "events"),
      seq: Number(this.dataset.seq),
      onEvent: () => this.#redrawSoon(),
      onConnection: () => {},
    })
    this.stream.openWhileShown()
  }

  disconnectedCallback() {
    this.stream.close()
  }

  #redrawSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.querySelector("#desk :focus:is(input, select, textarea)")) this.#redrawSoon()
      else htmx.ajax("GET", location.href, { target: "#desk", swap: "outerHTML" })
    }, SETTLE)
  }
}

customElements.define("desk-follow", DeskFollow)
