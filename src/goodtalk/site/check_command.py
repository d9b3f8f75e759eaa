"""`goodtalk check`: says whether everything is as it should be, before somebody finds out."""

import argparse
import sys
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.core.checks import run_checks
from django.db import Error, connection
from django.db.models import Count, F, Max

from goodtalk.chats.models import Chat
from goodtalk.site.database import is_behind


class Finding(NamedTuple):
    """One thing that was looked at."""

    is_wrong: bool
    words: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--deep", action="store_true", help="also read every chat's log and look for gaps"
    )


def run(options: argparse.Namespace) -> int:
    """Print what was found, a line each. Returns 1 when something is wrong."""
    findings = list(_findings(deep=options.deep))
    for finding in findings:
        sys.stdout.write(f"{'WRONG' if finding.is_wrong else 'good '}  {finding.words}\n")
    return int(any(finding.is_wrong for finding in findings))


def _findings(*, deep: bool) -> Iterator[Finding]:
    yield from _data_folder()
    for problem in run_checks():
        yield Finding(problem.level >= 30, str(problem.msg))
    try:
        yield from _database(deep=deep)
    except Error as error:
        yield Finding(True, f"The database cannot be used: {str(error).strip()}")
    yield from _doors()


def _data_folder() -> Iterator[Finding]:
    probe = settings.DATA / ".written"
    try:
        probe.write_text("", encoding="ascii")
        probe.unlink()
    except OSError as error:
        yield Finding(True, f"The data folder {settings.DATA} is not writable: {error.strerror}.")
    else:
        yield Finding(False, f"The data folder is {settings.DATA}.")


def _database(*, deep: bool) -> Iterator[Finding]:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    if is_behind():
        yield Finding(True, f"The {kind} database is behind; `goodtalk serve` mends that.")
        return
    yield Finding(False, f"The {kind} database is up to date.")
    if connection.vendor == "sqlite" and deep:
        with connection.cursor() as cursor:
            said = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        yield Finding(said != "ok", f"SQLite says of its file: {said}.")
    if deep:
        yield from _logs()


def _logs() -> Iterator[Finding]:
    """The log of each chat runs from 1 to the chat's last_seq, so that nothing was lost."""
    broken = (
        Chat.objects.annotate(lines=Count("events"), latest=Max("events__seq"))
        .exclude(last_seq=0, lines=0)
        .exclude(lines=F("last_seq"), latest=F("last_seq"))
        .select_related("community")
    )
    yield from (Finding(True, f"The log of {chat} has gaps.") for chat in broken)
    yield Finding(False, f"{Chat.objects.count() - len(broken)} logs are whole.")


def _doors() -> Iterator[Finding]:
    if settings.ORIGIN:
        yield Finding(
            not settings.IS_PUBLIC and "localhost" not in settings.ORIGIN,
            f"The public address is {settings.ORIGIN}"
            + ("." if settings.IS_PUBLIC else ", which is not https: passkeys will not work."),
        )
    else:
        yield Finding(False, "GOODTALK_ORIGIN is not set: for this machine only.")
    if settings.SMTP_URL:
        yield Finding(False, "Mail is sent by the server of GOODTALK_SMTP_URL.")
    else:
        yield Finding(False, f"No mail server is set: mail is kept in {settings.DATA / 'mail'}.")
