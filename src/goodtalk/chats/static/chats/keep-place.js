// Nothing moves under a reader: where a browser does not keep the place by itself, this does.
const keepsItself = globalThis.CSS?.supports?.("overflow-anchor", "auto")

// The first post that is in sight, and where it stands.
export function placeIn(list) {
  if (keepsItself || !list || scrollY === 0) return undefined
  const post = [...list.children].find((entry) => entry.getBoundingClientRect().bottom > 0)
  return post && { post, top: post.getBoundingClientRect().top }
}

export function backTo(place) {
  if (place?.post.isConnected) scrollBy(0, place.post.getBoundingClientRect().top - place.top)
}
