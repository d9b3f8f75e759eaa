"""An import in the browser: whose it is, how far it has come, and what came of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.files.dates import DayOrder
from goodtalk.doors.archives.files.hints import Hints, read_map, read_owner

WEEK = timedelta(days=7)  # for so long an import can be taken back
SILENT = timedelta(minutes=2)  # work of which nothing is heard for so long has stopped


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    """Imports, read as phrases."""

    def unfinished(self) -> "ImportJobQuerySet":
        """Those whose file is not here whole."""
        return self.filter(uploaded_at=None)

    def working(self) -> "ImportJobQuerySet":
        """Those with something left for the worker to do, or that have stopped in it."""
        looking = models.Q(looked_at=None) & ~models.Q(uploaded_at=None)
        storing = models.Q(imported_at=None) & ~models.Q(confirmed_at=None)
        undoing = models.Q(taken_back_at=None) & ~models.Q(asked_back_at=None)
        return self.filter(looking | storing | undoing, refused_at=None, taken_back_at=None)

    def changing_posts(self) -> "ImportJobQuerySet":
        """Those that store posts or take them back, or have stopped half-way."""
        storing = models.Q(imported_at=None) & ~models.Q(confirmed_at=None)
        undoing = models.Q(taken_back_at=None) & ~models.Q(asked_back_at=None)
        return self.filter(storing | undoing, refused_at=None, taken_back_at=None)


class ImportJob(models.Model):
    """One file that an organiser brings home. Its state is read off the moments it has had."""

    class State(models.TextChoices):
        """In the order in which an import passes through them."""

        UPLOADING = "uploading", _("not all here yet")
        LOOKING = "looking", _("being looked through")
        REFUSED = "refused", _("cannot be read")
        READY = "ready", _("waiting for your word")
        IMPORTING = "importing", _("being imported")
        IMPORTED = "imported", _("imported")
        TAKING_BACK = "taking_back", _("being taken back")
        TAKEN_BACK = "taken_back", _("taken back")

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    file_name = models.CharField(max_length=200)  # as its owner calls it; never a path here
    size = models.BigIntegerField()  # bytes
    fingerprint = models.CharField(max_length=80, blank=True)  # tells the same file when it returns
    # How it is to be read, where the file does not say so itself.
    format_name = models.CharField(max_length=32, default="auto")
    account = models.CharField(max_length=40, blank=True)
    columns = models.CharField(max_length=500, blank=True)
    dates = models.CharField(max_length=16, blank=True)  # a DayOrder
    created_at = models.DateTimeField(default=timezone.now)
    part_at = models.DateTimeField(default=timezone.now)  # when the last part came
    uploaded_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # and when its posts were received: see stamp
    imported_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)  # the file is no archive
    asked_back_at = models.DateTimeField(null=True)
    asked_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    with_hours = models.JSONField(default=list)  # chats that go though people made something there
    taken_back_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)  # our fault; it can be gone on with
    sentence = models.TextField(blank=True)  # why it was refused, or failed
    preview = models.JSONField(null=True)  # the dry run's figures
    result = models.JSONField(null=True)  # the import's
    # The work at hand. A run that is no longer the job's has been replaced, and ends itself.
    run = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)  # empty: it waits for its turn
    doing = models.CharField(max_length=40, blank=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.BigIntegerField(default=0)  # bytes read, or posts taken back …
    in_all = models.BigIntegerField(default=0)  # … of so many

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("archives:import", args=[self.community.tag_key, self.pk])

    @property
    def state(self) -> "ImportJob.State":
        """Where it is, by what has happened."""
        passed = (
            (self.taken_back_at, self.State.TAKEN_BACK),
            (self.asked_back_at, self.State.TAKING_BACK),
            (self.imported_at, self.State.IMPORTED),
            (self.refused_at, self.State.REFUSED),
            (self.confirmed_at, self.State.IMPORTING),
            (self.looked_at, self.State.READY),
            (self.uploaded_at, self.State.LOOKING),
        )
        return next((state for moment, state in passed if moment), self.State.UPLOADING)

    @property
    def hints(self) -> Hints:
        """What its owner said of it."""
        owner = read_owner(self.account) if self.account else None
        columns = read_map(self.columns) if self.columns else {}
        return Hints(owner, columns, DayOrder(self.dates) if self.dates else None)

    @property
    def is_working(self) -> bool:
        """Whether there is something for the worker to do."""
        return self.state in (self.State.LOOKING, self.State.IMPORTING, self.State.TAKING_BACK)

    @property
    def stamp(self) -> datetime | None:
        """When its posts were received: of every post that it stored, and of no other."""
        return self.confirmed_at

    @property
    def final_at(self) -> datetime | None:
        """Until when it can be taken back."""
        return self.imported_at + WEEK if self.imported_at else None

    def has_stopped(self, now: datetime) -> bool:
        """Whether work on it has failed, or its worker has gone."""
        last = self.last_known_at
        silent = last is not None and now - last > SILENT
        return self.is_working and (self.failed_at is not None or silent)

    @property
    def last_known_at(self) -> datetime | None:
        """When the work on it was last heard of, or asked for."""
        return self.heard_at or self.asked_at

    @property
    def may_be_read_anew(self) -> bool:
        """Whether its file was looked through, and waits for what is said of it."""
        return self.confirmed_at is None and self.state in (self.State.READY, self.State.REFUSED)

    def may_be_taken_back(self, now: datetime) -> bool:
        """For a week; and what stopped half-way, at any time."""
        if self.state == self.State.IMPORTED:
            return self.final_at is not None and now < self.final_at
        return self.state == self.State.IMPORTING and self.has_stopped(now)

    def may_be_discarded(self, now: datetime) -> bool:
        """While nothing has been stored of it."""
        return self.confirmed_at is None and (
            self.state != self.State.LOOKING or self.has_stopped(now)
        )

    def take_over(self, posts: int) -> None:
        """So many posts that were here before it are its own now. Not saved."""
        if self.result:
            skipped = self.result["skipped"]
            self.result["stored"] += posts
            skipped["duplicate"] = max(skipped["duplicate"] - posts, 0)
            left_out = self.result.get("left_out", [])
            self.result["left_out"] = [one for one in left_out if not one["is_here"]]

    def begin_run(self, doing: str, now: datetime) -> str:
        """Make a new run the job's; any other ends itself. Not saved. Returns its name."""
        self.run, self.asked_at, self.heard_at = uuid4(), now, None
        self.failed_at, self.sentence, self.doing = None, "", doing
        self.rows = self.done = self.in_all = 0
        return str(self.run)


