// What is being written outlives its page: a reload, a network that failed, a session that ended.
const page = () => `recap ${location.pathname}`
const key = () => `${page()}${location.search}`
const plain = (text) => text.replaceAll("\r\n", "\n").trim()
const words = (name) => JSON.parse(sessionStorage.getItem(name) ?? "null") ?? undefined

export function keepWords(text, after) {
  sessionStorage.setItem(key(), JSON.stringify({ text, after }))
}

// What was being written when the page went, if that is not what stands there now. What stands
// there was kept, wherever it was begun: from a draft, or from an older text.
export function lostWords(shown) {
  const names = Array.from({ length: sessionStorage.length }, (_, place) => sessionStorage.key(place))
  for (const name of names.filter((one) => one.startsWith(page()))) {
    if (plain(words(name).text) === plain(shown)) sessionStorage.removeItem(name)
  }
  return words(key())
}
