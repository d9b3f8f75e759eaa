// What the room's behaviours work out, without a browser.
import assert from "node:assert/strict"
import { test } from "node:test"

import "./page.js"

const room = "../../src/goodtalk/chats/static/chats"
const { timeLeft } = await import(`${room}/count-down.js`)
const { minutesLeft } = await import(`${room}/hour-clock.js`)
const { charactersLeft } = await import(`${room}/characters-left.js`)
const { step } = await import(`${room}/post-keys.js`)
const { isTold } = await import(`${room}/read-aloud.js`)
const { EventStream, KINDS } = await import(`${room}/event-stream.js`)
const { FrameByFrame, howMany } = await import(`${room}/frame-by-frame.js`)

const MINUTE = 60_000

test("time left is said in the largest units that matter", () => {
  const said = [0, 900, 59 * MINUTE, 61 * MINUTE, 49 * 60 * MINUTE].map(timeLeft)

  assert.deepEqual(said, ["", "1 s", "59 min", "1 h 1 min", "2 d 1 h"])
})

test("minutes left are rounded up and never below nought", () => {
  assert.equal(minutesLeft(90_000, 0), 2)
  assert.equal(minutesLeft(0, 90_000), 0)
})

test("the tag counts once, whether it was typed or will be added", () => {
  assert.equal(charactersLeft("hello", " #lgovsm", 500), 500 - 5 - 8)
  assert.equal(charactersLeft("hello #LgovSM", " #lgovsm", 500), 500 - 13)
})

test("an emoji is one character", () => {
  assert.equal(charactersLeft("👋", " #a", 10), 10 - 1 - 3)
})

test("a longer tag is not the community's own", () => {
  assert.equal(charactersLeft("#lgovsmallprint", " #lgovsm", 500), 500 - 15 - 8)
})

test("going on from the last post stays there", () => {
  const posts = ["a", "b", "c"]

  assert.deepEqual([step(posts, "a", 1), step(posts, "c", 1), step(posts, "a", -1)], ["b", "c", "a"])
})

test("a screen reader hears questions unless it hears nothing", () => {
  const released = { kind: "question.released" }

  assert.deepEqual(
    ["questions", "replies", "everything", "nothing"].map((choice) => isTold(released, choice, { toMe: false })),
    [true, true, true, false],
  )
})

test("a screen reader hears replies to its user only where that was chosen", () => {
  const post = { kind: "post.received" }

  assert.equal(isTold(post, "questions", { toMe: true }), false)
  assert.equal(isTold(post, "replies", { toMe: true }), true)
  assert.equal(isTold(post, "replies", { toMe: false }), false)
  assert.equal(isTold(post, "everything", { toMe: false }), true)
})

test("an event that comes by stream and by poll is taken once", () => {
  const taken = []
  const stream = new EventStream({ seq: 3, onEvent: (event) => taken.push(event.seq) })

  for (const seq of [3, 4, 4, 5, 4, 6]) stream.take({ seq })

  assert.deepEqual(taken, [4, 5, 6])
})

test("every kind of event is listened for once", () => {
  assert.equal(new Set(KINDS).size, KINDS.length)
})

test("a picture that is on its way is asked for again, ever more slowly, and then no more", async () => {
  const { waitAfter } = await import(`${room}/kept-pictures.js`)

  assert.deepEqual([1, 2, 3, 4, 5, 6].map(waitAfter), [1_000, 2_000, 4_000, 8_000, 16_000, undefined])
})

test("as much is done in a frame as the one before it had time for", () => {
  const { told } = [16, 16, 50, 317, 90, 16].reduce(
    ({ before, told }, gap) => ({ before: howMany(before, gap), told: [...told, howMany(before, gap)] }),
    { before: 11, told: [] },
  )

  assert.deepEqual(told, [12, 12, 12, 4, 2, 3])
})

test("something is done in every frame, however slow the machine", () => {
  assert.deepEqual([12, 4, 2, 1].map((before) => howMany(before, 1_000)), [4, 2, 1, 1])
})

test("what is many comes in slices, in order, each with its before and after", () => {
  const frames = []
  globalThis.document.hidden = false
  globalThis.requestAnimationFrame = (act) => frames.push(act)
  const done = []
  const slices = new FrameByFrame({
    before: () => done.push("("), each: (thing) => done.push(thing), after: () => done.push(")"),
  })

  slices.add(1, 2, 3, 4, 5)
  slices.drop((thing) => thing === 2)
  while (frames.length) frames.shift()()

  assert.deepEqual(done, ["(", 1, 3, 4, ")", "(", 5, ")"])
  assert.equal(slices.isBusy, false)
})
