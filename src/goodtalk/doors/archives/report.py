"""What came of an import: the figures, and the rows that were not taken."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from goodtalk.doors.archives.entries import BadRow

MAX_BAD_ROWS = 20  # kept to be shown; the rest is counted


class DistinctNames:
    """Counts different names in flat memory, however many: a scratch file keeps them."""

    def __init__(self) -> None:
        self._scratch = sqlite3.connect("")  # SQLite removes it by itself
        self._scratch.execute("CREATE TABLE name (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, names: Iterable[str]) -> None:
        """Note these names."""
        self._scratch.executemany("INSERT OR IGNORE INTO name VALUES (?)", ((n,) for n in {*names}))

    def rename(self, name: str, other: str) -> None:
        """Count the second instead of the first, if that was noted."""
        if name in self:
            self._scratch.execute("DELETE FROM name WHERE name = ?", [name])
            self.add([other])

    def __contains__(self, name: str) -> bool:
        found = self._scratch.execute("SELECT 1 FROM name WHERE name = ?", [name])
        return found.fetchone() is not None

    def __len__(self) -> int:
        return int(self._scratch.execute("SELECT count(*) FROM name").fetchone()[0])


class ChatFigures(NamedTuple):
    """What an import brings to one chat."""

    address: str  # 2014-03-14
    stored: int  # posts that were not here before
    questions: int  # of the chat, after the import


@dataclass
class ImportReport:
    """The figures of an import; `read` is the sum of what was stored and what was skipped."""

    read: int = 0  # rows, without the line that names the columns
    stored: int = 0  # posts that were not here before
    duplicate: int = 0  # here already, or further up in the file
    invalid: int = 0  # no post can be made of them
    completed: int = 0  # duplicates that told more than what was here
    outside: int = 0  # not said to this community, or not public
    chats: int = 0  # that the file's posts belong to, new and old
    people: int = 0  # who wrote the file's posts
    questions: int = 0  # of those chats, after the import
    bad_rows: list[BadRow] = field(default_factory=list)  # the first of the invalid ones
    by_chat: list[ChatFigures] = field(default_factory=list)  # in their order
    notes: list[str] = field(default_factory=list)  # what was mended on reading

    def skip_invalid(self, row: BadRow) -> None:
        """Count a row that holds no post, and keep it to be shown when it is among the first."""
        self.invalid += 1
        if len(self.bad_rows) < MAX_BAD_ROWS:
            self.bad_rows.append(row)

    def as_json(self) -> dict[str, Any]:
        """What `goodtalk import --json` prints; docs/importing.md describes it."""
        return {
            "read": self.read,
            "stored": self.stored,
            "skipped": {
                "duplicate": self.duplicate,
                "invalid": self.invalid,
                "outside": self.outside,
            },
            "chats": self.chats,
            "people": self.people,
            "questions": self.questions,
        }
