// When a desk asks without having heard of anything: every fifteen seconds in sight, at every second
// of these beats behind another window, and at once when it is shown again.
export function isDue(beat, isHidden) {
  return !isHidden || beat % 2 === 0
}

// They come from a worker: Chromium slows the timers of a page in the background to one a minute, and
// after a minute without asking a desk counts as empty.
export function onBeats(ask) {
  let beat = 0
  const worker = new Worker(new URL("./beat.js", import.meta.url))
  worker.onmessage = () => isDue(++beat, document.hidden) && ask()
  document.addEventListener("visibilitychange", () => document.hidden || ask())
  return worker
}
