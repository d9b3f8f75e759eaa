"""The marks in a recap that stand for what was said: [[quote 12]] rather than somebody's words.

So a recap never keeps what its author takes back. 12 is a post's number, as in its address; of a
question its number on the run sheet.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

OF_A_POST = ("quote", "name", "links")
OF_THE_HOUR = ("people", "posts", "newcomers")
_MARK = re.compile(
    r"\[\[(?:(quote|name|links|question) ([0-9]{1,18})|(people|posts|newcomers))\]\]"
)
_ANYTHING = re.compile(r"\[\[([^\[\]\n]{0,80})\]\]")
_QUOTE_ALONE = re.compile(r" {0,3}\[\[quote ([0-9]{1,18})\]\]\s*")


class Mark(NamedTuple):
    """One mark: what stands there, and of which post or question; 0 for all of the hour."""

    what: str
    number: int = 0

    @property
    def post(self) -> int:
        """The number of the post that it stands for; 0 where it stands for something else."""
        return self.number if self.what in OF_A_POST else 0


def mark_at(text: str, start: int) -> tuple[Mark, int] | None:
    """The mark that begins there, and where it ends."""
    found = _MARK.match(text, start)
    return (_mark(found), found.end()) if found else None


def marks_in(text: str) -> list[Mark]:
    """All marks of a text, in order."""
    return [_mark(found) for found in _MARK.finditer(text)]


def posts_named(text: str) -> set[int]:
    """The numbers of all posts that a text rests on."""
    return {mark.post for mark in marks_in(text)} - {0}


def unknown_marks(text: str) -> list[str]:
    """What stands in double brackets and is no mark, as it is written."""
    return [found[0] for found in _ANYTHING.finditer(text) if not _MARK.fullmatch(found[0])]


def quote_alone(line: str) -> int:
    """The post that a line quotes, and does nothing else; 0 for any other line."""
    found = _QUOTE_ALONE.fullmatch(line)
    return int(found[1]) if found else 0


def filled(text: str, fill: Callable[[Mark], str]) -> str:
    """The text with something else at each mark."""
    return _MARK.sub(lambda found: fill(_mark(found)), text)


def _mark(found: re.Match[str]) -> Mark:
    return Mark(found[1], int(found[2])) if found[1] else Mark(found[3])
