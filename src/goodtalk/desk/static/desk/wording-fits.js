// How long a question is on each network while it is typed. It counts as desk/fitting.py does.
const LINK_CHARACTERS = 23
const LINK = /https?:\/\/\S*[^\s.,;:!?()'"[\]]/gu
const FAR_MENTION = /(?<![\p{L}\p{M}\p{N}_/@])(@[\p{L}\p{M}\p{N}_]+)@[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}_]/gu
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" })

export function asPosted(text, number, tag) {
  const letter = "[\\p{L}\\p{M}\\p{N}_]"
  const own = new RegExp(`(?<!${letter})[#＃]${tag}(?!${letter})`, "iu")
  return `Q${number}: ${text}${own.test(text) ? "" : ` #${tag}`}`
}

export function lengths(text, number, tag) {
  const posted = asPosted(text.trim(), number, tag)
  const shortened = posted.replace(LINK, "x".repeat(LINK_CHARACTERS)).replace(FAR_MENTION, "$1")
  return { Mastodon: seen(shortened), Bluesky: seen(posted) }
}

function seen(text) {
  return [...graphemes.segment(text)].length
}

class WordingFits extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.dataset.for)
    this.field.addEventListener("input", this)
    this.handleEvent()
  }

  disconnectedCallback() {
    this.field.removeEventListener("input", this)
  }

  handleEvent() {
    const text = this.field.value
    const characters = lengths(text, this.dataset.number, this.dataset.tag)
    for (const place of this.querySelectorAll("[data-network]")) {
      const over = characters[place.dataset.network] > Number(place.dataset.limit)
      place.querySelector("b").textContent = characters[place.dataset.network]
      place.classList.toggle("over", over)
      place.querySelector("[data-over]").hidden = !over
    }
    this.hidden = !text.trim()
  }
}

customElements.define("wording-fits", WordingFits)
