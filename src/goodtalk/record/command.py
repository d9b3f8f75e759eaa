"""`goodtalk export`: everything out again, from the command line."""

import argparse
import io
import os
import sys
import time
from pathlib import Path

from django.db import DatabaseError

from goodtalk.chats.addresses import Hour, read_hour
from goodtalk.chats.arriving.sanitising import is_storable
from goodtalk.communities.models import Community
from goodtalk.record.as_csv import write_csv
from goodtalk.record.as_json import write_json
from goodtalk.record.as_questions import write_questions
from goodtalk.record.series import Series, Taken
from goodtalk.record.whole_file import CannotWrite, whole_file

FORMATS = {"json": write_json, "csv": write_csv, "questions": write_questions}


class NotFound(Exception):
    """There is nothing of the kind to take out. `str()` is one sentence for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--community", metavar="TAG", required=True, help="whose record it is")
    parser.add_argument(
        "--format", choices=list(FORMATS), required=True, help="docs/export.md describes them"
    )
    parser.add_argument(
        "--chat", metavar="YYYY-MM-DD[-N]", help="one hour alone, as in its address (default: all)"
    )
    parser.add_argument(
        "--to", metavar="PATH", type=Path, help="the file to write (default: standard output)"
    )


def run(options: argparse.Namespace) -> int:
    """Export a community. Returns the exit code: 0, or 1 when it could not be done."""
    progress = ProgressLine(is_wanted=options.to is not None)
    try:
        series = Series(*_wanted(options), progress.show)
        _write(series, options)
    except (NotFound, CannotWrite) as error:
        return _fail(progress, str(error))
    except DatabaseError as error:
        return _fail(progress, f"The database failed ({error}).")
    except BrokenPipeError:
        _close_quietly()  # whoever reads wants no more, as `head` does
        return 1
    except OSError as error:
        return _fail(progress, f"It could not be written ({error.strerror}).")
    progress.clear()
    if options.to is not None:
        taken = series.taken
        print(f"Chats: {taken.chats:,}, posts: {taken.posts:,}.")  # noqa: T201
    return 0


class ProgressLine:
    """One line on the terminal that keeps changing; nothing where stderr is none."""

    def __init__(self, *, is_wanted: bool) -> None:
        self._is_on = is_wanted and sys.stderr.isatty()
        self._shown_at = 0.0

    def show(self, taken: Taken) -> None:
        """Say how far it is, ten times a second at most."""
        now = time.monotonic()
        if self._is_on and now - self._shown_at > 0.1:
            self._shown_at = now
            sys.stderr.write(f"\r\033[KExporting: {taken.chats:,} chats, {taken.posts:,} posts")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave an empty line to go on with."""
        if self._is_on:
            sys.stderr.write("\r\033[K")


def _wanted(options: argparse.Namespace) -> tuple[Community, Hour | None]:
    tag = options.community
    community = Community.objects.tagged(tag).first() if is_storable(tag) else None
    if community is None:
        raise NotFound(f"There is no community #{tag.lstrip('#')} here.")
    if options.chat is None:
        return community, None
    hour = read_hour(options.chat)
    if hour is None:
        raise NotFound("An hour is named as in its address: 2026-11-27, or 2026-11-27-2.")
    if not community.chats.filter(day=hour.day, part=hour.part).exists():
        raise NotFound(f"{community} has no hour {options.chat}.")
    return community, hour


def _write(series: Series, options: argparse.Namespace) -> None:
    write = FORMATS[options.format]
    if options.to is not None:
        with whole_file(options.to) as out:
            write(series, out)
        return
    if isinstance(sys.stdout, io.TextIOWrapper):  # UTF-8 whatever the terminal has
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    write(series, sys.stdout)
    sys.stdout.flush()


def _close_quietly() -> None:
    """Python would complain once more on its way out: docs.python.org, library/signal, SIGPIPE."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(progress: ProgressLine, sentence: str) -> int:
    progress.clear()
    sys.stderr.write(f"goodtalk export: {sentence}\n")
    return 1
