"""`goodtalk check`: says whether everything is as it should be, before somebody finds out."""

import argparse
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.checks import run_checks
from django.db import Error, connection
from django.db.models import Count, F, Max, Min
from django.utils import timezone

from goodtalk.chats.models import Chat
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower, Server
from goodtalk.site.database import is_behind

LATE = timedelta(minutes=5)  # what has waited so long and was never tried: is there a worker?


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
        yield from _fediverse()
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


def _fediverse() -> Iterator[Finding]:
    """Whether that door is open, and whether what goes out of it arrives."""
    if settings.ALLOW_LOOPBACK:
        yield Finding(
            True,
            "GOODTALK_ALLOW_LOOPBACK is on: strangers can have this server call any port of this "
            "machine. It is for tests and rehearsals alone.",
        )
    if not settings.ORIGIN:
        yield Finding(False, "The door to the fediverse is closed: it needs a public address.")
        return
    if is_behind():
        return
    waiting = Delivery.objects.aggregate(all=Count("pk"), longest=Min("first_at"))
    dead = Server.objects.filter(dead_since__isnull=False).count()
    late = waiting["longest"] and timezone.now() - waiting["longest"] > LATE
    yield Finding(
        bool(late and not Delivery.objects.filter(attempts__gt=0).exists()),
        f"The door to the fediverse is open: {Follower.objects.count():,} followers, "
        f"{waiting['all']:,} deliveries waiting"
        + (f" since {waiting['longest']:%F %H:%M}" if waiting["all"] else "")
        + f", {dead:,} servers set aside as dead.",
    )


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
