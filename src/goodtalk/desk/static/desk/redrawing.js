// Puts a freshly drawn desk into the page without taking anything out of anybody's hands: what is
// the same stays, what has the same id is looked into, and a form in which somebody writes stays as
// it is. What such a form saw when it was drawn stays with it: the server refuses it if it is stale.
const FIELDS = "input:not([type=hidden]), textarea, select"
const TOKEN = "[name=csrfmiddlewaretoken]"

export function isWritten(field) {
  return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue
}

export function nameOf(node) {
  return node.id || node.getAttribute?.("action") || ""
}

// `sent` is the form that is answered by this: it is done with, unless it was refused.
export function redraw(desk, fresh, { sent, isRefused = false } = {}) {
  const isBusy = (form) => (form !== sent || isRefused) && isWrittenIn(form)
  const focused = desk.contains(document.activeElement) ? document.activeElement : undefined
  const place = focused?.closest("[id][tabindex='-1']")?.id
  const caret = focused && [focused.selectionStart, focused.selectionEnd]
  const token = desk.querySelector(TOKEN)?.value
  for (const each of fresh.querySelectorAll(TOKEN)) each.setAttribute("value", token ?? each.value)
  if (isRefused && sent) lookAgain(sent, fresh)
  fill(desk, fresh, isBusy)
  htmx.process(desk)
  if (focused && document.activeElement !== focused) focusAgain(desk, focused, caret, place)
}

function isWrittenIn(form) {
  const fields = [...form.querySelectorAll(FIELDS)]
  return fields.some((field) => field === document.activeElement || isWritten(field))
}

// Refused as stale: pressed once more, it is about what stands here now.
function lookAgain(sent, fresh) {
  const again = [...fresh.querySelectorAll("form")].find((form) => nameOf(form) === nameOf(sent))
  for (const { name, value } of again?.querySelectorAll("[type=hidden]") ?? []) {
    sent.elements[name]?.setAttribute("value", value)
  }
}

function fill(shown, fresh, isBusy) {
  keepOpen(shown, fresh)
  for (const { name, value } of fresh.attributes) shown.setAttribute(name, value)
  for (const { name } of [...shown.attributes]) {
    if (!fresh.hasAttribute(name)) shown.removeAttribute(name)
  }
  const before = new Set(shown.childNodes)
  const wanted = [...fresh.childNodes].map((node) => {
    const olds = [...before]
    const old = olds.find((one) => isCounterpart(one, node)) ?? olds.find((one) => one.isEqualNode(node))
    before.delete(old)
    return old ? upToDate(old, node, isBusy) : node
  })
  for (const node of [...shown.childNodes]) {
    if (!wanted.includes(node) && !holdsWords(node, isBusy)) node.remove()
  }
  put(shown, wanted)
}

function isCounterpart(one, other) {
  return Boolean(nameOf(one)) && nameOf(one) === nameOf(other) && one.nodeName === other.nodeName
}

function upToDate(old, node, isBusy) {
  if (old.isEqualNode(node)) return old
  if (old.matches("form")) return isBusy(old) ? old : node
  fill(old, node, isBusy)
  return old
}

// The server has no place for it any more (the hour has ended, somebody else was quicker): what was
// typed stays all the same, and pressing its button says why not.
function holdsWords(node, isBusy) {
  const forms = node.matches?.("form") ? [node] : [...(node.querySelectorAll?.("form") ?? [])]
  return forms.some((form) => isBusy(form) && [...form.querySelectorAll("textarea")].some(isWritten))
}

// What is there already is not moved: a field that is moved loses the focus.
function put(shown, wanted) {
  let place = shown.firstChild
  for (const node of wanted) {
    while (place && place !== node && !wanted.includes(place)) place = place.nextSibling
    if (node === place) place = place.nextSibling
    else shown.insertBefore(node, place)
  }
}

function keepOpen(shown, fresh) {
  const [olds, news] = [shown, fresh].map((node) => node.querySelectorAll("details"))
  if (olds.length === news.length) olds.forEach((details, index) => { news[index].open = details.open })
}

// A button that says something else now is not the one that was about to be pressed. Where it has
// gone, what it stood in takes the focus, if that can have it.
function focusAgain(desk, focused, [start, end], place) {
  const key = (one) => [
    one.name, one.href, one.textContent, one.ariaLabel, one.form && nameOf(one.form),
  ].join()
  const alike = [...desk.querySelectorAll(focused.localName)]
  const again = focused.isConnected ? focused : alike.find((one) => key(one) === key(focused))
  const instead = again ?? (place && desk.querySelector(`#${place}`))
  instead?.focus({ preventScroll: true })
  if (again && start != null) again.setSelectionRange(start, end)
}
