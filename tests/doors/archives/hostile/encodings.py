"""Texts in other encodings than they say, in several at once, and with what is no letter."""

import codecs

from tests.doors.archives.hostile.hostile import (
    HEADER,
    SOUND_ROW,
    Hostile,
    rows,
    stored,
    tweets,
)

SHEET = rows("1,Café 🙂 #lgovsm,2014-03-14T13:05:00Z,2")
LATIN = rows("1,Caf\xe9 #lgovsm,2014-03-14T13:05:00Z,2").encode("latin-1")


def row_of(number: int, text: bytes) -> bytes:
    return b"%d,%s #lgovsm,2014-03-14T13:05:00Z,2\n" % (number, text)


ENCODINGS: tuple[Hostile, ...] = (
    stored("utf-8-with-a-mark.csv", SHEET.encode("utf-8-sig")),
    stored("utf-16.csv", SHEET.encode("utf-16")),
    stored("utf-16-big-end-first.csv", codecs.BOM_UTF16_BE + SHEET.encode("utf-16-be")),
    stored("utf-16-without-a-mark.csv", SHEET.encode("utf-16-le")),
    stored("utf-16-big-end-first-without-a-mark.csv", SHEET.encode("utf-16-be")),
    stored("utf-32.csv", SHEET.encode("utf-32")),
    stored("utf-32-big-end-first.csv", codecs.BOM_UTF32_BE + SHEET.encode("utf-32-be")),
    stored("utf-32-without-a-mark.csv", SHEET.encode("utf-32-le")),
    stored("utf-16-cut-in-a-letter.csv", (SHEET + SOUND_ROW).encode("utf-16")[:-1], invalid=1),
    stored("latin-1.csv", LATIN),
    stored("several.csv", HEADER.encode() + row_of(1, "Café".encode()) + row_of(2, b"Caf\xe9")
           + row_of(3, "Café".encode("utf-7")), 3),
    stored("nul-bytes.csv", HEADER.encode() + row_of(1, b"He\0llo\0")),
    stored("halves-of-pairs.csv", HEADER.encode() + row_of(1, b"\xed\xa0\x80 \xed\xbf\xbf")),
    stored("overlong.csv", HEADER.encode() + row_of(1, b"\xc0\xaf \xe0\x80\xaf \xf8\x88\x80\x80")),
    stored("beyond-unicode.csv", HEADER.encode() + row_of(1, b"\xf4\x90\x80\x80 \xff\xfe")),
    stored("mark-in-the-middle.csv", SHEET.encode("utf-8-sig") + SHEET.encode("utf-8-sig"),
           invalid=1),
    stored("halves-of-pairs.json", tweets({"text": "\ud83d Hello #lgovsm \udc00"})),
    stored("nul-in-json.json", tweets({"text": "He\0llo #lgovsm"})),
    stored("utf-16.json", tweets({"text": "Café #lgovsm"}).encode("utf-16")),
    stored("backwards-and-bells.csv",
           HEADER.encode() + row_of(1, "\u202egnp.exe\x1b[2J\x07".encode())),
)