class CompletionQuerySet(models.QuerySet["Completion"]):
    """What imports completed, read as phrases."""

    def final(self, now: datetime) -> "CompletionQuerySet":
        """Those of imports that can be taken back no more: nobody needs to know what was before."""
        return self.filter(
            job__imported_at__lte=now - WEEK, job__asked_back_at=None
        )


class Completion(models.Model):
    """What an import has put in a post that was here before: kept only to be taken back.

    It holds people's words, so it goes with them: with the post, when its author takes it back,
    and when the import cannot be taken back any more.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="completions")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    field = models.CharField(max_length=16)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]  # a later one begins with what an earlier one left

    def __str__(self) -> str:
        return f"{self.field} of {self.post}"


class FoundAgainQuerySet(models.QuerySet["FoundAgain"]):
    """What later imports found, read as phrases."""

    def standing(self) -> "FoundAgainQuerySet":
        """Those of imports that were not taken back."""
        return self.filter(job__asked_back_at=None, job__taken_back_at=None)

    def final(self, now: datetime) -> "FoundAgainQuerySet":
        """Those of imports that can be taken back no more; what they followed is final too."""
        return self.filter(job__imported_at__lte=now - WEEK, job__asked_back_at=None)


class FoundAgain(models.Model):
    """A post of another import, which an import has in its file as well.

    When the first is taken back, the post stays and is the other's. Kept while that can be.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="+")
    post = models.ForeignKey(  # found_again_once begins with it
        Post, models.CASCADE, related_name="+", db_index=False
    )

    objects = FoundAgainQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("post", "job", name="found_again_once")]

    def __str__(self) -> str:
        return f"{self.post} in {self.job}"


@receiver(post_save, sender=Post)
def forget_what_was_there(
    instance: Post, update_fields: frozenset[str] | None = None, **_: Any
) -> None:
    """What an author takes back or rewords goes from here too, in the same transaction."""
    if instance.withdrawn_at is not None or "text" in (update_fields or ()):
        Completion.objects.filter(post=instance.pk).delete()
