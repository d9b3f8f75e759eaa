"""What reading an archive yields: posts, and rows that hold none."""

from typing import NamedTuple

from goodtalk.chats.arriving.incoming import IncomingPost

MAX_SHOWN = 40  # characters of a cell that a message repeats


class WrongFile(Exception):
    """The file cannot be read as an archive; the message is one sentence for whoever gave it."""


class BadCell(ValueError):
    """A cell of one row says nothing that can be used; the message is the reason."""


class Entry(NamedTuple):
    """A post, and the line on which its row begins."""

    line: int
    post: IncomingPost


class BadRow(NamedTuple):
    """A row that is not taken, the line on which it begins, and why."""

    line: int
    reason: str


def quoted(cell: str) -> str:
    """A cell as a message may repeat it: short, on one line, harmless on a terminal."""
    shown = "".join(letter if letter.isprintable() else "·" for letter in cell[: MAX_SHOWN + 1])
    return f"“{shown[:MAX_SHOWN]}…”" if len(shown) > MAX_SHOWN else f"“{shown}”"
