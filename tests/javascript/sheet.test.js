// The run sheet's page: how long a question is, which place a row goes to; the rehearsal's clock.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import "./page.js"

const desk = "../../src/goodtalk/desk/static/desk"
const { lengths } = await import(`${desk}/wording-fits.js`)
const { placeFor, renumbered, reworded, rowUnder } = await import(`${desk}/sheet-rows.js`)
const { clockOf, sceneAt, secondAfter } = await import(`${desk}/rehearsed-hour.js`)

const cases = JSON.parse(readFileSync(new URL("./wording.json", import.meta.url)))

for (const { name, text, number, tag, mastodon, bluesky } of cases) {
  test(`how long a question is: ${name}`, () => {
    assert.deepEqual(lengths(text, number, tag), { Mastodon: mastodon, Bluesky: bluesky })
  })
}

test("a row stays between what is out and the end", () => {
  const places = [[3, 0], [3, 2], [3, 9], [1, 4]].map(([from, to]) => placeFor(from, to, 2, 5))

  assert.deepEqual(places, [2, 2, 4, 2])
})

test("a row that has moved is sent and read out under its new number", () => {
  assert.equal(renumbered("notes_3", 12), "notes_12")
  assert.equal(reworded("Move Q3 up", 12), "Move Q12 up")
})

test("a dragged row goes where the pointer is, below the last row too", () => {
  assert.deepEqual([5, 15, 99].map((y) => rowUnder([10, 20, 30], y)), [0, 1, 2])
})

test("a scene lasts until the next one begins", () => {
  const starts = [-120, 0, 300, 900]

  assert.deepEqual([-200, -120, 299, 300, 5_000].map((second) => sceneAt(second, starts)), [0, 0, 1, 2, 3])
})

test("ten times as fast a second is ten, and the end is the end", () => {
  assert.equal(secondAfter(0, 1_000, 10, 3_600), 10)
  assert.equal(secondAfter(3_595, 1_000, 10, 3_600), 3_600)
})

test("the rehearsal's clock is the community's", () => {
  assert.equal(clockOf("2026-07-03T12:00:00+00:00", 90, "Europe/London"), "13:01:30")
})
