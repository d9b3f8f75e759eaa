// The form at the foot: it knows what it answers, keeps a draft, and says when sending failed.
const form = () => document.querySelector("form.composer")
const draftKey = `draft ${location.pathname}`

function replyTo(link) {
  const composer = form()
  if (!composer) return false
  composer.elements.reply_to.value = link.dataset.reply
  composer.querySelector("[data-reply-name]").textContent = link.dataset.name
  composer.querySelector("[data-answering]").hidden = false
  composer.querySelector("[data-about]").closest("label").hidden = true // a reply belongs with what it answers
  composer.elements.text.focus()
  return true
}

function noReply() {
  const composer = form()
  composer.elements.reply_to.value = ""
  composer.querySelector("[data-answering]").hidden = true
  const about = composer.querySelector("[data-about]")
  about.closest("label").hidden = !about.value
  composer.elements.text.focus()
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-reply], [data-no-reply]")
  if (!link || event.ctrlKey || event.metaKey) return
  if (link.matches("[data-no-reply]")) noReply()
  else if (!replyTo(link)) return
  event.preventDefault()
})

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "say-text") return
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form().requestSubmit()
})

document.addEventListener("input", (event) => {
  if (event.target.id === "say-text") sessionStorage.setItem(draftKey, event.target.value)
})

// A question has been released: the form is about that one now, unless something is being written.
document.addEventListener("room:hour", ({ detail }) => {
  const composer = form()
  if (!composer) return
  const about = composer.querySelector("[data-about]")
  for (const option of about.options) {
    if (Number(option.value) && Number(option.value) <= (detail.open ?? 0)) {
      option.hidden = option.disabled = false
    }
  }
  about.closest("label").hidden = !detail.open || Boolean(composer.elements.reply_to.value)
  if (composer.elements.text.value) return
  about.value = detail.open ?? ""
  const { answer, talk } = composer.elements.text.dataset
  composer.elements.text.placeholder = detail.open ? answer.replace("{q}", `Q${detail.open}`) : talk
})

document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.elt.matches?.("form.composer") && !event.target.matches?.("form.composer")) return
  const composer = form()
  if (!composer.querySelector(".error")) sessionStorage.removeItem(draftKey)
  composer.elements.text.focus()
})

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const composer = event.target.closest?.("form.composer")
    if (composer) composer.querySelector(".note").textContent = composer.dataset.lost
  })
}

const draft = sessionStorage.getItem(draftKey)
const field = form()?.elements.text
if (draft && field && !field.value) {
  field.value = draft
  field.dispatchEvent(new Event("input", { bubbles: true })) // whoever counts its characters
}
