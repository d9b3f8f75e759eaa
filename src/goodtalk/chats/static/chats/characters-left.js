// How many characters a text may still have, with the tag that is added where it is not there yet.
export function charactersLeft(text, added, limit) {
  const letter = "[\\p{L}\\p{M}\\p{N}_]"
  const tag = new RegExp(`(?<!${letter})[#＃]${added.trim().slice(1)}(?!${letter})`, "iu")
  return limit - [...text.trim()].length - (tag.test(text) ? 0 : [...added].length)
}

class CharactersLeft extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.dataset.for)
    this.field.addEventListener("input", this)
    this.handleEvent()
  }

  disconnectedCallback() {
    this.field.removeEventListener("input", this)
  }

  handleEvent() {
    const left = charactersLeft(this.field.value, this.dataset.added, Number(this.dataset.limit))
    this.textContent = left
    this.classList.toggle("over", left < 0)
  }
}

customElements.define("characters-left", CharactersLeft)
