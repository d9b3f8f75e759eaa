// What the desk says of a post: the spotlight beside the talk, and the marks at the post itself.
import { drawAgain } from "./draw-again.js"

document.addEventListener("room:marked", ({ detail: event }) => {
  const template = document.createElement("template")
  template.innerHTML = event.html
  const fresh = template.content.querySelector("article")
  const shown = document.getElementById(fresh.id)
  const marks = (article) => [...article.querySelectorAll(":scope > header > :is(.lit, .marked)")]
  if (shown) {
    for (const mark of marks(shown)) mark.remove()
    shown.querySelector(":scope > header").append(...marks(fresh))
  }
  const spotlight = document.getElementById("spotlight")
  if (spotlight && "spotlight_html" in event) drawAgain(spotlight, event.spotlight_html)
})

document.addEventListener("room:gone", ({ detail: { post } }) => {
  document.querySelector(`#spotlight [data-spotlit="${post}"]`)?.remove()
})
