"""Who is asked to sit in the chair on which date, who offers to, who swaps; and what was done."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Chat
from goodtalk.communities.models import Community, User

SWAP_STANDS_AFTER = timedelta(hours=1)  # until then whoever said yes can take that back


class Seat(models.TextChoices):
    """What somebody can be on one date."""

    CHAIR = "chair", _("chair")
    STAND_BY = "stand_by", _("stand-by")


class TurnQuerySet(models.QuerySet["Turn"]):
    """Turns, read as phrases."""

    def open(self) -> "TurnQuerySet":
        """Those that nobody has answered."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None)

    def promised(self) -> "TurnQuerySet":
        """Agreed on for a date whose hour is not planned yet."""
        return self.filter(accepted_at__isnull=False, ended_at=None, chat=None)

    def concerning(self, user: User | Any) -> "TurnQuerySet":
        """Those that are somebody's own, and those that were sent to their address."""
        return self.filter(models.Q(user=user) | models.Q(user=None, email__iexact=user.email))


class Turn(models.Model):
    """One person's turn on one date: asked for or offered, agreed or not, and perhaps given up.

    Once the hour is planned, its own chair and stand-by say who sits there; a turn tells how
    they came to. Until then an agreed turn is the promise.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="turns")
    day = models.DateField()  # as the rhythm has it, so that a moved date keeps its turns
    chat = models.ForeignKey(Chat, models.CASCADE, null=True, related_name="turns")
    seat = models.CharField(max_length=8, choices=Seat, default=Seat.CHAIR)
    user = models.ForeignKey(  # empty until somebody has answered
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="turns"
    )
    email = models.EmailField(blank=True)  # where the question was sent; empty: a link to hand on
    note = models.TextField(blank=True, max_length=1000)  # from whoever asks or offers
    asked_by = models.ForeignKey(  # empty: offered by the user
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    word = models.TextField(blank=True, max_length=1000)  # said with the answer
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # they cannot make it after all
    ended_by = models.ForeignKey(  # themselves, or whoever took them off
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    in_place_of = models.ForeignKey(  # a stand-by who took the chair over
        "self", models.SET_NULL, null=True, related_name="taken_over_by"
    )

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["community", "day"], name="turn_on_day")]

    def __str__(self) -> str:
        return f"{self.whom} {self.seat} {self.day}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not (self.accepted_at or self.declined_at or self.withdrawn_at)

    @property
    def is_offer(self) -> bool:
        """Whether the person came by themselves, so that an organiser answers."""
        return self.user_id is not None and self.asked_by_id is None

    @property
    def whom(self) -> str:
        """Whom it is about, as organisers may read it."""
        return self.user.shown_name if self.user else self.email


class SwapQuerySet(models.QuerySet["Swap"]):
    """Swaps, read as phrases."""

    def open(self) -> "SwapQuerySet":
        """Those that nobody has answered."""
        return self.filter(agreed_at=None, declined_at=None, withdrawn_at=None)

    def just_agreed(self, now: datetime) -> "SwapQuerySet":
        """Those that whoever agreed can still take back."""
        return self.filter(agreed_at__gt=now - SWAP_STANDS_AFTER, undone_at=None)


class Swap(models.Model):
    """Two chairs exchange their dates, when both have said so."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="swaps")
    given = models.ForeignKey(Turn, models.CASCADE, related_name="swaps_given")
    wanted = models.ForeignKey(Turn, models.CASCADE, related_name="swaps_wanted")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    offered_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    offered_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)  # after it was agreed to

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ["offered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.given_id} ⇄ {self.wanted_id}"

    @property
    def is_open(self) -> bool:
        return not (self.agreed_at or self.declined_at or self.withdrawn_at)

    def may_be_undone(self, now: datetime) -> bool:
        """Whether it was agreed to a moment ago: both have hardly had time to plan by it."""
        just_now = self.agreed_at is not None and now < self.agreed_at + SWAP_STANDS_AFTER
        return just_now and self.undone_at is None


class RotaLine(models.Model):
    """One line of the rota's log: who did what, when, about which date."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="rota_lines")
    at = models.DateTimeField()
    by = models.ForeignKey(  # empty: the program
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=16)  # see log.SENTENCES
    day = models.DateField()
    seat = models.CharField(max_length=8, choices=Seat)
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    email = models.EmailField(blank=True)  # of somebody who had not answered then

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
