// What is being written at the desk outlives its page: a reload, a look at the run sheet's form, a
// session that ended and was begun again.
import { isWritten } from "./redrawing.js"

const key = () => `desk drafts ${location.pathname}`

export function keepDrafts(desk) {
  const fields = [...desk.querySelectorAll("textarea[id]")].filter(isWritten)
  const drafts = fields.map((field) => [field.id, field.value])
  sessionStorage.setItem(key(), JSON.stringify(drafts))
}

export function putDraftsBack(desk) {
  for (const [id, words] of JSON.parse(sessionStorage.getItem(key()) ?? "[]")) {
    const field = desk.querySelector(`#${id}`)
    if (field && !isWritten(field)) field.value = words
  }
  sessionStorage.removeItem(key())
}
