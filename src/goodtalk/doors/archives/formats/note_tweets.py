"""The whole texts of long tweets, which an account's archive keeps in a file of their own.

tweets.js has such a tweet cut short, with dots; note-tweet.js has all of its words, under a number
of its own that is not the tweet's: `{"noteTweet": {"noteTweetId", "createdAt", "core": {"text",
"urls": [{"shortUrl", "expandedUrl"}], "hashtags": [{"text"}], ...}}}`. What the two share is the
second in which they were made, and the words with which they begin; but names before an answer
stand in the tweet alone, and the short address of one page is not the same in both. So it was found
by those who have put them together before: community-archive (process_archive_upload.ts, by the
second and the first 200 characters), and others that leave out names and short addresses, and leave
alone what is not certain.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from goodtalk.chats.arriving.beforehand import MAX_CHARACTERS
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.files.scratch_tables import scratch_database
from goodtalk.doors.archives.formats.csv_posts import unescaped
from goodtalk.doors.archives.formats.entities import objects_in, urls_in, words_in

Json = Mapping[str, Any]

SECONDS_APART = 1
ENOUGH = 20  # characters that both begin with; tweets were cut after far more

_CUT = re.compile(r"\s*(?:…|\.\.\.)(?:\s*https?://t\.co/\w+)?\s*\Z", re.ASCII)
_NAMES = re.compile(r"(?:[.]?@\w{1,20}\s+)+", re.ASCII)
_SHORT = re.compile(r"https?://t\.co/\w*", re.ASCII)


class NoteTweets:
    """All notes of an archive, however many: a scratch file keeps them."""

    def __init__(self, records: Iterable[Any]) -> None:
        self._scratch = scratch_database()
        self._scratch.execute("CREATE TABLE note (at INTEGER, core BLOB)")
        with self._scratch:
            self._scratch.executemany("INSERT INTO note VALUES (?, ?)", _rows(records))
        self._scratch.execute("CREATE INDEX note_at ON note (at)")

    def completed(self, tweet: Json) -> Json:
        """The tweet with its whole text, where one note and no other one is surely its own."""
        text = _text(tweet)
        cut = _CUT.search(text)
        if cut is None or text.startswith("RT @") or (at := _second(tweet.get("created_at"))) == 0:
            return tweet
        begun = _bare(text[: cut.start()])
        fit = [core for core in self._at(at) if _bare(unescaped(core["text"])).startswith(begun)]
        if len(begun) < ENOUGH or len({core["text"] for core in fit}) != 1:
            return tweet
        whole = _whole(tweet, text, fit[0])
        return whole if len(whole["full_text"]) <= MAX_CHARACTERS else tweet

    def _at(self, second: int) -> Iterator[Json]:
        near = (second - SECONDS_APART, second + SECONDS_APART)
        for (core,) in self._scratch.execute(
            "SELECT core FROM note WHERE at BETWEEN ? AND ?", near
        ):
            yield json.loads(core)


def _rows(records: Iterable[Any]) -> Iterator[tuple[int, bytes]]:
    for record in records:
        note = record.get("noteTweet") if isinstance(record, dict) else None
        core = note.get("core") if isinstance(note, dict) else None
        if not isinstance(note, dict) or not isinstance(core, dict):
            continue
        at = _second(note.get("createdAt"))
        if at and isinstance(core.get("text"), str):
            yield at, json.dumps(core).encode()


def _whole(tweet: Json, text: str, core: Json) -> Json:
    """The tweet with a note's words, and what is in them. Its own short addresses stay."""
    entities = tweet.get("entities")
    entities = entities if isinstance(entities, dict) else {}
    own = {led.whole: led.short for led in urls_in(entities.get("urls"))}
    whole = core["text"]
    urls: list[Json] = []
    for led in urls_in(core.get("urls")):
        short = own.get(led.whole, led.short)
        whole = whole.replace(led.short, short) if led.short else whole
        urls.append({"url": short, "expanded_url": led.whole})
    if (names := _NAMES.match(text)) and not _NAMES.match(whole):
        whole = names[0] + whole
    known = {led["url"] for led in urls}
    urls += [each for each in objects_in(entities.get("urls")) if each.get("url") not in known]
    tags: list[Json] = [{"text": word} for word in words_in(core.get("hashtags"), "text")]
    tags += objects_in(entities.get("hashtags"))
    return {**tweet, "full_text": whole, "entities": {**entities, "urls": urls, "hashtags": tags}}


def _bare(text: str) -> str:
    """What a tweet and its note have in common: no names before it, no short addresses."""
    return " ".join(_SHORT.sub("", _NAMES.sub("", text, count=1)).split())


def _text(tweet: Json) -> str:
    text = tweet.get("full_text") or tweet.get("text")
    return unescaped(text) if isinstance(text, str) else ""


def _second(moment: Any) -> int:
    """Of the epoch; 0 where no moment is told."""
    if not isinstance(moment, str):
        return 0
    try:
        return int(read_date(moment, last_year=datetime.now(UTC).year + 1).timestamp())
    except BadCell:
        return 0
