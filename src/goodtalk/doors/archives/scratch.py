"""What was read of an archive, kept on the disc until it is stored: it is read once, in any order.

Posts come back in the order in which they were said, so that the posts of an hour come together
and replies after what they answer, however the file was sorted.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain

from goodtalk.doors.archives.entries import BadRow, Entry
from goodtalk.doors.archives.packing import Rows


class Scratch:
    """Rows of an archive in a file that SQLite removes by itself; memory holds few of them."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("")
        self._file.execute("CREATE TABLE bad (data BLOB NOT NULL)")
        self._file.execute("CREATE TABLE post (at REAL NOT NULL, data BLOB NOT NULL)")
        self._rows = Rows()
        self._latest = float("-inf")
        self._is_in_order = True  # most files are, and need not be sorted
        self.size = 0  # rows

    def keep(self, rows: Iterable[Entry | BadRow]) -> Iterator[Entry | BadRow]:
        """The same rows, each of them kept."""
        insert, pack = self._file.execute, self._rows.pack
        for row in rows:
            if isinstance(row, BadRow):
                insert("INSERT INTO bad VALUES (?)", [pack(row)])
            else:
                at = row.post.published.timestamp()
                self._is_in_order = self._is_in_order and at >= self._latest
                self._latest = at
                insert("INSERT INTO post VALUES (?, ?)", (at, pack(row)))
            self.size += 1
            yield row

    def by_time(self) -> Iterator[Entry | BadRow]:
        """What was kept: the rows that hold no post, then the posts by time; a tie as it came."""
        bad = self._file.execute("SELECT data FROM bad ORDER BY rowid")
        order = "rowid" if self._is_in_order else "at, rowid"
        posts = self._file.execute(f"SELECT data FROM post ORDER BY {order}")  # noqa: S608
        unpack = self._rows.unpack
        for (data,) in chain(bad, posts):
            yield unpack(data)
