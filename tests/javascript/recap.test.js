// A mark is put where one was writing, on a line of its own.
import assert from "node:assert/strict"
import { test } from "node:test"

const { withMark } = await import("../../src/goodtalk/record/static/record/mark-adder.js")

test("a mark stands by itself between what was written", () => {
  const added = withMark("Before.After.", 7, "[[quote 3]]")

  assert.deepEqual(added, { text: "Before.\n\n[[quote 3]]\n\nAfter.", at: 20 })
})

test("at the end one goes on writing behind it", () => {
  assert.deepEqual(withMark("Before.\n", 8, "[[quote 3]]"), {
    text: "Before.\n\n[[quote 3]]\n",
    at: 20,
  })
})

test("in an empty text it is the first line", () => {
  assert.deepEqual(withMark("", 0, "[[quote 3]]"), { text: "[[quote 3]]\n", at: 11 })
})
