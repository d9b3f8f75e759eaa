"""The handles that somebody had before, which an account's archive keeps in a file of its own.

`{"screenNameChange": {"accountId", "screenNameChange": {"changedAt", "changedFrom", "changedTo"}}}`
is one change in screen-name-change.js. Tweets in the archive have the handle of today, sheets that
were kept at the time have the one of then.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from goodtalk.chats.arriving.incoming import Author
from goodtalk.doors.archives.entries import BadCell, BadRow, Entry
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.files.hints import Owner
from goodtalk.doors.archives.files.json_values import Value, values_of
from goodtalk.doors.archives.files.opening import Archive, open_member
from goodtalk.doors.archives.formats.tweets import word

Former = tuple[tuple[str, float], ...]  # as Author has it

NAME, SCRIPT = "screen-name-change.js", "screen_name_change"
MOST = 50  # changes
_HANDLE = re.compile(r"\w{1,20}", re.ASCII)


def former_handles(archive: Archive, owner: Owner) -> Former:
    """What the owner of an archive was called before, and till when. Raises WrongFile."""
    until: dict[str, float] = {}
    for member in archive.members:
        if member.name != NAME:
            continue
        for each in values_of(open_member(archive, member).quiet(), SCRIPT):
            change = _change(each.value, owner) if isinstance(each, Value) else None
            if change and (change[0] in until or len(until) < MOST):
                until[change[0]] = max(change[1], until.get(change[0], 0))
    return tuple(until.items())


def with_former(
    rows: Iterator[Entry | BadRow], owner: Owner, former: Former
) -> Iterator[Entry | BadRow]:
    """The same rows, of which the owner's tell those handles."""
    known: dict[Author, Author] = {}
    for row in rows:
        if isinstance(row, Entry) and row.post.author.uri == f"twitter:user:{owner.number}":
            author = row.post.author
            now = known.setdefault(author, replace(author, former=former))
            yield Entry(row.line, replace(row.post, author=now))
        else:
            yield row


def _change(record: Any, owner: Owner) -> tuple[str, float] | None:
    outer = record.get("screenNameChange") if isinstance(record, dict) else None
    change = outer.get("screenNameChange") if isinstance(outer, dict) else None
    if not isinstance(outer, dict) or not isinstance(change, dict):
        return None
    before = word(change, "changedFrom").lower()
    is_theirs = owner.number and word(outer, "accountId") == owner.number
    if not is_theirs or not _HANDLE.fullmatch(before) or before == owner.handle.lower():
        return None
    try:
        at = read_date(word(change, "changedAt"), last_year=datetime.now(UTC).year + 1)
    except BadCell:
        return None
    return f"@{before}", at.timestamp()
