"""Numbers of people that were none: Twitter's search gave its own until November 2011.

Whoever used it was told to go by the handle, as we do. From 7 November 2011 it gave the numbers
that Twitter had everywhere else. Sheets that TAGS, TwapperKeeper and others filled from it keep
its names for the columns: from_user and from_user_id.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from goodtalk.chats.arriving.incoming import Author
from goodtalk.doors.archives.entries import BadRow, Entry
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.files.rows import header_of
from goodtalk.doors.archives.formats.columns import places_in

BEFORE = datetime(2011, 11, 8, tzinfo=UTC)  # it changed at some hour of the day before
_HANDLE = "from_user"
_NUMBERS = frozenset({"from_user_id", "from_user_id_str"})


def has_search_numbers(archive: Archive) -> bool:
    """Whether a sheet has the search's numbers, if it is old enough; not where somebody said."""
    if archive.members or archive.hints.columns.keys() & {"author_id", "handle"}:
        return False
    header = header_of(archive.beginning)
    place = places_in(header).get("author_id")
    names = [name.strip().casefold() for name in header]
    return place is not None and _HANDLE in names and names[place] in _NUMBERS


def without_search_numbers(rows: Iterator[Entry | BadRow]) -> Iterator[Entry | BadRow]:
    """The same rows, in which people of that time are known by their handles."""
    for row in rows:
        if isinstance(row, Entry) and row.post.published < BEFORE and row.post.author.handle:
            yield Entry(row.line, replace(row.post, author=_by_handle(row.post.author)))
        else:
            yield row


@lru_cache(maxsize=5000)
def _by_handle(author: Author) -> Author:
    return replace(author, uri=f"twitter:{author.handle.lower()}")
