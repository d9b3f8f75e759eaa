"""Reads what twarc and other tools saved from Twitter's interfaces: JSON, or a line for each."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from goodtalk.doors.archives.entries import (
    NO_AUTHOR,
    NOBODY,
    BadCell,
    BadRow,
    Entry,
    WrongFile,
)
from goodtalk.doors.archives.files.json_values import (
    Value,
    first_value,
    values_of,
    with_records,
)
from goodtalk.doors.archives.files.kept import Kept
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.formats.entities import TWEET, objects_in
from goodtalk.doors.archives.formats.tweet_ids import number_in
from goodtalk.doors.archives.formats.tweets import (
    Json,
    Lookup,
    is_tweet,
    nothing_known,
    tweet_post,
    word,
)

# Where a page of the interface has its tweets, and the whole of what these refer to.
_LISTS = ("data", "statuses", "tweets")
_INCLUDED = {  # and what names each of them
    "users": "id", "tweets": "id", "media": "media_key", "polls": "id"
}  # fmt: skip


class TwitterJsonFormat:
    """Tweets of version 1.1 or 2 of Twitter's interface, one by one or in pages."""

    name = "twitter-json"

    def recognises(self, archive: Archive) -> bool:
        """Whether the first object is a tweet or a page of tweets."""
        first = None if archive.members else first_value(archive)
        return first is not None and _is_of_twitter(first)

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every tweet as a post, or why it is none. Raises WrongFile."""
        if archive.members:
            raise WrongFile("This is a zip or a tar; unpack it and import the JSON files in it.")
        yield from with_records(_with_authors(self._read(archive)))

    def _read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        last_year = datetime.now(UTC).year + 1
        large: Lookup | None = None
        for each in values_of(archive):
            if isinstance(each, BadRow):
                yield each
            elif not each.within:
                yield from self._posts(archive, each.line, each.value, last_year)
            elif each.within in _LISTS:
                large = large or included_in_file(archive)
                yield _post(archive, each.line, each.value, last_year, large)

    def _posts(
        self, archive: Archive, line: int, record: Any, last_year: int
    ) -> Iterator[Entry | BadRow]:
        """What one object holds: a tweet, a page of them, or that one was deleted."""
        if deleted := deleted_in(record):
            archive.deleted(TWEET + deleted)
            yield BadRow(line, "no tweet, but that one was deleted")
            return
        tweets = page_of(record) if isinstance(record, dict) else None
        if tweets is None:
            yield _post(archive, line, record, last_year, nothing_known)
            return
        lookup = included_in(record)
        for tweet in tweets:
            yield _post(archive, line, tweet, last_year, lookup)


def _with_authors(rows: Iterator[Entry | BadRow]) -> Iterator[Entry | BadRow]:
    """The same rows. Raises WrongFile in the end if no author was named in any: people have taken
    tweets out of their own archive, whose files say nowhere whose they are.
    """
    is_anybody = is_nobody = False
    for row in rows:
        is_anybody = is_anybody or isinstance(row, Entry)
        is_nobody = is_nobody or (isinstance(row, BadRow) and row.reason == NO_AUTHOR)
        yield row
    if is_nobody and not is_anybody:
        raise WrongFile(NOBODY)


def included_in_file(archive: Archive) -> Lookup:
    """The people, tweets, pictures and polls that go with the tweets of pages too large to be held.

    They come after the tweets, so they are read first.
    """
    kept = Kept(_included(archive))
    return lambda key: json.loads(kept(key) or "{}")


def _included(archive: Archive) -> Iterator[tuple[str, str]]:
    for each in values_of(archive.quiet()):
        if isinstance(each, Value):
            key = _key_of(each.within.removeprefix("includes."), each.value)
            if key:
                yield key, json.dumps(each.value)


def page_of(record: Json) -> list[Any] | None:
    """The tweets in a page; None when the object is no page."""
    if is_tweet(record):
        return None
    for name in _LISTS:
        found = record.get(name)
        if isinstance(found, list):
            return found
        if isinstance(found, dict):
            return [found]  # as the stream sends them, one by one
    if isinstance(record.get("meta"), dict):
        return []  # a page without tweets is the last one
    tweet = record.get("tweet")
    return [tweet] if isinstance(tweet, dict) else None


def deleted_in(record: Any) -> str:
    """The number of the tweet of which a stream says that its author has deleted it; or empty."""
    notice = record.get("delete") if isinstance(record, dict) else None
    status = notice.get("status") if isinstance(notice, dict) else None
    return number_in(word(status, "id_str", "id")) if isinstance(status, dict) else ""


def included_in(page: Json) -> Lookup:
    """The people, tweets, pictures and polls that a page names beside its own tweets.

    academictwitteR keeps what a page includes in a file of its own, without that frame.
    """
    included = page.get("includes")
    known: dict[str, Json] = {}
    for frame in (page, included if isinstance(included, dict) else {}):
        for kind in _INCLUDED:
            for each in objects_in(frame.get(kind)):
                if key := _key_of(kind, each):
                    known[key] = each
    return lambda key: known.get(key, {})


def _key_of(kind: str, record: Any) -> str:
    """Such as users.12; empty for what is not looked up."""
    name = record.get(_INCLUDED.get(kind, "")) if isinstance(record, dict) else None
    return f"{kind}.{name}" if isinstance(name, str) else ""


def _post(
    archive: Archive, line: int, tweet: Any, last_year: int, lookup: Lookup
) -> Entry | BadRow:
    try:
        owner = archive.hints.owner
        return Entry(line, tweet_post(tweet, last_year=last_year, owner=owner, lookup=lookup))
    except BadCell as error:
        return BadRow(line, str(error))


def _is_of_twitter(first: Value) -> bool:
    if first.within:
        return first.within.partition(".")[0] in {*_LISTS, *_INCLUDED, "includes", "meta"}
    record = first.value
    return isinstance(record, dict) and (
        is_tweet(record) or page_of(record) is not None or bool(deleted_in(record))
    )

