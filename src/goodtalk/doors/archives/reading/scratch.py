"""What was read of an archive, kept on the disc until it is stored: it is read once, in any order.

Posts come back in the order in which they were said, so that the posts of an hour come together
and replies after what they answer, however the file was sorted.
"""

import marshal
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from tempfile import TemporaryFile
from typing import Any, NamedTuple, Self

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.doors.archives.entries import BadRow, Entry
from goodtalk.doors.archives.files.scratch_tables import scratch_database
from goodtalk.doors.archives.reading.packing import NETWORK_PLACE, URI_PLACE, Rows, Values

TOGETHER = 500  # rows are written and read at once: memory holds so many
Block = tuple[int, int]  # where it begins, and its bytes
PackedPost = tuple[int, float, Values]  # its line, its moment, the rest


class Contents(NamedTuple):
    """What is where in a scratch file; plain values, for a process that has the same file open."""

    size: int  # rows
    bad: list[Block]
    posts: list[Block]
    is_in_order: bool
    earliest: float
    latest: float


class Scratch:
    """Rows of an archive in a file without a name, gone when nobody has it open any more."""

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as we are
        self._rows = Rows()
        self._bad: list[tuple[int, str]] = []  # not written yet, as the posts
        self._posts: list[PackedPost] = []
        self._kept = Contents(0, [], [], True, float("inf"), float("-inf"))
        self._rest: tuple[Scratch, int] | None = None

    def close(self) -> None:
        """Nobody here wants it any more."""
        self._file.close()

    @property
    def size(self) -> int:
        """Rows."""
        return self._kept.size + (self._rest[0].size if self._rest else 0)

    def keep(self, rows: Iterable[Entry | BadRow]) -> Iterator[Entry | BadRow]:
        """The same rows, each of them kept."""
        bad, posts, pack = self._bad, self._posts, self._rows.pack
        size, _, _, is_in_order, earliest, latest = self._kept
        for row in rows:
            size += 1
            if isinstance(row, BadRow):
                bad.append((row.line, row.reason))
                if len(bad) >= TOGETHER:
                    self._write(bad, self._kept.bad)
            else:
                at = row.post.published.timestamp()
                posts.append((row.line, at, pack(row.post)))
                if at < latest:
                    is_in_order = False  # most files are, and need not be sorted
                else:
                    latest = at
                if at < earliest:
                    earliest = at
                if len(posts) >= TOGETHER:
                    self._write(posts, self._kept.posts)
            yield row
        self._write(bad, self._kept.bad)
        self._write(posts, self._kept.posts)
        self._kept = Contents(
            size, self._kept.bad, self._kept.posts, is_in_order, earliest, latest
        )

    @property
    def contents(self) -> Contents:
        """What another process has to know to read here; `recognise` tells it."""
        return self._kept

    def recognise(self, contents: Contents) -> Self:
        """Know what another process has kept in the same file."""
        self._kept = contents
        return self

    def go_on_with(self, rest: "Scratch", lines: int) -> None:
        """Let what was kept elsewhere follow what is here, whose line 1 comes after so many."""
        self._rest = rest, lines

    def by_time(self) -> Iterator[Entry | BadRow]:
        """What was kept: the rows that hold no post, then the posts by time; a tie as it came."""
        for line, reason in self._all_bad():
            yield BadRow(line, reason)
        posts = self._all_posts()
        unpack = self._rows.unpack
        for line, at, values in posts if self._is_all_in_order() else _sorted(posts):
            yield Entry(line, unpack(values, at))

    def posts_under(self, wanted: Callable[[str, str], bool]) -> Iterator[IncomingPost]:
        """The posts whose network and uri are wanted, in the order of the file."""
        unpack = self._rows.unpack
        for _, at, values in self._all_posts():
            if wanted(values[NETWORK_PLACE], values[URI_PLACE]):
                yield unpack(values, at)

    def _is_all_in_order(self) -> bool:
        if self._rest is None:
            return self._kept.is_in_order
        rest = self._rest[0].contents
        return (
            self._kept.is_in_order and rest.is_in_order and self._kept.latest <= rest.earliest
        )

    def _all_bad(self) -> Iterator[tuple[int, str]]:
        yield from self._read(self._kept.bad)
        if self._rest:
            rest, lines = self._rest
            yield from ((lines + line, reason) for line, reason in rest._all_bad())

    def _all_posts(self) -> Iterator[PackedPost]:
        yield from self._read(self._kept.posts)
        if self._rest:
            rest, lines = self._rest
            yield from ((lines + line, at, values) for line, at, values in rest._all_posts())

    def _write(self, rows: list[Any], blocks: list[Block]) -> None:
        if rows:
            data = marshal.dumps(rows)
            begins = os.lseek(self._file.fileno(), 0, os.SEEK_END)
            written = 0
            while written < len(data):  # a disc that is full raises
                written += self._file.write(data[written:])
            blocks.append((begins, len(data)))
            rows.clear()

    def _read(self, blocks: Iterable[Block]) -> Iterator[Any]:
        """Does not move in the file, in which another process may be writing."""
        file = self._file.fileno()
        pieces = (os.pread(file, size, begins) for begins, size in blocks)
        return chain.from_iterable(map(marshal.loads, pieces))  # we wrote it ourselves


def _sorted(posts: Iterable[PackedPost]) -> Iterator[PackedPost]:
    """By time, a tie as it came; in a file that SQLite removes by itself."""
    file = scratch_database()
    file.execute("CREATE TABLE post (at REAL NOT NULL, line INTEGER NOT NULL, data BLOB NOT NULL)")
    rows = ((at, line, marshal.dumps(values)) for line, at, values in posts)
    file.executemany("INSERT INTO post VALUES (?, ?, ?)", rows)
    for at, line, data in file.execute("SELECT at, line, data FROM post ORDER BY at, rowid"):
        yield line, at, marshal.loads(data)  # noqa: S302 - we wrote it ourselves
