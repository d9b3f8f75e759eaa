"""What came of an import: the figures, and the rows that were not taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from goodtalk.doors.archives.entries import DUPLICATE, MAX_SHOWN_ROWS, BadRow, Entry, LeftOut
from goodtalk.doors.archives.files.scratch_tables import scratch_database


class DistinctNames:
    """Counts different names in flat memory, however many: a scratch file keeps them."""

    def __init__(self) -> None:
        self._scratch = scratch_database()
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
    outside_for: dict[str, int] = field(default_factory=dict)  # not said to us, or not public
    chats: int = 0  # that the file's posts belong to, new and old
    people: int = 0  # who wrote the file's posts
    questions: int = 0  # of those chats, after the import
    bad_rows: list[BadRow] = field(default_factory=list)  # the first of the invalid ones
    left_out: list[LeftOut] = field(default_factory=list)  # of the others, for each reason
    by_chat: list[ChatFigures] = field(default_factory=list)  # in their order
    notes: list[str] = field(default_factory=list)  # what was mended on reading

    @property
    def outside(self) -> int:
        """Posts that were not said to this community, or not public."""
        return sum(self.outside_for.values())

    def skip_outside(self, counts: Mapping[str, int], rows: Iterable[LeftOut]) -> None:
        """Count what is outside, by reason, and keep the first rows to be shown."""
        for row in rows:
            self._show(row)
        for why, count in counts.items():
            self.outside_for[why] = self.outside_for.get(why, 0) + count

    def skip_duplicate(self, entry: Entry) -> None:
        """Count a post that is here already, and keep its row when it is among the first."""
        self.duplicate += 1
        if self.duplicate <= MAX_SHOWN_ROWS:
            self._show(LeftOut.of(entry, DUPLICATE))

    def count_as_stored(self, posts: int) -> None:
        """So many posts are this import's: what an interrupted run had stored was no duplicate."""
        if (before := posts - self.stored) > 0:
            self.stored += before
            self.duplicate = max(self.duplicate - before, 0)
            self.left_out = [row for row in self.left_out if row.reason != DUPLICATE]

    def _show(self, row: LeftOut) -> None:
        shown = sum(each.reason == row.reason for each in self.left_out)
        if shown < MAX_SHOWN_ROWS:
            self.left_out.append(row)

    def skip_invalid(self, row: BadRow) -> None:
        """Count a row that holds no post, and keep it to be shown when it is among the first."""
        self.invalid += 1
        if len(self.bad_rows) < MAX_SHOWN_ROWS:
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
