"""What the worker does for imports: looks a file through, imports it, takes an import back."""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import Task

from goodtalk.chats.arriving.completing import completions_told_to
from goodtalk.chats.models import Post
from goodtalk.communities.models import Community, User
from goodtalk.doors.archives.entries import DUPLICATE, WrongFile
from goodtalk.doors.archives.imports.completions import forget_final, keeper_of
from goodtalk.doors.archives.imports.found_again import noter_of
from goodtalk.doors.archives.imports.keeping import file_of, forget_file, tidy_up
from goodtalk.doors.archives.imports.taking_back import posts_of, take_back_posts
from goodtalk.doors.archives.models import WEEK, ImportJob
from goodtalk.doors.archives.reading.batches import LOOKING, STORING, Progress
from goodtalk.doors.archives.report import ImportReport
from goodtalk.doors.archives.room import is_without_room, no_room
from goodtalk.doors.archives.storing.giving_way import GivingWay
from goodtalk.doors.archives.storing.importing import import_archive
from goodtalk.doors.archives.storing.intake import Noter

BEHIND_OTHERS = -10  # the doors' errands are short, and somebody waits for them
HEARD_EVERY_SECONDS = 1.0
MOST_CHATS = 500  # are shown one by one; ten years of weeks

WENT_ON = "It was interrupted, and has gone on by itself."

logger = logging.getLogger(__name__)


class AnotherOne(Exception):
    """The community has an import under way already."""


class Replaced(Exception):
    """The job has another run by now, or is gone: this one ends."""


