// What is being written outlives its page: a reload, a network that failed, a session that ended.
const key = () => `recap ${location.pathname}${location.search}`
const plain = (text) => text.replaceAll("\r\n", "\n").trim()

export function keepWords(text, after) {
  sessionStorage.setItem(key(), JSON.stringify({ text, after }))
}

// What was being written when the page went, if that is not what stands there now.
export function lostWords(shown) {
  const kept = JSON.parse(sessionStorage.getItem(key()) ?? "null")
  if (kept && plain(kept.text) !== plain(shown)) return kept
  sessionStorage.removeItem(key())
  return undefined
}
