"""What reading an archive hands on: some of its posts at a time, and how far it is."""

from dataclasses import dataclass, field
from typing import NamedTuple

from goodtalk.chats.arriving.receive import UNTOLD, Told
from goodtalk.doors.archives.entries import MAX_SHOWN_ROWS, BadRow, Entry, LeftOut

LOOKING, STORING = "Looking through", "Importing"
FORESEEING = "Seeing what would come of it"  # where nothing is stored


class Progress(NamedTuple):
    """How far an import is."""

    doing: str  # one of these, or "Finding questions, chat 3 of 21"
    rows: int
    bytes_read: int
    bytes_in_all: int


class Mended(NamedTuple):
    """What was mended on reading, and how often; the last thing that is told of a file."""

    repairs: dict[str, int]
    other_tags: list[tuple[str, int]]  # the commonest ones of what was left out, with their posts


@dataclass
class Batch:
    """Some rows that end where an hour does, so that hours are filed as a whole."""

    rows: int = 0  # that it is made of, whatever became of them
    outside: dict[str, int] = field(default_factory=dict)  # of them, by why they are
    left_out: list[LeftOut] = field(default_factory=list)  # of these, the first
    bad_rows: list[BadRow] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    doubtful: list[Entry] = field(default_factory=list)  # outside, if the database knows no more
    told: Told = UNTOLD  # of the entries

    def leave_out(self, entry: Entry, why: str) -> None:
        """A post that is outside."""
        self.outside[why] = self.outside.get(why, 0) + 1
        if self.outside[why] <= MAX_SHOWN_ROWS:
            self.left_out.append(LeftOut.of(entry, why))


Step = Progress | Batch | Mended