class Run:
    """One turn of work on a job."""

    def __init__(
        self, job: ImportJob, name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.job = job
        self._name = name
        self._clock = clock
        self._heard_at = 0.0
        self.tell()

    def watch(self, progress: Progress) -> None:
        """Write down how far an import is, once a second at most. Raises Replaced."""
        self.note(progress.doing, progress.rows, progress.bytes_read, progress.bytes_in_all)

    def note(self, doing: str, rows: int, done: int, in_all: int) -> None:
        """The same for any work."""
        if self._clock() - self._heard_at >= HEARD_EVERY_SECONDS:
            self.tell(doing=doing[:40], rows=rows, done=done, in_all=in_all)

    def tell(self, **fields: Any) -> None:
        """Write something down about the job. Raises Replaced when it is not ours any more."""
        self._heard_at = self._clock()
        ours = ImportJob.objects.filter(pk=self.job.pk, run=self._name)
        if not ours.update(heard_at=timezone.now(), **fields):
            raise Replaced(self.job)


@task(priority=BEHIND_OTHERS)
def look(job_id: int, run_name: str) -> None:
    """See what would come of a file, and keep the figures."""
    _do(job_id, run_name, _look)


@task(priority=BEHIND_OTHERS)
def bring_home(job_id: int, run_name: str) -> None:
    """Import a file. Safe to repeat: the run after one that died stores the rest."""
    _do(job_id, run_name, _bring_home)


@task(priority=BEHIND_OTHERS)
def undo(job_id: int, run_name: str) -> None:
    """Take an import back. Safe to repeat."""
    _do(job_id, run_name, _undo)


@task(priority=BEHIND_OTHERS)
def make_final() -> None:
    """Forget what was before imports whose week is over, and their files."""
    forget_final(timezone.now())
    tidy_up(timezone.now())


def start_looking(job: ImportJob, *, now: datetime) -> None:
    """Have a file looked through. The caller holds the job's row."""
    _start(job, look, LOOKING, now)


@transaction.atomic
def read_anew(job: ImportJob, reading: Mapping[str, str], *, now: datetime) -> None:
    """Look through a file again, taken for something else: `reading` is as for begin_upload().

    Nothing happens to a file of which posts have been stored, and to one that is gone.
    """
    job = _locked(job)
    if job.may_be_read_anew and file_of(job).is_file():
        for name, value in reading.items():
            setattr(job, name, value)
        job.refused_at = job.looked_at = job.preview = None
        _start(job, look, LOOKING, now)


@transaction.atomic
def confirm(job: ImportJob, *, now: datetime) -> None:
    """Import what was looked at. Safe to call twice. Raises AnotherOne."""
    job = _locked(job)
    if job.state == ImportJob.State.READY:
        _check_alone(job)
        job.confirmed_at = _unused_moment(job.community, now)
        _start(job, bring_home, STORING, now)


@transaction.atomic
def ask_back(
    job: ImportJob, *, now: datetime, by: User | None = None, with_hours: Collection[int] = ()
) -> None:
    """Have an import taken back. Safe to call twice. Raises AnotherOne.

    `with_hours` are chats that go too, though people here have made something in them.
    """
    job = _locked(job)
    if job.may_be_taken_back(now):
        _check_alone(job)
        job.asked_back_at, job.asked_back_by, job.with_hours = now, by, sorted(with_hours)
        _start(job, undo, "Taking back", now)


@transaction.atomic
def go_on(job: ImportJob, *, now: datetime) -> None:
    """Begin again with what has stopped; nothing happens to what has not. Raises AnotherOne."""
    job = _locked(job)
    if job.has_stopped(now):
        works = {ImportJob.State.LOOKING: look, ImportJob.State.IMPORTING: bring_home}
        _start(job, works.get(job.state, undo), job.doing, now)


@transaction.atomic
def _go_on_unasked(job: ImportJob, *, now: datetime) -> None:
    go_on(job, now=now)
    ImportJob.objects.filter(pk=job.pk).update(sentence=WENT_ON)


def go_on_after_restart(now: datetime, *, began: datetime) -> None:
    """Go on with what was under way when the worker ended; `began` is when it came back.

    Once for each time that somebody asks: what ends the worker again waits for a person.
    """
    for job in ImportJob.objects.working().filter(failed_at=None).exclude(sentence=WENT_ON):
        last = job.last_known_at
        if last is not None and last < began and job.has_stopped(now):
            _go_on_unasked(job, now=now)


def kept(report: ImportReport) -> dict[str, Any]:
    """What is kept of a report, to be shown."""
    rows = [row._asdict() for row in report.bad_rows]
    chats = [each._asdict() for each in report.by_chat[:MOST_CHATS]]
    return {
        **report.as_json(), "bad_rows": rows, "notes": list(report.notes), "by_chat": chats,
        "left_out": [_left_out(report, *each) for each in _counts(report)],
    }  # fmt: skip


def _counts(report: ImportReport) -> list[tuple[str, int]]:
    """How many posts are not stored, for each reason that there is."""
    counts = {DUPLICATE: report.duplicate, **report.outside_for}
    return [(reason, count) for reason, count in counts.items() if count]


def _left_out(report: ImportReport, reason: str, count: int) -> dict[str, Any]:
    """One reason, and the first rows of which it is true."""
    rows = [
        {"line": row.line, "words": row.words} for row in report.left_out if row.reason == reason
    ]
    is_here = reason == DUPLICATE
    return {"reason": reason, "count": count, "rows": rows, "is_here": is_here}


def _do(job_id: int, run_name: str, work: Callable[[Run], None]) -> None:
    """Do a run that is still wanted; whatever fails in it is written down for the organiser."""
    jobs = ImportJob.objects.select_related("community")
    job = jobs.filter(pk=job_id, run=run_name).first()
    if job is None:
        return
    try:
        run = Run(job, run_name)
        try:
            work(run)
        except WrongFile as error:
            run.tell(refused_at=timezone.now(), sentence=str(error))
        except Replaced:
            raise
        except Exception as error:
            logger.exception("Import %s", job_id)
            broken = no_room() if is_without_room(error) else _("Something broke on our side.")
            run.tell(failed_at=timezone.now(), sentence=broken)
    except Replaced:
        logger.info("A run of import %s has been replaced.", job_id)


def _look(run: Run) -> None:
    report = _import(run, now=timezone.now(), dry_run=True)
    run.tell(preview=kept(report), looked_at=timezone.now())


def _bring_home(run: Run) -> None:
    note_known = noter_of(run.job, now=timezone.now())
    with completions_told_to(keeper_of(run.job)):
        report = _import(
            run, now=run.job.stamp or timezone.now(), dry_run=False, note_known=note_known
        )
    report.count_as_stored(posts_of(run.job).count())
    imported_at = timezone.now()
    with transaction.atomic():
        run.tell(result=kept(report), imported_at=imported_at)
        make_final.using(run_after=imported_at + WEEK).enqueue()


def _undo(run: Run) -> None:
    way = GivingWay()

    def watch(done: int, in_all: int) -> None:
        run.note("Taking back", done, done, in_all)
        way.rest()

    take_back_posts(run.job, now=timezone.now(), watch=watch)
    run.tell(taken_back_at=timezone.now())
    forget_file(run.job)


def _import(
    run: Run, *, now: datetime, dry_run: bool, note_known: Noter | None = None
) -> ImportReport:
    path = file_of(run.job)
    if not path.is_file():
        raise WrongFile(_("The file is not here any more. Choose it again."))
    return import_archive(
        path,
        run.job.community,
        now=now,
        format_name=run.job.format_name,
        hints=run.job.hints,
        dry_run=dry_run,
        watch=run.watch,
        note_known=note_known,
    )


@transaction.atomic
def _start(job: ImportJob, work: Task[Any, None], doing: str, now: datetime) -> None:
    name = job.begin_run(doing, now)
    job.save()
    work.enqueue(job.pk, name)


def _locked(job: ImportJob) -> ImportJob:
    """The job as it is now; its community is ours until the transaction ends."""
    Community.objects.select_for_update().get(pk=job.community_id)
    return ImportJob.objects.select_related("community").get(pk=job.pk)


def _check_alone(job: ImportJob) -> None:
    others = ImportJob.objects.changing_posts().filter(community=job.community_id)
    if others.exclude(pk=job.pk).exists():
        raise AnotherOne(job)


def _unused_moment(community: Community, now: datetime) -> datetime:
    """By it, the posts of this import are told from all others in the community."""
    while Post.objects.filter(community=community, received_at=now).exists():
        now += timedelta(microseconds=1)
    return now
