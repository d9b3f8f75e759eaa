// Tells a screen reader what happens in the room, as much of it as its user has chosen; what a
// busy room counts is counted here too, not read out post by post.
import { newsOf } from "./offered-news.js"

const KEPT = 20 // lines in the log region
const SUM_EVERY = 20_000 // milliseconds from one count to the next

export function isTold(event, talkative, { toMe }) {
  if (talkative === "nothing") return false
  if (event.kind === "question.released") return true
  if (event.kind !== "post.received") return false
  return talkative === "everything" || (talkative === "replies" && toMe)
}

// Whether a post is only counted: what is said to me never is, and highlights are not in a storm.
export function isCounted(event, shape, { toMe }) {
  if (event.kind !== "post.received" || toMe || shape === "stream") return false
  return shape === "counted" || !event.highlight
}

// "12 new answers to Q2, 3 new posts around the questions"
export function inSum(counts, words) {
  return [...counts].map(([question, number]) => newsOf(question, number, words)).join(", ")
}

export function listen(room) {
  const region = room.querySelector("[data-aloud]")
  const choice = room.querySelector("[data-talkative]")
  if (!choice) return
  choice.value = localStorage.getItem("talkative") ?? choice.value
  choice.addEventListener("change", () => localStorage.setItem("talkative", choice.value))
  const words = room.querySelector("[data-lanes]")?.dataset
  const counts = new Map()
  const say = (text) => {
    const line = document.createElement("p")
    line.textContent = text
    region.append(line)
    while (region.children.length > KEPT) region.firstElementChild.remove()
  }
  const sum = () => {
    if (counts.size) say(inSum(counts, words))
    counts.clear()
  }
  const tell = (event) => {
    const toMe = isToMe(room, event)
    if (!isTold(event, choice.value, { toMe })) return
    if (event.kind === "question.released" && !event.text) return // it was taken back at once
    if (words && isCounted(event, room.shape, { toMe })) {
      if (!counts.size) setTimeout(sum, SUM_EVERY)
      const question = event.question ?? 0
      counts.set(question, (counts.get(question) ?? 0) + 1)
    } else say(event.author ? `${event.author}: ${event.text}` : `Q${event.question}: ${event.text}`)
  }
  room.addEventListener("room:said", (event) => tell(event.detail))
  room.addEventListener("room:hour", (event) => tell(event.detail))
}

function isToMe(room, event) {
  const parent = event.parent && room.querySelector(`#post-${event.parent}`)
  return Boolean(parent && room.dataset.person && parent.dataset.person === room.dataset.person)
}
