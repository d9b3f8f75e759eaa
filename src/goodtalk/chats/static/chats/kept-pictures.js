// Asks again for a picture that is still on its way here; says in words when it does not come.
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000]

export function waitAfter(failures) {
  return WAITS_MS[failures - 1]
}

const failures = new WeakMap()

function askAgain(image) {
  const soFar = (failures.get(image) ?? 0) + 1
  failures.set(image, soFar)
  const wait = waitAfter(soFar)
  if (wait) setTimeout(() => (image.src = image.getAttribute("src")), wait)
  else say(image.closest("figure")?.querySelector("[data-gone]"))
}

// An emoji without its picture says its name by itself.
function say(gone) {
  if (gone) gone.hidden = false
}

const KEPT = "img[data-kept], img.emoji"
const isKept = (node) => node.matches?.(KEPT)
document.addEventListener("error", ({ target }) => isKept(target) && askAgain(target), true)
for (const image of document.querySelectorAll(KEPT)) {
  if (image.complete && image.naturalWidth === 0) askAgain(image)  // it failed before this ran
}
