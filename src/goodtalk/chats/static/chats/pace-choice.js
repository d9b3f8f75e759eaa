// A reader's own choice of pace goes before the room's, and is remembered in this browser.
// Without JavaScript `?pace=` in the address says the same.
import { Pace } from "./pace.js"

const KEY = "pace"

export function paceOf(room, onChange) {
  const choice = room.querySelector("[data-pace]") // not there once the hour is over
  const { shape, counted, highlights } = room.querySelector("[data-lanes]")?.dataset ?? {}
  const limits = { counted: Number(counted ?? Infinity), highlights: Number(highlights ?? Infinity) }
  if (!choice) return new Pace({ limits })
  const asked = new URLSearchParams(location.search).get(KEY)
  choice.value = asked ?? localStorage.getItem(KEY) ?? "auto"
  const pace = new Pace({ shape, choice: choice.value, limits })
  const isOther = (one, other) => room.dataset.read === "flow" && isDrawnOtherwise(one, other)
  if (asked === null && isOther(shape, pace.shape)) askFor(choice.value)
  choice.addEventListener("change", () => {
    localStorage.setItem(KEY, choice.value)
    const before = pace.shape
    pace.choice = choice.value
    if (isOther(before, pace.shape)) askFor(choice.value)
    else onChange()
  })
  return pace
}

// The highlights alone are another page than everything.
export function isDrawnOtherwise(one, other) {
  return (one === "highlights") !== (other === "highlights")
}

function askFor(choice) {
  const address = new URL(location.href)
  address.searchParams.set(KEY, choice)
  location.replace(address)
}
