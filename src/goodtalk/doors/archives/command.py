"""`goodtalk import`: the past, brought home from the command line."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import Error, connection
from django.utils import timezone

from goodtalk.chats.models import Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import NOBODY, WrongFile
from goodtalk.doors.archives.files.dates import DayOrder
from goodtalk.doors.archives.files.hints import Hints, read_map, read_owner
from goodtalk.doors.archives.formats.formats import NAMES
from goodtalk.doors.archives.reading.batches import Progress
from goodtalk.doors.archives.reading.companion import CompanionFailed, can_be_had
from goodtalk.doors.archives.report import ImportReport
from goodtalk.doors.archives.room import ScratchFull, is_without_room
from goodtalk.doors.archives.storing.importing import NothingUsable, import_archive

MEGABYTE = 1_000_000
GOES_ON = "Importing again goes on where this stopped."
NO_ROOM = "There is no room left on the disc of the database; make some."
NO_WRITING = (
    "The database's file cannot be written any further: its disc is damaged, "
    "or the file has become as large as this machine allows (ulimit -f)."
)
WITH_OPTION = {NOBODY: f"{NOBODY.rstrip('.')}, as in --author HANDLE."}
T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="CSV, JSON, or an account's archive (zip, tar.gz)"
    )
    parser.add_argument(
        "--community", metavar="TAG", required=True, help="whose past it is; must be here already"
    )
    parser.add_argument(
        "--format",
        choices=NAMES,
        default="auto",
        help="what kind of file it is (default: auto, by what is in it)",
    )
    parser.add_argument(
        "--map",
        metavar="WHAT=COLUMN,…",
        dest="columns",
        type=_worded(read_map),
        default={},
        help="which columns of a strange CSV hold what: "
        'text="Said, in short",author=Who,published=Date+Time,id=No',
    )
    parser.add_argument(
        "--author",
        metavar="HANDLE",
        dest="owner",
        type=_worded(read_owner),
        help="whose account it is, where the file does not say",
    )
    parser.add_argument(
        "--dates",
        choices=[order.value for order in DayOrder],
        help="how a CSV writes 03/04/2014, where none of its rows tells",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="store nothing; say what would come of it"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Import a file. Returns the exit code: 0, or 1 when nothing could be imported."""
    community = Community.objects.tagged(options.community).first()
    if community is None:
        return _fail(
            f"There is no community #{options.community.lstrip('#')} here; "
            "`goodtalk community add` makes one."
        )
    progress, now = ProgressLine(), timezone.now()
    _write_at_leisure()
    try:
        report = import_archive(
            options.file,
            community,
            now=now,
            format_name=options.format,
            hints=Hints(
                options.owner, options.columns, DayOrder(options.dates) if options.dates else None
            ),
            dry_run=options.dry_run,
            watch=progress.show,
            companion=can_be_had(),
        )
    except WrongFile as error:
        progress.clear()
        if isinstance(error, NothingUsable):
            _complain(error.report)
        return _fail(WITH_OPTION.get(str(error), str(error)))
    except (Error, ScratchFull, CompanionFailed, OSError) as error:
        progress.clear()
        return _fail(f"{_why(error)} {_what_is_stored(community, now)}")
    progress.clear()
    _complain(report)
    print(json.dumps(report.as_json()) if options.json else _summary(report, options.dry_run))  # noqa: T201
    return 0


class ProgressLine:
    """One line on the terminal that keeps changing; nothing where stderr is none."""

    def __init__(self) -> None:
        self._is_on = sys.stderr.isatty()
        self._shown_at = 0.0

    def show(self, progress: Progress) -> None:
        """Say how far it is, ten times a second at most."""
        now = time.monotonic()
        if self._is_on and now - self._shown_at > 0.1:
            self._shown_at = now
            sys.stderr.write(
                f"\r\033[K{progress.doing}: {progress.rows:,} rows, "
                f"{progress.bytes_read / MEGABYTE:.1f} of "
                f"{progress.bytes_in_all / MEGABYTE:.1f} MB"
            )
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave an empty line to go on with."""
        if self._is_on:
            sys.stderr.write("\r\033[K")


def _write_at_leisure() -> None:
    """Not to wait for the disc after each batch: what a power cut takes is brought in again.

    The database stays whole all the same, and so does what other processes write meanwhile.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA wal_autocheckpoint=4000")  # pages: 16 MB


def _worded(read: Callable[[str], T]) -> Callable[[str], T]:
    """The same reader of an option, whose complaint argparse repeats."""

    def worded(words: str) -> T:
        try:
            return read(words)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return worded


def _complain(report: ImportReport) -> None:
    """Bad rows and what was mended, on stderr."""
    for row in report.bad_rows:
        sys.stderr.write(f"line {row.line}: {row.reason}\n")
    if more := report.invalid - len(report.bad_rows):
        sys.stderr.write(f"and {more:,} more\n")
    for note in report.notes:
        sys.stderr.write(f"{note}\n")


def _why(error: Exception) -> str:
    """What broke an import off, in a sentence."""
    if isinstance(error, Error):
        if is_without_room(error):
            return NO_ROOM
        return NO_WRITING if "disk I/O error" in str(error) else f"The database failed ({error})."
    if isinstance(error, OSError):  # such as where no temporary file can be made
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}."
    return str(error)


def _what_is_stored(community: Community, now: datetime) -> str:
    """What an import that broke off has left here, and what to do."""
    try:
        stored = Post.objects.filter(community=community, received_at=now).count()
    except Error:  # it is the database that broke
        return GOES_ON
    return f"{stored:,} posts are stored. {GOES_ON}" if stored else "Nothing was stored."


def _summary(report: ImportReport, is_dry: bool) -> str:
    stored = "to store" if is_dry else "stored"
    lines = [
        f"{report.read:,} rows read, {report.stored:,} posts {stored}.",
        f"Chats: {report.chats:,}, questions: {report.questions:,}, people: {report.people:,}.",
    ]
    skipped = (
        (report.duplicate, "were here already, or are twice in the file"),
        *((count, why) for why, count in report.outside_for.items()),
        (report.invalid, "could not be read (see above)"),
    )
    lines += [f"Skipped: {count:,} {why}." for count, why in skipped if count]
    if is_dry:
        lines.append("This was a dry run: nothing was stored.")
    return "\n".join(lines)


def _fail(sentence: str) -> int:
    sys.stderr.write(f"goodtalk import: {sentence}\n")
    return 1
