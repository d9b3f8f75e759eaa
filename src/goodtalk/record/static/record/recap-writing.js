// The page on which a recap is written: marks are put in, words are kept, trouble is told. How it
// looks is htmx's business; without JavaScript the marks stand there to be copied.
import { keepWords, lostWords } from "./kept-words.js"
import { whereMark, withSpace } from "./marks.js"

class RecapWriting extends HTMLElement {
  #caret

  connectedCallback() {
    this.area = this.querySelector("textarea")
    this.after = this.querySelector("[name=after]")
    for (const button of this.querySelectorAll("[data-add]")) button.hidden = false
    for (const kind of ["click", "input", "focusout"]) this.addEventListener(kind, this)
    for (const kind of ["htmx:beforeSwap", "htmx:sendError", "htmx:responseError", "htmx:afterSwap"]) {
      document.addEventListener(kind, this)
    }
    this.#putBack()
  }

  handleEvent(event) {
    if (event.type === "click") this.#add(event.target.closest("[data-add]"))
    else if (event.type === "input") keepWords(this.area.value, this.after.value)
    else if (event.type === "focusout" && event.target === this.area) this.#caret = this.area.selectionEnd
    else if (event.type === "htmx:beforeSwap") this.#judge(event.detail)
    else if (event.type === "htmx:afterSwap") this.#noTrouble()
    else if (event.type.startsWith("htmx:")) this.#tell(this.dataset[event.detail.xhr?.status ? "gone" : "offline"])
  }

  #putBack() {
    const lost = lostWords(this.area.defaultValue) // the browser may have put them back already
    if (lost) {
      this.area.value = lost.text
      this.after.value = lost.after
      this.#tell(this.dataset.restored)
    }
    if (this.area.value === this.area.defaultValue) return
    if (document.readyState === "complete") this.#look()
    else addEventListener("load", () => this.#look(), { once: true }) // htmx listens by then
  }

  // By typing, as far as the browser can: so that it can be undone.
  #add(button) {
    if (!button) return
    const { value } = this.area
    const at = whereMark(value, this.#caret)
    this.area.focus()
    this.area.setSelectionRange(at, at)
    const words = withSpace(value, at, button.dataset.add)
    if (!document.execCommand("insertText", false, words)) this.area.setRangeText(words, at, at, "end")
    this.#caret = this.area.selectionEnd
    button.focus()
    this.#look()
    this.#tell(`${this.dataset.added} ${button.dataset.add}`)
  }

  // What came instead of the look is another page: that of a sign-in.
  #judge(detail) {
    if (detail.target?.id !== "look" || detail.serverResponse.includes('id="look"')) return
    detail.shouldSwap = false
    this.#tell(this.dataset.gone)
  }

  #look() {
    this.area.dispatchEvent(new Event("look-again", { bubbles: true }))
  }

  #noTrouble() {
    const { offline, gone } = this.dataset
    if ([offline, gone].includes(this.querySelector("[data-told]").textContent)) this.#tell("")
  }

  #tell(words) {
    this.querySelector("[data-told]").textContent = words
  }
}

customElements.define("recap-writing", RecapWriting)
