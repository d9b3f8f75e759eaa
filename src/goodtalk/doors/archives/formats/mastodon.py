"""Reads what people take home from Mastodon: an outbox, its archive, or statuses of its API."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.doors.archives.entries import BadCell, BadRow, Entry, WrongFile
from goodtalk.doors.archives.files.json_values import (
    Value,
    first_value,
    values_of,
    with_records,
)
from goodtalk.doors.archives.files.kept import Kept
from goodtalk.doors.archives.files.opening import Archive, open_member
from goodtalk.doors.archives.formats.activities import ALL_OF_IT, activity_post
from goodtalk.doors.archives.formats.statuses import status_post, uri_of
from goodtalk.doors.archives.formats.tweets import word

_BEGINNING = re.compile(r'[\ufeff\s]*\{\s*"@context"')
_COLLECTIONS = frozenset({"OrderedCollection", "OrderedCollectionPage"})
_PAGES = ("statuses", "ancestors", "descendants")  # of a search, of the talk around a status


class MastodonFormat:
    """outbox.json, the zip or tar that holds it, or statuses in a list or on a line each."""

    name = "mastodon"

    def recognises(self, archive: Archive) -> bool:
        """Whether it is one of those."""
        if archive.members:
            return any(member.name == "outbox.json" for member in archive.members)
        if not archive.beginning.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return False
        first = first_value(archive)
        if first is None:  # it breaks off, and is to be told so
            return _BEGINNING.match(archive.beginning) is not None
        if first.within:  # it is too large to be held
            return first.within in ("@context", ALL_OF_IT) or _is_status(first.value)
        if not isinstance(first.value, dict):
            return False
        return _is_outbox(first.value) or any(map(_is_status, _in(first.value)))

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every post, or why it is none. Raises WrongFile."""
        if not archive.members:
            yield from with_records(_posts_in(archive, {}))
            return
        archive.repairs.clear()
        outboxes = [each for each in archive.members if each.name == "outbox.json"]
        if not outboxes:
            raise WrongFile("There is no outbox.json in it.")
        actor = _actor_in(archive)
        for member in outboxes:
            yield from with_records(_posts_in(open_member(archive, member), actor))


def _posts_in(archive: Archive, actor: dict[str, Any]) -> Iterator[Entry | BadRow]:
    last_year = datetime.now(UTC).year + 1
    names: Kept | None = None
    for each in values_of(archive):
        if isinstance(each, BadRow):
            yield each
            continue
        for record in _records(each):
            if names is None and isinstance(record, dict) and record.get("in_reply_to_id"):
                names = Kept(_names_in(archive))
            try:
                yield Entry(each.line, _post(record, actor, last_year, names))
            except BadCell as error:
                yield BadRow(each.line, str(error))


def _records(each: Value) -> list[Any]:
    """The posts in a value: those of an outbox, or the one that it is itself."""
    if each.within:
        return [each.value] if each.within in (ALL_OF_IT, *_PAGES) else []
    return _in(each.value) if isinstance(each.value, dict) else [each.value]


def _in(record: dict[str, Any]) -> list[Any]:
    """The posts in an object: those of a collection or a page, or the one that it is itself."""
    found = [record.get(name) for name in (ALL_OF_IT, *_PAGES)]
    lists = [each for each in found if isinstance(each, list)]
    return [each for these in lists for each in these] if lists else [record]


def _is_outbox(record: dict[str, Any]) -> bool:
    kind = word(record, "type")
    is_activity = kind in ("Create", "Announce") and {"actor", "object"} <= record.keys()
    return kind in _COLLECTIONS or isinstance(record.get(ALL_OF_IT), list) or is_activity


def _is_status(record: Any) -> bool:
    return isinstance(record, dict) and "content" in record and "created_at" in record


def _names_in(archive: Archive) -> Iterator[tuple[str, str]]:
    """The number and the uri of every status: an answer gives the number of what it answers."""
    for each in values_of(archive.quiet()):
        for record in _records(each) if isinstance(each, Value) else ():
            if isinstance(record, dict):
                yield word(record, "id"), uri_of(record)


def _post(
    record: Any, actor: dict[str, Any], last_year: int, names: Kept | None
) -> IncomingPost:
    if not isinstance(record, dict):
        raise BadCell("no post, but a list or a single word")
    if _is_status(record):
        named = names or (lambda _number: "")
        return status_post(record, last_year=last_year, named=named)
    return activity_post(record, actor, last_year=last_year)


def _actor_in(archive: Archive) -> dict[str, Any]:
    """What the archive says of the person whose it is."""
    for member in archive.members:
        if member.name == "actor.json":
            first = first_value(open_member(archive, member))
            return first.value if first and isinstance(first.value, dict) else {}
    return {}
