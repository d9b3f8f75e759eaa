// Tells a screen reader what happens in the room, as much of it as its user has chosen.
const KEPT = 20 // lines in the log region

export function isTold(event, talkative, { toMe }) {
  if (talkative === "nothing") return false
  if (event.kind === "question.released") return true
  if (event.kind !== "post.received") return false
  return talkative === "everything" || (talkative === "replies" && toMe)
}

export function listen(room) {
  const region = room.querySelector("[data-aloud]")
  const choice = room.querySelector("[data-talkative]")
  if (!choice) return
  choice.value = localStorage.getItem("talkative") ?? choice.value
  choice.addEventListener("change", () => localStorage.setItem("talkative", choice.value))
  const tell = (event) => {
    if (!isTold(event, choice.value, { toMe: isToMe(room, event) })) return
    const line = document.createElement("p")
    line.textContent = event.author ? `${event.author}: ${event.text}` : `Q${event.question}: ${event.text}`
    region.append(line)
    while (region.children.length > KEPT) region.firstElementChild.remove()
  }
  room.addEventListener("room:said", (event) => tell(event.detail))
  room.addEventListener("room:hour", (event) => tell(event.detail))
}

function isToMe(room, event) {
  const parent = event.parent && room.querySelector(`#post-${event.parent}`)
  return Boolean(parent && room.dataset.person && parent.dataset.person === room.dataset.person)
}
