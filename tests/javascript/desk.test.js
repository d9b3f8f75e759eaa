// What the desk's behaviours work out, without a browser.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"

import "./page.js"

const desk = "../../src/goodtalk/desk/static/desk"
const { isDue } = await import(`${desk}/beats.js`)
const { whyNot } = await import(`${desk}/not-done.js`)
const { isWritten, nameOf } = await import(`${desk}/redrawing.js`)
const { opensDialog } = await import(`${desk}/tool-keys.js`)
const { isWholePage } = await import("../../src/goodtalk/chats/static/chats/whole-page.js")

test("a desk in sight asks at every beat, one behind another window at every second", () => {
  const beats = [1, 2, 3, 4]

  assert.deepEqual(beats.map((beat) => isDue(beat, false)), [true, true, true, true])
  assert.deepEqual(beats.map((beat) => isDue(beat, true)), [false, true, false, true])
})

test("what was not done is put down to the network, the desk, the post or the server", () => {
  const why = [[0, true], [404, false], [404, true], [500, true]].map(([status, isStillHere]) => whyNot(status, isStillHere))

  assert.deepEqual(why, ["offline", "gone", "missing", "failed"])
})

test("a field is written in when it says something else than the server gave it", () => {
  const field = { type: "text", value: "7", defaultValue: "5" }

  assert.equal(isWritten(field), true)
  assert.equal(isWritten({ ...field, value: "5" }), false)
  assert.equal(isWritten({ ...field, type: "hidden" }), false)
})

test("a form is the same form by where it is sent, everything else by its id", () => {
  const form = { id: "", getAttribute: () => "/lgovsm/2026-11-27/desk/add" }

  assert.equal(nameOf(form), "/lgovsm/2026-11-27/desk/add")
  assert.equal(nameOf({ id: "welcome" }), "welcome")
  assert.equal(nameOf({ data: "a text" }), "")
})

test("a sign-in page is known from a part of a page", () => {
  assert.equal(isWholePage("\n<!doctype html>\n<html>"), true)
  assert.equal(isWholePage('<div class="desk">'), false)
})

const folder = new URL("../../src/goodtalk/desk/templates/desk/", import.meta.url)
const read = (name) => readFileSync(new URL(name, folder), "utf8")
const keysIn = (names) => names.flatMap((name) => [...read(name).matchAll(/data-key="(\w)"/g)].map(([, key]) => key))

test("the tools' dialog lists every key there is", () => {
  const keys = keysIn(readdirSync(folder))
  const listed = read("_tools_dialog.html").match(/Keys: (.*?)"/)[1]

  assert.deepEqual([...new Set(keys)].filter((key) => !listed.match(`\\b${key} `)), [])
})

test("a key whose button does not stand beside a post leads to the dialog, where it does", () => {
  const told = read("_tools_dialog.html").match(/Keys: (.*?)\./)[1].split(", ").map((one) => one[0])
  const beside = keysIn(["_tools.html", "_light.html"])

  assert.deepEqual(told.filter((key) => !beside.includes(key) && !opensDialog(key, true)), [])
})

test("in the room d alone opens the tools: there r is to reply", () => {
  assert.deepEqual([..."drx"].map((key) => opensDialog(key, false)), [true, false, false])
})
