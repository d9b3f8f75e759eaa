// The desk's tools for a post, in a dialog over the room or the desk; keys press its buttons. Keys
// work only on a post and in its tools, so that they get in nobody's way (WCAG 2.1.4); none does
// while somebody writes, or is about to: a dialog that is on its way is waited for.
import "../chats/whole-page.js"
import { say } from "./not-done.js"
import { buttonFor, isField, opensDialog } from "./tool-keys.js"

class PostTools extends HTMLElement {
  #isOpening = false

  connectedCallback() {
    this.dialog = this.querySelector("dialog")
    this.link = this.querySelector("template")
    document.addEventListener("click", (event) => this.#click(event))
    document.addEventListener("keydown", (event) => this.#key(event))
    if (this.link) this.#offer()
  }

  // Everybody gets the same posts; the link stands only where whoever sits at the desk reads them.
  #offer() {
    const room = document.querySelector("live-room")
    const add = () => {
      for (const footer of room.querySelectorAll("article.post > footer:not(:has(.to-tools))")) {
        const link = this.link.content.firstElementChild.cloneNode(true)
        link.href = `${footer.parentElement.querySelector(".when").pathname}#tools`
        footer.append(link)
      }
    }
    add()
    new MutationObserver(add).observe(room.querySelector(".talk"), { childList: true, subtree: true })
  }

  #click(event) {
    const more = event.target.closest("[data-more]")
    if (!more || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.#open(new URL(more.href).pathname.match(/(\d+)\/$/)[1])
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || this.#isOpening) return
    const post = event.target.closest("article.post")
    const listed = post?.closest("li")?.querySelector("[data-tools]")
    const button = buttonFor(this.dialog.open ? this.dialog : listed, event.key)
    if (button) this.#press(button)
    else if (this.dialog.open || !post) return
    else if (opensDialog(event.key, Boolean(listed))) this.#open(post.id.replace("post-", ""), event.key)
    else return
    event.preventDefault()
  }

  // A quick hand is there before htmx has looked at what it has just swapped in.
  #press(button) {
    if (!button.form) return this.#lookAt(button)
    htmx.process(button.form)
    button.click()
  }

  // What asks first (a summary) opens, and has its first field written in.
  #lookAt(button) {
    if (button?.form) return button.focus()
    const details = button?.parentElement
    details?.setAttribute("open", "")
    details?.querySelector("input:not([type=hidden])").focus()
  }

  // Where they cannot be had, those of another post do not stand there instead.
  async #open(number, key) {
    this.#isOpening = true
    this.querySelector("#post-tools").replaceChildren()
    const request = htmx.ajax("GET", `${this.dataset.desk}posts/${number}/tools/`, { target: "#post-tools", swap: "innerHTML" })
    const isThere = await request.then(() => true, () => false)
    this.#isOpening = false
    if (!this.dialog.open) this.dialog.showModal()
    this.#lookAt(buttonFor(this.dialog, key))
    say(isThere ? "" : "offline")
  }
}

customElements.define("post-tools", PostTools)
