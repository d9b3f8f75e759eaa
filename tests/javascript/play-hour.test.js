// What playing an old hour again works out, without a browser.
import assert from "node:assert/strict"
import { test } from "node:test"

import "./page.js"

const { pageAt, positionAfter, questionAt, saidBy } = await import(
  "../../src/goodtalk/chats/static/chats/play-hour.js"
)

test("an hour passes as many times as fast as was chosen, and stops at its end", () => {
  assert.equal(positionAfter(1_000, 250, 60, 100_000), 16_000)
  assert.equal(positionAfter(99_000, 250, 60, 100_000), 100_000)
})

test("the open question is the last one that was asked", () => {
  const questions = [
    { at: 10, text: "Q1" },
    { at: 20, text: "Q2" },
  ]

  const open = [9, 10, 19, 20, 99].map((moment) => questionAt(questions, moment)?.text ?? "")

  assert.deepEqual(open, ["", "Q1", "Q1", "Q2", "Q2"])
})

test("a moment stands on the page of the last mark before it", () => {
  const marks = [
    { at: 10, page: 1 },
    { at: 20, page: 1 },
    { at: 30, page: 2 },
  ]

  assert.deepEqual([5, 25, 30, 99].map((moment) => pageAt(marks, moment)), [1, 1, 2, 2])
  assert.equal(pageAt([], 5), 1)
})

test("a post has been said from its moment on", () => {
  assert.deepEqual([0, 1, 2, 3].map((moment) => saidBy([1, 2, 2], moment)), [0, 1, 3, 3])
})
