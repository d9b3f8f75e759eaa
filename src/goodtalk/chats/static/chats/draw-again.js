// Puts the server's HTML in the place of a part of the page, under somebody's hands: what is the
// same stays, what was opened stays open, and the focus stays on what it was on. Where that has
// gone, what it stood in takes the focus, so that Tab goes on from there.
export function drawAgain(part, html) {
  const fresh = part.cloneNode(false)
  fresh.innerHTML = html
  keepOpen(part, fresh)
  if (fresh.isEqualNode(part)) return
  const focused = part.contains(document.activeElement) ? document.activeElement : undefined
  const place = focused && alike(part, focused).indexOf(focused)
  part.replaceChildren(...fresh.childNodes)
  if (focused && focused !== part) focusAgain(part, alike(part, focused)[place])
}

// The same link, or the same button; which of them, if there are several, tells its place.
function alike(part, one) {
  const key = ({ localName, textContent }, href) => [localName, href ?? textContent.trim()].join()
  const wanted = key(one, one.getAttribute("href"))
  return [...part.querySelectorAll(one.localName)].filter(
    (each) => key(each, each.getAttribute("href")) === wanted,
  )
}

function focusAgain(part, again) {
  const one = again ?? part
  if (one === part) part.tabIndex = -1
  one.focus({ preventScroll: true })
}

function keepOpen(part, fresh) {
  const [shown, news] = [part, fresh].map((node) => node.querySelectorAll("details"))
  if (shown.length === news.length) shown.forEach((each, index) => (news[index].open = each.open))
}
