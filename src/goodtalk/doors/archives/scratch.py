"""What was read of an archive, kept on the disc until it is stored: it is read once, in any order.

Posts come back in the order in which they were said, so that the posts of an hour come together
and replies after what they answer, however the file was sorted.
"""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.doors.archives.entries import BadRow, Entry

_AUTHOR, _POST = ([field.name for field in fields(kind)] for kind in (Author, IncomingPost))
REMEMBERED = 5000  # authors
_author_values, _post_values = attrgetter(*_AUTHOR), attrgetter(*_POST)
_AUTHOR_PLACE, _PUBLISHED_PLACE = _POST.index("author"), _POST.index("published")


class Scratch:
    """Rows of an archive in a file that SQLite removes by itself; memory holds few of them."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("")
        self._file.execute("CREATE TABLE row (at REAL NOT NULL, data BLOB NOT NULL)")
        self.size = 0  # rows

    def keep(self, rows: Iterable[Entry | BadRow]) -> Iterator[Entry | BadRow]:
        """The same rows, each of them kept."""
        insert = self._file.execute
        for row in rows:
            insert("INSERT INTO row VALUES (?, ?)", _packed(row))
            self.size += 1
            yield row

    def by_time(self) -> Iterator[Entry | BadRow]:
        """What was kept: the rows that hold no post, then the posts by time; a tie as it came."""
        authors: dict[tuple[Any, ...], Author] = {}
        for (data,) in self._file.execute("SELECT data FROM row ORDER BY at, rowid"):
            line, what = marshal.loads(data)  # noqa: S302 - we wrote it ourselves
            if isinstance(what, str):
                yield BadRow(line, what)
            else:
                yield Entry(line, _post(what, authors))


def _packed(row: Entry | BadRow) -> tuple[float, bytes]:
    if isinstance(row, BadRow):
        return float("-inf"), marshal.dumps(tuple(row))
    values: list[Any] = list(_post_values(row.post))
    values[_AUTHOR_PLACE] = _author_values(row.post.author)
    values[_PUBLISHED_PLACE] = row.post.published.isoformat()
    return row.post.published.timestamp(), marshal.dumps((row.line, values))


def _post(values: list[Any], authors: dict[tuple[Any, ...], Author]) -> IncomingPost:
    values[_AUTHOR_PLACE] = _author(values[_AUTHOR_PLACE], authors)
    values[_PUBLISHED_PLACE] = datetime.fromisoformat(values[_PUBLISHED_PLACE])
    return IncomingPost(*values)


def _author(values: tuple[Any, ...], authors: dict[tuple[Any, ...], Author]) -> Author:
    """One object for one author, as far as they are not too many to be remembered."""
    author = authors.get(values)
    if author is None:
        if len(authors) >= REMEMBERED:
            authors.clear()
        author = authors[values] = Author(*values)
    return author
