// What the upload works out, without a browser.
import assert from "node:assert/strict"
import { test } from "node:test"

import "./page.js"

const { judge, markOf, megabytes, nextPartSize } = await import(
  "../../src/goodtalk/doors/archives/static/archives/part-upload.js"
)
const MEGABYTE = 1024 * 1024
const words = { away: "away", broken: "broken" }

test("a part takes about three seconds on a quick line and on a slow one", () => {
  assert.equal(nextPartSize(MEGABYTE, 2_000), 1.5 * MEGABYTE)
  assert.equal(nextPartSize(MEGABYTE, 6_000), MEGABYTE / 2)
})

test("a part grows twofold at most, up to eight megabytes, and never becomes tiny", () => {
  assert.equal(nextPartSize(MEGABYTE, 1), 2 * MEGABYTE)
  assert.equal(nextPartSize(8 * MEGABYTE, 1), 8 * MEGABYTE)
  assert.equal(nextPartSize(MEGABYTE / 2, 600_000), MEGABYTE / 4)
})

test("files that begin differently have different marks", () => {
  assert.equal(markOf(new Uint8Array([])), "811c9dc5")
  assert.equal(markOf(new TextEncoder().encode("a")), "e40c292c") // as FNV's authors have it
  assert.notEqual(markOf(new Uint8Array([1, 2])), markOf(new Uint8Array([2, 1])))
})

test("the server's offset is gone on from", () => {
  assert.deepEqual(judge(409, { offset: 6 }, words), { offset: 6 })
})

test("what the server says in words is said, and stops", () => {
  assert.deepEqual(judge(507, { error: "Full." }, words), { error: "Full." })
})

test("somebody who has been signed out is told so", () => {
  assert.deepEqual([403, 404].map((status) => judge(status, null, words).error), ["away", "away"])
})

test("a server that is away or overloaded is asked again", () => {
  assert.deepEqual([408, 500, 502, 503].map((status) => judge(status, null, words)), Array(4).fill({ again: "broken" }))
})

test("megabytes are said as on the server's pages", () => {
  assert.equal(megabytes(34.6 * MEGABYTE), "34.6")
})
