"""A file on its way here: begun, sent in parts, gone on with after whatever came between."""

import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import IO, Protocol

from django.db import transaction
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from goodtalk.communities.models import Community, User
from goodtalk.communities.plain_text import plain_line
from goodtalk.doors.archives.imports.keeping import (
    bytes_here,
    file_of,
    forget_file,
    free_bytes,
    tidy_up,
)
from goodtalk.doors.archives.jobs import start_looking
from goodtalk.doors.archives.models import ImportJob
from goodtalk.doors.archives.room import is_full, no_room

MAX_FILE_BYTES = 2 * 1024**3
MAX_PART_BYTES = 16 * 1024**2
MAX_UNFINISHED = 3  # uploads of one organiser
MAX_WAITING = 10  # files of one community that are here and not imported yet
SPARE_BYTES = 512 * 1024**2  # of the disc, left for the database
READ_BYTES = 256 * 1024


class NotTaken(Exception):
    """The file, or this part of it, is not taken; the message is a sentence for its owner."""

    status = 400


class TooLarge(NotTaken):
    """More than was said, or than can be."""

    status = 413


class NoRoom(NotTaken):
    """The disc is full."""

    status = 507


class WrongOffset(Exception):
    """Another part is expected; `expected` is the byte with which it begins."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


class Source(Protocol):
    """What a part is read from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


def begin_upload(
    community: Community,
    by: User,
    *,
    name: str,
    size: int,
    fingerprint: str,
    now: datetime,
    reading: Mapping[str, str] = MappingProxyType({}),
) -> ImportJob:
    """A new upload, or the unfinished one of the same file, to be gone on with.

    `reading` is what ReadingForm.reading() gives. Raises NotTaken.
    """
    tidy_up(now)
    check_size(size)
    file_name = shown_name(name)
    with transaction.atomic():
        Community.objects.select_for_update().get(pk=community.pk)
        known = ImportJob.objects.unfinished().filter(
            community=community, by=by, file_name=file_name, size=size, fingerprint=fingerprint[:80]
        )
        job = known.first() if fingerprint else None
        if job is None:
            _check_quota(community, by)
            if free_bytes() < size + SPARE_BYTES:
                raise NoRoom(no_room())
            job = ImportJob.objects.create(
                community=community, by=by, file_name=file_name, size=size, created_at=now,
                fingerprint=fingerprint[:80], part_at=now, **reading,
            )
        elif reading:
            ImportJob.objects.filter(pk=job.pk).update(**reading)
    if bytes_here(job) == size:  # the server went before it could say so
        finish_upload(job, now=now)
    return job


def add_part(job: ImportJob, offset: int, source: Source, length: int, *, now: datetime) -> int:
    """Append bytes to the file. Returns how many are here now: where the next part begins.

    What has come of a part that is cut off is kept. The last part has the file looked through.
    Raises WrongOffset (also while another part is coming), NotTaken, UnreadablePostError.
    """
    if length > MAX_PART_BYTES or offset + length > job.size:
        raise TooLarge(_("That is more than the file was said to have. Choose it again."))
    if job.uploaded_at is None:
        ImportJob.objects.filter(pk=job.pk).update(part_at=now)
        try:
            _append(job, offset, source)
        except WrongOffset as error:
            if error.expected != job.size:
                raise
    here = bytes_here(job)
    if here == job.size:
        finish_upload(job, now=now)
    return here


@transaction.atomic
def finish_upload(job: ImportJob, *, now: datetime) -> None:
    """The file is here: have it looked through. Safe to call twice."""
    fresh = ImportJob.objects.select_for_update().filter(pk=job.pk).first()
    if fresh and fresh.uploaded_at is None:
        fresh.uploaded_at = now
        start_looking(fresh, now=now)


def take_whole(job: ImportJob, path: str, *, now: datetime) -> None:
    """Take a file that a plain form has sent as the job's."""
    target = file_of(job)
    target.parent.mkdir(exist_ok=True)
    os.link(path, target)
    finish_upload(job, now=now)


def discard(job: ImportJob) -> None:
    """Forget a file of which nothing has been imported."""
    forget_file(job)
    job.delete()


def shown_name(name: str) -> str:
    """What somebody calls their file, without the folders it was in."""
    last = re.split(r"[/\\]", plain_line(name))[-1]
    return last[:200].strip() or _("A file without a name")


def check_size(size: int) -> None:
    """Raises NotTaken for a file that is empty or too large."""
    if size <= 0:
        raise NotTaken(_("The file is empty."))
    if size > MAX_FILE_BYTES:
        raise TooLarge(too_large())


def too_large() -> str:
    """What is said of a file that is."""
    return _("The file is larger than 2 GB. Divide it, and import the pieces.")


def _check_quota(community: Community, by: User) -> None:
    if ImportJob.objects.unfinished().filter(by=by).count() >= MAX_UNFINISHED:
        raise NotTaken(
            _("You have begun to send three other files. Finish one, or remove it from the list.")
        )
    here = ImportJob.objects.filter(community=community, confirmed_at=None)
    waiting = here.filter(refused_at=None).count()
    if waiting >= MAX_WAITING:
        raise NotTaken(_("Ten files are waiting here. Import some of them, or remove them."))
    refused = here.exclude(refused_at=None).order_by("-refused_at")
    for job in refused[MAX_WAITING - waiting - 1 :]:  # they keep no new one out
        forget_file(job)


def _append(job: ImportJob, offset: int, source: Source) -> None:
    with _alone(job) as file:
        here = file.seek(0, os.SEEK_END)
        if offset != here:
            raise WrongOffset(here)
        try:
            while chunk := source.read(READ_BYTES):
                if file.write(chunk) != len(chunk):
                    raise NoRoom(no_room())
            os.fsync(file.fileno())  # what is acknowledged is on the disc
        except UnreadablePostError:
            raise
        except OSError as error:
            if is_full(error):
                raise NoRoom(no_room()) from error
            raise


@contextmanager
def _alone(job: ImportJob) -> Iterator[IO[bytes]]:
    """The file, while nobody else appends to it: two tabs may be sending the same one."""
    path = file_of(job)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WrongOffset(bytes_here(job)) from error
        yield file
