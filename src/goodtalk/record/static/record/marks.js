// Where a mark goes into a text, and what goes in: on a line of its own, behind the paragraph in
// which one writes; at the end, where one has not begun.
export function whereMark(text, caret) {
  if (caret === undefined) return text.trimEnd().length
  const end = text.indexOf("\n\n", caret)
  return end < 0 ? text.trimEnd().length : end
}

export function withSpace(text, at, mark) {
  const before = text.slice(0, at).trim() ? "\n\n" : ""
  const after = text.slice(at) ? "" : "\n"
  return `${before}${mark}${after}`
}
