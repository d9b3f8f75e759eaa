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

const { keepWords, lostWords } = await import("../../src/goodtalk/record/static/record/kept-words.js")

// A tab of a browser: what it keeps, and which page is open in it.
function open(page, kept = new Map()) {
  const [pathname, search] = page.split("?")
  globalThis.location = { pathname, search: search ? `?${search}` : "" }
  globalThis.sessionStorage = {
    getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key), get length() { return kept.size }, key: (place) => [...kept.keys()][place],
  }
  return kept
}

test("what was being written when the page went is there again", () => {
  const tab = open("/lgovsm/2026-11-27/recap/write/")
  keepWords("It was icy.", "3")

  open("/lgovsm/2026-11-27/recap/write/", tab)

  assert.deepEqual(lostWords("A draft."), { text: "It was icy.", after: "3" })
})

test("what was kept since is no draft any more, on whichever of the recap's pages it was written", () => {
  const tab = open("/lgovsm/2026-11-27/recap/write/?text=draft")
  keepWords("It was icy.", "3")
  open("/lgovsm/2026-11-27/recap/write/", tab)
  lostWords("It was icy.\r\n")

  open("/lgovsm/2026-11-27/recap/write/?text=draft", tab)

  assert.equal(lostWords("A new draft."), undefined)
})
