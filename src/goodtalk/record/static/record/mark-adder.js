// Puts a mark where one was writing. Without JavaScript the marks stand there to be copied.

// The text with a mark on a line of its own at that place, and where one goes on writing.
export function withMark(text, at, mark) {
  const before = text.slice(0, at).replace(/\n*$/, "")
  const after = text.slice(at).replace(/^\n*/, "")
  const start = before ? `${before}\n\n${mark}` : mark
  return { text: after ? `${start}\n\n${after}` : `${start}\n`, at: start.length }
}

if (globalThis.customElements) {
  class MarkAdder extends HTMLElement {
    connectedCallback() {
      for (const button of this.querySelectorAll("[data-add]")) button.hidden = false
      this.addEventListener("click", this)
    }
    disconnectedCallback() {
      this.removeEventListener("click", this)
    }
    handleEvent(event) {
      const button = event.target.closest("[data-add]")
      if (!button) return
      const area = this.querySelector("textarea")
      const added = withMark(area.value, area.selectionEnd, button.dataset.add)
      area.value = added.text
      area.setSelectionRange(added.at, added.at)
      area.dispatchEvent(new Event("input", { bubbles: true })) // the look beside it follows
      const said = this.querySelector("[data-added]")
      said.textContent = `${said.dataset.words} ${button.dataset.add}`
    }
  }
  customElements.define("mark-adder", MarkAdder)
}
