// How the room is shown when it is busy, and what is offered of what waits.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import "./page.js"

const room = "../../src/goodtalk/chats/static/chats"
const { Pace, nextPace } = await import(`${room}/pace.js`)
const { WaitingPosts, inOrderOfReading } = await import(`${room}/waiting-posts.js`)
const { newsOf } = await import(`${room}/offered-news.js`)
const { inSum, isCounted } = await import(`${room}/read-aloud.js`)
const { isDrawnOtherwise } = await import(`${room}/pace-choice.js`)

const { cases, limits } = JSON.parse(readFileSync(new URL("./pace.json", import.meta.url)))
const WORDS = {
  oneAnswer: "1 new answer to {q}", manyAnswers: "{n} new answers to {q}",
  oneTalk: "1 new post around the questions", manyTalk: "{n} new posts around the questions",
}

for (const { name, looks } of cases) {
  test(`the pace: ${name}`, () => {
    let pace = { shape: "stream" }

    const shapes = looks.map(([second, posts]) => {
      pace = nextPace(pace, posts, second * 1_000, limits)
      return pace.shape
    })

    assert.deepEqual(shapes, looks.map(([, , shape]) => shape))
  })
}

test("what came more than a minute ago counts no more", () => {
  const pace = new Pace({ limits })

  for (let second = 0; second < 11; second++) pace.came(second * 1_000)
  const busy = pace.shape
  for (let second = 15; second <= 130; second += 5) pace.look(second * 1_000)

  assert.deepEqual([busy, pace.shape], ["counted", "stream"])
})

test("a reader's choice goes before the room's pace, and can be taken back", () => {
  const pace = new Pace({ limits, choice: "stream" })
  for (let second = 0; second < 50; second++) pace.came(second * 1_000)

  const chosen = pace.shape
  pace.choice = "auto"

  assert.deepEqual([chosen, pace.shape], ["stream", "highlights"])
})

test("a page that the server drew in a storm begins in one", () => {
  assert.equal(new Pace({ shape: "highlights", limits }).shape, "highlights")
})

test("what waits is counted by question, the talk around them last", () => {
  const waiting = new WaitingPosts()
  for (const [post, question] of [[1, null], [2, 3], [3, 1], [4, 3]]) waiting.add({ post, question })

  assert.deepEqual([...waiting.byQuestion()], [[1, 1], [3, 2], [0, 1]])
})

test("what is shown waits no longer, the rest does", () => {
  const waiting = new WaitingPosts()
  for (const post of [1, 2, 3]) waiting.add({ post, question: post === 2 ? 2 : 1 })
  waiting.remove(3)

  const taken = waiting.take((event) => event.question === 1)

  assert.deepEqual([taken.map((event) => event.post), waiting.count()], [[1], 1])
})

test("many at once come newest first, and replies after what they answer", () => {
  const events = [{ post: 1 }, { post: 2, parent: 1 }, { post: 3, parent: 9 }, { post: 4, parent: 8 }]

  const order = inOrderOfReading(events, true, (post) => post === 9).map((event) => event.post)

  assert.deepEqual(order, [4, 1, 2, 3])
})

test("what is new is said with its question", () => {
  assert.deepEqual(
    [newsOf(2, 12, WORDS), newsOf(1, 1, WORDS), newsOf(0, 3, WORDS)],
    ["12 new answers to Q2", "1 new answer to Q1", "3 new posts around the questions"],
  )
})

test("a screen reader hears a sum of what a busy room counts", () => {
  assert.equal(inSum(new Map([[2, 12], [0, 1]]), WORDS), "12 new answers to Q2, 1 new post around the questions")
})

test("what is said to one, and highlights in a storm, are read out all the same", () => {
  const post = { kind: "post.received" }
  const heard = (event, shape, toMe = false) => !isCounted(event, shape, { toMe })

  assert.deepEqual(
    [heard(post, "stream"), heard(post, "counted"), heard(post, "counted", true), heard(post, "highlights"),
      heard({ ...post, highlight: true }, "highlights"), heard({ kind: "question.released" }, "highlights")],
    [true, false, true, false, true, true],
  )
})

test("only the highlights are another page", () => {
  assert.deepEqual(
    [isDrawnOtherwise("stream", "counted"), isDrawnOtherwise("highlights", "stream")], [false, true],
  )
})
