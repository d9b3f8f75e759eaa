"""Archives for the browser's tests, and what is here of them; called beside the server."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodtalk.chats.models import Chat, Person, Post
from goodtalk.communities.models import Community, Membership, User
from goodtalk.doors.archives.imports.keeping import bytes_here, file_of
from goodtalk.doors.archives.jobs import confirm
from goodtalk.doors.archives.models import SILENT, ImportJob
from tests.doors.archives.real_files import FILES, settle

COLUMNS = ("id_str", "from_user", "from_user_id_str", "text", "created_at")
FRIDAY = datetime(2014, 3, 14, 13, tzinfo=UTC)
HOUR = (
    ("mo", "Welcome to #lgovsm! Tonight's topic is winter gritting."),
    ("mo", "Q1: Who decides which roads are gritted? #lgovsm"),
    ("ann", "A1 The highways team, from a list of 2009 #lgovsm"),
    ("mo", "Q2: Who tells residents? #lgovsm"),
    ("bob", "A2 We do, with a map #lgovsm"),
)


def write_hour(path: Path) -> Path:
    """A TAGS sheet of one hour, with a row that cannot be read and one that is outside."""
    people = {name: str(number) for number, (name, _) in enumerate(HOUR, 1)}
    rows = [
        (str(444_000_000_000_000_000 + minute), who, people[who], text, _tweeted(minute))
        for minute, (who, text) in enumerate(HOUR)
    ]
    rows.append(("4.44E+17", "ann", "3", "A row that a spreadsheet spoilt #lgovsm", _tweeted(6)))
    rows.append(("444000000000000999", "ann", "3", "Said about something else", _tweeted(-9000)))
    return _write(path, rows)


def write_large(path: Path, megabytes: int) -> Path:
    """The same hour with so much beside it that sending it takes some parts."""
    row = ("444000000000009999", "ann", "3", "Something else " + "x" * 9_000, _tweeted(-9000))
    write_hour(path)
    with path.open("a", newline="") as file:
        csv.writer(file).writerows([row] * (megabytes * 1_000_000 // 9_100))
    return path


def settle_in_2014() -> None:
    """The community has met since before the hour of the archive."""
    Community.objects.update(since=date(2012, 1, 6))


def settle_for_real_files() -> None:
    """The communities of the real archives, all of which olive runs."""
    olive = User.objects.create_user("olive@example.org", name="Olive")
    for community in {settle(file) for file in FILES}:
        Membership.objects.create(
            community=community, user=olive, role=Membership.Role.ORGANISER
        )


def here() -> dict[str, int]:
    """How much of what an import brings is here."""
    return {
        "posts": Post.objects.count(),
        "chats": Chat.objects.count(),
        "people": Person.objects.filter(user=None).count(),
    }


def sent() -> list[int]:
    """How many bytes of each file have come, of how many."""
    return [number for job in ImportJob.objects.all() for number in (bytes_here(job), job.size)]


def file_sent() -> str:
    """Where the only file is that was sent."""
    return str(file_of(ImportJob.objects.get()))


def confirm_and_lose_the_worker() -> None:
    """An import is confirmed, and whoever was to do it went away some minutes ago."""
    job = ImportJob.objects.get()
    with transaction.atomic():
        confirm(job, now=timezone.now() - 2 * SILENT)
        DBTaskResult.objects.all().delete()


def _tweeted(minute: int) -> str:
    return (FRIDAY + timedelta(minutes=minute)).strftime("%a %b %d %H:%M:%S +0000 %Y")


def _write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path
