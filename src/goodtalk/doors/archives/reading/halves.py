"""A large CSV of which two processes look through a half each.

It is divided after a line that seems to end a row. Whether it does is seen by whoever reads the
first half: if a row goes on there, or nothing came of the other half, they read on to the end.
"""

import marshal
import os
from collections import Counter
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, NamedTuple, Self

from goodtalk.doors.archives.files.opening import Archive, Part
from goodtalk.doors.archives.files.quotes import width_of
from goodtalk.doors.archives.files.rows import delimiter_of, lead_of
from goodtalk.doors.archives.reading.scratch import Contents, Scratch
from goodtalk.doors.archives.reading.survey import Seen

SEARCHED = 64 * 1024  # bytes from the middle on, for the end of a row
TRIED = 200  # lines


class Found(NamedTuple):
    """What there is in the second half."""

    contents: Contents  # of its scratch file
    seen: Seen
    repairs: dict[str, int]


class Halves:
    """Made before there are two processes; each of them calls its own methods."""

    def __init__(self, archive: Archive, middle: int, heading: str) -> None:
        self.first = archive.only(Part(0, middle))
        self.first.more = self._rest_of_lines
        self.second = archive.only(Part(middle, archive.size, heading))
        self.second.repairs = Counter()  # which are not mended, if somebody reads it again
        self.scratch = Scratch()  # of the second half
        self._rest = archive.only(Part(middle, archive.size))
        self._note = TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as we are
        self._hears, self._tells = os.pipe()
        self.found: Found | None = None
        self.lines = 0  # by which those of the second half are further down
        self.is_read_on = False

    @classmethod
    def of(cls, archive: Archive) -> Self | None:
        """The halves of a file, if it can be divided."""
        if archive.source or archive.members or not archive.encoding.startswith("utf-8"):
            return None
        if lead_of(archive.beginning).lines:
            return None
        first_line, ending, _ = archive.beginning.partition("\n")
        heading = first_line + ending
        delimiter = delimiter_of(archive.beginning)
        if not ending or not heading.isascii() or not heading.rstrip("\r\n").isprintable():
            return None
        width = width_of(heading, delimiter)
        middle = _end_of_row(archive, delimiter, width) if width > 1 else None
        return None if middle is None else cls(archive, middle, heading)

    def tell(self, found: Found | None) -> None:
        """In the process that looks through the second half: what came of it, if anything did."""
        if found is not None:
            values: Any = tuple(found.contents), tuple(found.seen), found.repairs
            self._note.write(marshal.dumps(values))
        os.write(self._tells, b"y" if found else b"n")

    def close(self) -> None:
        """In the same process: nothing more is told. The other one has the files open itself."""
        os.close(self._tells)
        os.close(self._hears)
        self._note.close()
        self.scratch.close()

    def _rest_of_lines(self, number: int, is_whole: bool) -> Iterator[str]:
        """In the other one, when the first half is over: what it still has to read."""
        if self.found or self.is_read_on:
            return iter(())
        if is_whole and (found := self._what_came_of_it()):
            self.found, self.lines = found, number - 1  # the heading is on line 1 of both
            return iter(())
        self.is_read_on = True
        self._rest.progress = self.first.progress
        return self._rest.lines(after=number)

    def _what_came_of_it(self) -> Found | None:
        """Waits until it is told, or the other process has gone."""
        os.close(self._tells)
        if os.read(self._hears, 1) != b"y":
            return None
        data = os.pread(self._note.fileno(), os.fstat(self._note.fileno()).st_size, 0)
        contents, seen, repairs = marshal.loads(data)  # noqa: S302 - we wrote it ourselves
        return Found(Contents(*contents), Seen(*seen), repairs)


def _end_of_row(archive: Archive, delimiter: str, width: int) -> int | None:
    """Where, from the middle on, two lines begin that look like whole rows."""
    with archive.path.open("rb") as file:
        file.seek(archive.size // 2)
        lines = file.read(SEARCHED).splitlines(keepends=True)
    place, shown = archive.size // 2, [line.decode("utf-8", "replace") for line in lines]
    for number, line in enumerate(lines[:-3][:TRIED]):
        place += len(line)
        two = shown[number + 1 : number + 3]
        if line.endswith(b"\n") and all(width_of(each, delimiter) == width for each in two):
            return place
    return None
