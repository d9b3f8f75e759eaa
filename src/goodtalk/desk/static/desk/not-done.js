// What was pressed and not done is said in words, where it was pressed; politely, so that a screen
// reader says it too. The words stand at the line itself.
export function whyNot(status, isStillHere) {
  if (!status) return "offline"
  if (!isStillHere) return "gone"
  return status === 404 ? "missing" : "failed"
}

export function say(words) {
  const line = document.querySelector("dialog[open] [data-not-done]") ?? document.querySelector("[data-not-done]")
  const sentence = line.dataset[words] ?? words
  if (line.textContent !== sentence) line.textContent = sentence // else it would be read out again
}

// What asks by itself, again and again, is not what somebody has pressed.
function isPressed({ requestConfig, target }) {
  const isOurs = target?.closest?.("desk-follow, desk-log, post-tools")
  return Boolean(isOurs) && (requestConfig.verb === "post" || target.id === "post-tools")
}

async function tell({ detail }) {
  if (!isPressed(detail)) return
  const { status } = detail.xhr
  say(whyNot(status, status !== 404 || await isAtDesk()))
}

// A post that has gone and a desk at which one may not sit any more answer alike.
async function isAtDesk() {
  const { desk } = document.querySelector("[data-desk]").dataset
  const answer = await fetch(desk, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => undefined)
  return answer?.status !== 404
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => isPressed(detail) && say(""))
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, tell)
}
