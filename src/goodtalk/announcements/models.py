"""What is told of an hour, to whom, what has gone out; and who asked to be left out of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Chat, Person
from goodtalk.communities.models import Community

SECRET_LETTERS = 32


class Which(models.TextChoices):
    """The announcements of an hour, in the order in which they go out."""

    WEEK = "week", _("a week before")
    DAY = "day", _("a day before")
    HOUR = "hour", _("an hour before")
    LIVE = "live", _("when it begins")


def new_secret() -> str:
    """What a link in a letter names, and nobody guesses."""
    return get_random_string(SECRET_LETTERS)


class OwnWording(models.Model):
    """How one community makes one of its announcements, where that is not the usual way."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="own_wordings")
    which = models.CharField(max_length=4, choices=Which)
    text = models.TextField(blank=True, max_length=1000)  # empty: the usual wording
    switched_off_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint("community", "which", name="wording_once")]

    def __str__(self) -> str:
        return f"{self.community} {self.which}"


class Announcement(models.Model):
    """One announcement of one hour that has gone out. After the hour has moved, another may."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="announcements")
    which = models.CharField(max_length=4, choices=Which)
    starts_at = models.DateTimeField()  # the time of the hour that was told
    good_until = models.DateTimeField()  # a letter that has not left by then stays
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint("chat", "which", "starts_at", name="announced_once")
        ]

    def __str__(self) -> str:
        return f"{self.chat} {self.which}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, read as phrases."""

    def wanting(self, which: str) -> "SubscriptionQuerySet":
        """Those who asked for this announcement."""
        return self.filter(**{which: True})


class Wishes(models.Model):
    """Which of the four somebody wants."""

    week = models.BooleanField(_("A week before"), default=False)
    day = models.BooleanField(_("A day before"), default=True)
    hour = models.BooleanField(_("An hour before"), default=False)
    live = models.BooleanField(_("When it begins"), default=False)

    class Meta:
        abstract = True

    @property
    def wishes(self) -> dict[str, bool]:
        """By the names of Which."""
        return {which: getattr(self, which) for which in Which.values}


class Subscription(Wishes):
    """An address to which announcements go: its owner asked for them and has proved to be it."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="subscriptions")
    email = models.EmailField()  # in small letters
    secret = models.CharField(max_length=SECRET_LETTERS, default=new_secret, unique=True)
    since = models.DateTimeField(default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("community", "email", name="subscribed_once")]

    def __str__(self) -> str:
        return f"{self.email} {self.community}"

    @property
    def stop_path(self) -> str:
        """Where one click ends it."""
        return reverse("announcements:stop", args=[self.community.tag_key, self.secret])


class Asking(Wishes):
    """Somebody gave an address and has not shown yet that it is theirs. Gone after three days."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    email = models.EmailField()
    secret = models.CharField(max_length=SECRET_LETTERS, default=new_secret, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["email", "asked_at"], name="asking_by_address")]

    def __str__(self) -> str:
        return self.email


class Letter(models.Model):
    """One announcement for one address, by e-mail. It leaves once, or not at all."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="letters")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="letters")
    # Written down before it is handed over, so that no crash makes two letters of it.
    handed_over_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)  # the mail server will not have it

    class Meta:
        constraints = [
            models.UniqueConstraint("announcement", "subscription", name="letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.announcement} to {self.subscription.email}"


class LeavingOut(models.Model):
    """Somebody has all that they said in a community withdrawn. It cannot be undone."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # empty: it waits for its turn
    in_all = models.PositiveIntegerField(default=0)  # posts
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.person} out of {self.community}"


class Request(models.Model):
    """Somebody without an account asks the organisers to take out what they said."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    name = models.CharField(_("The name under which you spoke"), max_length=200)
    email = models.EmailField(_("Your e-mail address, for the answer"), blank=True)
    words = models.TextField(_("What is to be taken out"), max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.name

    def mark(self, *, by: Any, now: datetime | None) -> None:
        """Done by somebody, or (without a moment) not done after all. Safe to call twice."""
        if (self.done_at is None) == (now is None):
            return
        self.done_at, self.done_by = now, by if now else None
        self.save(update_fields=["done_at", "done_by"])
