"""The rows of a CSV file, streamed: delimiter, line numbers, and no row too large to bear."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, Self

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.opening import Archive, More
from goodtalk.doors.archives.files.quotes import spans_in, swallowed_from

DELIMITERS = ",;\t"
MAX_FIELD_CHARACTERS = 1024 * 1024
MAX_ROW_CHARACTERS = 4 * 1024 * 1024
MAX_COLUMNS = 1000  # the widest export known has 90


_SAID = re.compile(r"\ufeff?[\"']?sep=([,;\t])[\"']?\s*", re.IGNORECASE)


class Row(NamedTuple):
    """One row and the line on which it begins; a row may go over several lines."""

    line: int
    cells: list[str]


class Lead(NamedTuple):
    """How a file begins."""

    lines: int  # before the one that names the columns
    header: str
    delimiter: str


class _Feed:
    """Hands lines to the CSV reader, which by itself would wait for the end of a row for ever."""

    def __init__(self, lines: Iterator[str], more: More) -> None:
        self._lines, self._more = lines, more
        self.number = 0  # of the last line
        self.row_began = 1
        self.row: list[str] = []  # its lines so far
        self.is_over = False  # one more was asked for, and there is none
        self._room = MAX_ROW_CHARACTERS

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self._lines = self._more(self.number, self.row_began > self.number)
            line = next(self._lines, None)
        if line is None:
            self.is_over = True
            raise StopIteration
        self.number += 1
        self._room -= len(line)
        if self._room < 0:
            raise WrongFile(f"The row of line {self.row_began} has more than 4 million characters.")
        self.row.append(line)
        return line

    def next_row(self) -> None:
        """The row has ended: the next one begins on the next line and has all room again."""
        self.row_began = self.number + 1
        self.row = []
        self._room = MAX_ROW_CHARACTERS


def rows_of(archive: Archive) -> Iterator[Row]:
    """Every row that holds anything, the names of the columns first.

    Raises WrongFile for a field of more than a million characters, for a quotation mark that is
    not closed, at the end of the file or where the next text begins, and for what is no CSV.
    """
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    feed, delimiter = _Feed(archive.lines(), archive.more), delimiter_of(archive.beginning)
    reader, width = csv.reader(feed, delimiter=delimiter), 0
    before_header = lead_of(archive.beginning).lines
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise WrongFile(_sentence(error, feed.row_began)) from error
        if cells is None:
            return
        if feed.is_over:  # the reader would have liked to have more of this row
            *_, last = spans_in(feed.row, delimiter)
            raise WrongFile(_unclosed(feed.row_began + last.opened))
        if before_header and any(cells):
            before_header -= 1
            feed.next_row()
            continue
        width = width or len(cells)
        if len(feed.row) > 1 and (number := swallowed_from(feed.row, delimiter, width)) is not None:
            raise WrongFile(_unclosed(feed.row_began + number))
        if any(cells):
            yield Row(feed.row_began, cells)
        feed.next_row()


def header_of(beginning: str) -> list[str]:
    """The names in the first line; empty when there are none, or too many to be names."""
    lead = lead_of(beginning)
    try:
        names = next(csv.reader([lead.header], delimiter=lead.delimiter), [])
    except csv.Error:
        return []
    return names if len(names) <= MAX_COLUMNS else []


def delimiter_of(beginning: str) -> str:
    """Comma, semicolon or tab: whichever the line with the names has most of, or Excel says."""
    return lead_of(beginning).delimiter


def lead_of(beginning: str) -> Lead:
    """What stands at the beginning: Excel may say its delimiter there, and people set a title."""
    lines = list(islice((line for line in beginning.splitlines() if line.strip()), 3))
    said = _SAID.fullmatch(lines[0]) if lines else None
    skipped = 1 if said else 0
    first, second = [*lines[skipped:], "", ""][:2]
    if not any(map(first.count, DELIMITERS)) and any(second.count(one) > 1 for one in DELIMITERS):
        skipped, first = skipped + 1, second
    return Lead(skipped, first, said[1] if said else max(DELIMITERS, key=first.count))


def _unclosed(line: int) -> str:
    return (
        f"The quotation mark that opens in line {line} is never closed; "
        "close it, or fetch the file again if it was not copied whole."
    )


def _sentence(error: csv.Error, line: int) -> str:
    if "field larger" in str(error):
        return (
            f"The row of line {line} has a field of more than a million characters; "
            "perhaps a quotation mark is missing there."
        )
    return f"The row of line {line} is not CSV ({error})."
