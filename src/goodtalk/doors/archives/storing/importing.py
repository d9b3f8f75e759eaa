"""Brings an archive home: reads it, hands its posts in, and gives the old hours their questions."""

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection

from goodtalk.chats.arriving.counting import MUCH, have_counted
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.hints import NO_HINTS, Hints
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.reading.batches import (
    FORESEEING,
    STORING,
    Batch,
    Mended,
    Progress,
    Step,
)
from goodtalk.doors.archives.reading.companion import begun_beside
from goodtalk.doors.archives.reading.packing import pack_step, unpack_step
from goodtalk.doors.archives.reading.reading import Reading
from goodtalk.doors.archives.report import ImportReport
from goodtalk.doors.archives.room import told_when_full
from goodtalk.doors.archives.storing.dry_run import DryRun
from goodtalk.doors.archives.storing.intake import Intake, Noter

CACHE = -4000  # KiB of SQLite's pages, as SQLite writes it
GARBAGE = 300_000  # objects; Python's own 700 would have it look hundreds of times a batch
WORTH_A_COMPANION = 300_000  # bytes; what is smaller is done before a second process has begun

Watcher = Callable[[Progress], None]


class NothingUsable(WrongFile):
    """There is no post in the whole file."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(_nothing_in(report))
        self.report = report


def import_archive(
    path: Path,
    community: Community,
    *,
    now: datetime,
    format_name: str = "auto",
    hints: Hints = NO_HINTS,
    dry_run: bool = False,
    watch: Watcher = lambda _progress: None,
    companion: bool = False,
    note_known: Noter | None = None,
) -> ImportReport:
    """Import a file into a community: every post once, into the chat in whose time it was said.

    Reads the file to its end first, so that one that turns out to be broken is refused as a
    whole; what it holds waits on the disc. One without a post is refused too. Safe to call again,
    also after it was interrupted. A dry run stores nothing and reports the same. With a
    `companion`, a second process reads what is not small, while this one stores. `note_known` hears
    which posts were here already. Raises WrongFile, CompanionFailed, ScratchFull. Memory does not
    grow with the file.
    """
    archive = open_archive(path)
    archive.hints = hints
    with _little_to_collect(), _small_cache(), told_when_full():
        beside = companion and archive.size >= WORTH_A_COMPANION
        reading = Reading(archive, community, now=now, format_name=format_name, beside=beside)
        job = (DryRun if dry_run else Intake)(community, now, reading.hours)
        if note_known and not dry_run:
            job.note_known = note_known
        mended = Mended({}, [])
        with closing(_beside(reading) if beside else reading.steps()) as steps:
            for step in steps:
                if isinstance(step, Batch):
                    job.take(step)
                elif isinstance(step, Progress):
                    is_dry = dry_run and step.doing == STORING
                    watch(step._replace(doing=FORESEEING) if is_dry else step)
                else:
                    mended = step
                del step  # or it would stay until the next one is there
        report = job.finish(_teller(watch, job.report, archive.size))
    if report.read == report.invalid and not report.chats:
        raise NothingUsable(report)
    if report.stored >= MUCH and not dry_run:
        have_counted()
    report.notes = [f"{count:,} {what}." for what, count in mended.repairs.items()]
    if mended.other_tags and report.outside > report.stored + report.duplicate:
        report.notes.append(_commonest(mended.other_tags))
    if report.completed:
        completed = f"{report.completed:,}"
        report.notes.append(f"Posts that were here already and were completed: {completed}.")
    return report


def _nothing_in(report: ImportReport) -> str:
    if not report.bad_rows:
        return "There are no posts in this file."
    row = report.bad_rows[0]
    return (
        f"No post can be made of any of the {report.read:,} rows of this file; "
        f"line {row.line:,} is the first: {row.reason}."
    )


def _commonest(tags: Sequence[tuple[str, int]]) -> str:
    named = ", ".join(f"#{tag} ({posts:,})" for tag, posts in tags)
    return f"The hashtags that most of the posts left out have: {named}."


def _beside(reading: Reading) -> Generator[Step]:
    """The steps of a reading that another process does, as far as we do not help it."""
    with begun_beside(lambda: map(pack_step, reading.steps())) as pieces:
        yield from reading.help()
        yield from map(unpack_step, pieces)  # no step's bytes stay while it is stored


def _teller(watch: Watcher, report: ImportReport, size: int) -> Callable[[int, int], None]:
    """What tells in how many of the chats the questions have been looked for."""

    def tell(done: int, in_all: int) -> None:
        doing = f"Finding questions, chat {done} of {in_all}"
        watch(Progress(doing, report.read, size, size))

    return tell


@contextmanager
def _little_to_collect() -> Iterator[None]:
    """Python looks for garbage among the rows only, not among all that the program is made of.

    And seldom: each row leaves dozens of objects, but hardly any that refer to one another. What
    is garbage already waits until later: to look for it now would take longer than a small file.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(GARBAGE)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _small_cache() -> Iterator[None]:
    """SQLite keeps few pages: what comes by time is written at the end of most of its tables.

    With as many as for pages that people read, it would be slower by nothing, and fill for long.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size={CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={usual}")
