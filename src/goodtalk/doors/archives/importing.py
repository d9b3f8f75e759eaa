"""Brings an archive home: reads it, hands its posts in, and gives the old hours their questions."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from goodtalk.communities.models import Community
from goodtalk.doors.archives.dry_run import DryRun
from goodtalk.doors.archives.formats import find_format
from goodtalk.doors.archives.intake import Intake
from goodtalk.doors.archives.opening import Archive, open_archive
from goodtalk.doors.archives.report import ImportReport
from goodtalk.doors.archives.survey import Survey

BATCH = 500  # posts a transaction: others wait for so long, and memory holds so many
T = TypeVar("T")


class Progress(NamedTuple):
    """How far an import is."""

    doing: str  # "Looking through", "Importing", "Finding questions"
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
    dry_run: bool = False,
    watch: Watcher = lambda _progress: None,
) -> ImportReport:
    """Import a file into a community: every post once, into the chat in whose time it was said.

    Reads the file twice, so that one that turns out to be broken is refused as a whole. Safe to
    call again, also after it was interrupted. A dry run stores nothing and reports the same.
    Raises WrongFile. Memory does not grow with the file.
    """
    archive = open_archive(path)
    kind = find_format(format_name, archive)
    watched = _Watched(archive, watch)
    survey = Survey(community, watched.rows("Looking through", kind.read(archive)))
    job = (DryRun if dry_run else Intake)(community, survey, now)
    rows = watched.rows("Importing", kind.read(archive))
    while batch := list(islice(rows, BATCH)):
        job.take(batch)
    report = job.finish()
    report.notes = [f"{count:,} {what}." for what, count in archive.repairs.items()]
    return report


class _Watched:
    """Tells whoever watches how far the reading is."""

    def __init__(self, archive: Archive, watch: Watcher) -> None:
        self._archive = archive
        self._watch = watch
        self._bytes = 0
        archive.progress = self._note

    def _note(self, bytes_read: int) -> None:
        self._bytes = bytes_read

    def rows(self, doing: str, rows: Iterable[T]) -> Iterator[T]:
        """The same rows; every thousand of them is told."""
        self._bytes = number = 0
        for number, row in enumerate(rows, 1):
            yield row
            if not number % 1000:
                self._watch(Progress(doing, number, self._bytes, self._archive.size))
        self._watch(Progress(doing, number, self._archive.size, self._archive.size))
