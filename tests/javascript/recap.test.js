// A mark is put behind the paragraph in which one writes, on a line of its own.
import assert from "node:assert/strict"
import { test } from "node:test"

const { whereMark, withSpace } = await import("../../src/goodtalk/record/static/record/marks.js")

const put = (text, caret) => {
  const at = whereMark(text, caret)
  return text.slice(0, at) + withSpace(text, at, "[[quote 3]]") + text.slice(at)
}

test("behind the paragraph, wherever in it one writes", () => {
  assert.equal(put("It was very icy.\n\nThen it snowed.", 9), "It was very icy.\n\n[[quote 3]]\n\nThen it snowed.")
})

test("at the end, where one has not begun to write", () => {
  assert.equal(put("It was icy.\n", undefined), "It was icy.\n\n[[quote 3]]\n")
})

test("in an empty text it is the first line", () => {
  assert.equal(put("", 0), "[[quote 3]]\n")
})
