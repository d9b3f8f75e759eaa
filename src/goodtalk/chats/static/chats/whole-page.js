// A whole page in answer to a button is never put inside this one. It is the way in, after a
// session has ended, or says that this page's form is out of date: loaded again, the page leads there.
export function isWholePage(html) {
  return /^\s*<!doctype/i.test(html)
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isWholePage(detail.serverResponse)) return
  detail.shouldSwap = false
  if (detail.xhr.status < 404) location.reload()
})
