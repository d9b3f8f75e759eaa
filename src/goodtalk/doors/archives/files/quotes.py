"""Finds where a quotation mark is missing in a CSV: there, the rows that follow are one text."""

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """A quoted text: the lines of its row on which it begins and ends, from 0."""

    opened: int
    closed: int | None  # None: never


def swallowed_from(lines: Sequence[str], delimiter: str, width: int) -> int | None:
    """On which of the lines of one row a text begins that has swallowed others, if one has.

    It has where what closes it is no end of a cell, but the beginning of another text, and lines
    in it look like rows. A text that is closed as it should be may hold whatever it likes.
    """
    if is_sound(lines, delimiter):
        return None
    like_rows = [
        number
        for number, line in enumerate(lines[1:], 1)
        if width_of(line, delimiter) == width
    ]
    spans = spans_in(lines, delimiter) if like_rows and width > 1 else iter(())
    for opened, closed in spans:
        if closed is not None and any(opened < number <= closed for number in like_rows):
            return opened
    return None


def spans_in(lines: Sequence[str], delimiter: str) -> Iterator[Span]:
    """Every quoted text of a row, as csv.reader takes them."""
    at_start, opened = True, None
    for number, line in enumerate(lines):
        letters = iter(zip(line, [*line[1:], ""], strict=True))
        for letter, after in letters:
            if opened is not None:
                if letter == '"' == after:
                    next(letters)
                elif letter == '"':
                    yield Span(opened, number)
                    opened = None
            elif at_start and letter == '"':
                opened = number
            at_start = opened is None and letter == delimiter
    if opened is not None:
        yield Span(opened, None)


def is_sound(lines: Sequence[str], delimiter: str) -> bool:
    """Whether they are rows in which every text is closed at the end of its cell."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def width_of(line: str, delimiter: str) -> int:
    """How many cells a line has, if it is a row by itself; else 0."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return 0
