// A post's entry in the list, made of the server's HTML: never drawn here.
export function entryOf(html) {
  const template = document.createElement("template")
  template.innerHTML = html
  return template.content.firstElementChild
}

// The same as what stands under something else.
export function replyOf(entry) {
  entry.className = "reply"
  entry.querySelector(".replies").remove()
  entry.querySelector(".filed")?.remove()
  return entry
}
