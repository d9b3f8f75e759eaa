// What the keys of a post's tools mean. Beside a post at the desk stand the most used buttons; in the
// dialog stand also those of these keys, which lead to them there.
const IN_DIALOG = new Set("arieqphx")

export function buttonFor(tools, key) {
  return [...(tools?.querySelectorAll("[data-key]") ?? [])].find((button) => button.dataset.key === key)
}

// In the room no tools stand beside a post, and there other keys have meanings of their own.
export function opensDialog(key, isAtDesk) {
  return key === "d" || (isAtDesk && IN_DIALOG.has(key))
}

export function isField(element) {
  return element.matches("input, textarea, select")
}
