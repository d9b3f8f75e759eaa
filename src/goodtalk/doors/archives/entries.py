"""What reading an archive yields: posts, and rows that hold none."""

from typing import NamedTuple, Self

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.communities.plain_text import plain_line

MAX_SHOWN = 40  # characters of a cell that a message repeats
MAX_SHOWN_ROWS = 20  # of each kind that is skipped; the rest is counted
MAX_WORDS = 80  # characters of such a row


# Why a post is not stored.
DUPLICATE = "here already, or further up in the file"
NO_TAG = "without the hashtag, and nothing ties it to the chat at that time"
NO_CHAT = "without the hashtag, and no chat at that time"
NOT_PUBLIC = "not public"
TAKEN_BACK = "deleted by its author, as the file says"
_UNSAID = frozenset({NOT_PUBLIC, TAKEN_BACK})


NO_AUTHOR = "no author"
NOBODY = "The file does not say whose tweets these are; give the name of the account."


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


class LeftOut(NamedTuple):
    """A row whose post is not stored, though there is one."""

    line: int
    reason: str
    words: str  # the beginning of what it says, on one line

    @classmethod
    def of(cls, entry: Entry, reason: str) -> Self:
        """The row of a post; what was not said to everybody, or not any more, is not repeated."""
        if reason in _UNSAID:
            return cls(entry.line, reason, "")
        words = plain_line(entry.post.text[: 4 * MAX_WORDS])
        shown = f"{words[:MAX_WORDS].rstrip()}…" if len(words) > MAX_WORDS else words
        return cls(entry.line, reason, shown)


def quoted(cell: str) -> str:
    """A cell as a message may repeat it: short, on one line, harmless on a terminal."""
    shown = "".join(letter if letter.isprintable() else "·" for letter in cell[: MAX_SHOWN + 1])
    return f"“{shown[:MAX_SHOWN]}…”" if len(shown) > MAX_SHOWN else f"“{shown}”"
