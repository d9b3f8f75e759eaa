// How many characters a text may still have, with what is added to it.
export function charactersLeft(text, added, limit) {
  const has = text.toLowerCase().includes(added.trim().toLowerCase())
  return limit - [...text.trim()].length - (has ? 0 : [...added].length)
}

class CharactersLeft extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.dataset.for)
    this.field.addEventListener("input", this)
    this.handleEvent()
  }

  handleEvent() {
    const left = charactersLeft(this.field.value, this.dataset.added, Number(this.dataset.limit))
    this.textContent = left
    this.classList.toggle("over", left < 0)
  }
}

customElements.define("characters-left", CharactersLeft)
