"""Brings an archive home: reads it, hands its posts in, and gives the old hours their questions."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from goodtalk.communities.models import Community
from goodtalk.doors.archives.dry_run import DryRun
from goodtalk.doors.archives.entries import BadRow, Entry
from goodtalk.doors.archives.formats import find_format
from goodtalk.doors.archives.hints import NO_HINTS, Hints
from goodtalk.doors.archives.intake import Intake
from goodtalk.doors.archives.opening import Archive, open_archive
from goodtalk.doors.archives.report import ImportReport
from goodtalk.doors.archives.scratch import Scratch
from goodtalk.doors.archives.survey import Survey

BATCH = 1500  # posts a transaction, or a few more: others wait for so long
MOST = 8000  # of a very large hour; memory holds so many
GARBAGE = 50_000  # objects; Python's own 700 would have it look a hundred times a batch
T = TypeVar("T")


class Progress(NamedTuple):
    """How far an import is."""

    doing: str  # "Looking through", "Importing", "Finding questions, chat 3 of 21"
    rows: int
    bytes_read: int
    bytes_in_all: int


Watcher = Callable[[Progress], None]


def import_archive(
    path: Path,
    community: Community,
    *,
    now: datetime,
    format_name: str = "auto",
    hints: Hints = NO_HINTS,
    dry_run: bool = False,
    watch: Watcher = lambda _progress: None,
) -> ImportReport:
    """Import a file into a community: every post once, into the chat in whose time it was said.

    Reads the file to its end first, so that one that turns out to be broken is refused as a
    whole; what it holds waits on the disc. Safe to call again, also after it was interrupted. A
    dry run stores nothing and reports the same. Raises WrongFile. Memory does not grow with the
    file.
    """
    archive = open_archive(path)
    archive.hints = hints
    kind = find_format(format_name, archive)
    watched, scratch = _Watched(archive, watch), Scratch()
    with _little_to_collect():
        found = scratch.keep(kind.read(archive))
        survey = Survey(community, watched.rows("Looking through", found))
        job = (DryRun if dry_run else Intake)(community, survey, now)
        rows = watched.rows("Importing", scratch.by_time(), in_all=scratch.size)
        for batch in _batches(rows, survey):
            job.take(batch)
        report = job.finish(watched.chats(job.report))
    report.notes = [f"{count:,} {what}." for what, count in archive.repairs.items()]
    if report.completed:
        completed = f"{report.completed:,}"
        report.notes.append(f"Posts that were here already and were completed: {completed}.")
    return report


def _batches(rows: Iterable[Entry | BadRow], survey: Survey) -> Iterator[list[Entry | BadRow]]:
    """Some rows at a time, that end where an hour does, so that hours are filed as a whole."""
    batch: list[Entry | BadRow] = []
    for row in rows:
        if len(batch) >= MOST or (len(batch) >= BATCH and _parts(survey, batch[-1], row)):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _parts(survey: Survey, last: Entry | BadRow, row: Entry | BadRow) -> bool:
    if isinstance(last, BadRow) or isinstance(row, BadRow):
        return True
    return survey.parts(last.post, row.post)


@contextmanager
def _little_to_collect() -> Iterator[None]:
    """Python looks for garbage among the rows only, not among all that the program is made of.

    And seldom: each row leaves dozens of objects, but hardly any that refer to one another.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class _Watched:
    """Tells whoever watches how far the reading is."""

    def __init__(self, archive: Archive, watch: Watcher) -> None:
        self._archive = archive
        self._watch = watch
        self._bytes = 0
        archive.progress = self._note

    def _note(self, bytes_read: int) -> None:
        self._bytes = bytes_read

    def rows(self, doing: str, rows: Iterable[T], *, in_all: int = 0) -> Iterator[T]:
        """The same rows; every thousand of them is told. `in_all` where it is known by now."""
        self._bytes = number = 0
        for number, row in enumerate(rows, 1):
            yield row
            if not number % 1000:
                done = self._archive.size * number // in_all if in_all else self._bytes
                self._watch(Progress(doing, number, done, self._archive.size))
        self._watch(Progress(doing, number, self._archive.size, self._archive.size))

    def chats(self, report: ImportReport) -> Callable[[int, int], None]:
        """What tells in how many of the chats the questions have been looked for."""

        def tell(done: int, in_all: int) -> None:
            doing = f"Finding questions, chat {done} of {in_all}"
            self._watch(Progress(doing, report.read, self._archive.size, self._archive.size))

        return tell
