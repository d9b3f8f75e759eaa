"""Who meets and when: users, communities, memberships, themes and changed dates."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.rhythm import Rhythm, describe

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PeopleManager(UserManager["User"]):
    """Makes users, who are known by their e-mail address alone."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """A user without a password unless one is given: people sign in with a code."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """The host's own user, who may use the admin pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who signs in. What they said belongs to their Person (chats)."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name shown to others"), max_length=80, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects: ClassVar[PeopleManager] = PeopleManager()

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """Their name; of somebody who has given none, nothing of their address is told."""
        return self.name or gettext("Newcomer %(number)s") % {"number": self.pk}


class CommunityQuerySet(models.QuerySet["Community"]):
    """Communities, read as phrases."""

    def tagged(self, tag: str) -> "CommunityQuerySet":
        """The community of a hashtag, however it is written."""
        return self.filter(tag_key=fold_tag(tag))

    def organised_by(self, user: "User") -> "CommunityQuerySet":
        """Those that the user runs; a host runs all of them."""
        if user.is_superuser:
            return self.all()
        return self.filter(memberships__user=user, memberships__role=Membership.Role.ORGANISER)


class Community(models.Model):
    """One hashtag, its people, its rules and its rhythm."""

    class MayPost(models.TextChoices):
        """Who may speak through the web door."""

        MEMBERS = "members", _("members only")
        SIGNED_IN = "signed_in", _("anyone who has signed in")
        GUESTS = "guests", _("guests too, under a display name (held for the chair)")

    tag = models.CharField(_("hashtag"), max_length=100)  # as the organiser writes it, without #
    tag_key = models.CharField(max_length=200, unique=True, editable=False)  # compared without case
    name = models.CharField(_("name"), max_length=120)
    welcome = models.TextField(_("welcome"), blank=True, max_length=4000)
    house_rules = models.TextField(_("house rules"), blank=True, max_length=8000)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#0b6b60",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("A colour such as #0b6b60."))],
    )
    may_post = models.CharField(
        _("who may post"), max_length=12, choices=MayPost, default=MayPost.SIGNED_IN
    )
    holds_newcomers = models.BooleanField(
        _("hold first posts of newcomers for a look"), default=False
    )
    rule = models.CharField(_("rhythm"), max_length=300, default="FREQ=WEEKLY;BYDAY=FR")
    at = models.TimeField(_("local time"), default=time(13))
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=60,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
    )
    since = models.DateField(default=timezone.localdate, editable=False)  # where the rule starts
    # The run sheet template: what a new hour begins with.
    template_welcome = models.TextField(blank=True, max_length=1000)
    template_welcome_minutes = models.PositiveSmallIntegerField(default=5)
    template_questions = models.JSONField(default=list, blank=True)  # [{"text", "minutes"}]
    template_wrap_up = models.TextField(blank=True, max_length=1000)
    template_wrap_up_minutes = models.PositiveSmallIntegerField(default=5)
    is_sample = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    memberships: "RelatedManager[Membership]"
    themes: "RelatedManager[Theme]"
    changes: "RelatedManager[DateChange]"
    removals: "RelatedManager[Removal]"

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["tag_key"]
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return f"#{self.tag}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the compared form of the tag beside the written one."""
        self.tag_key = fold_tag(self.tag)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("community", "goodtalk.communities.bare_urls", [self.tag_key])

    @cached_property
    def zone_info(self) -> ZoneInfo:
        """The community's clock."""
        return ZoneInfo(self.zone)

    @cached_property
    def rhythm(self) -> Rhythm:
        """When it meets, with what has been skipped and moved. One query."""
        changes = list(self.changes.all())
        return Rhythm(
            rule=self.rule, at=self.at, zone=self.zone, minutes=self.minutes, since=self.since,
            skips=frozenset(change.day for change in changes if change.moved_to is None),
            moves={change.day: change.moved_to for change in changes if change.moved_to},
        )

    @property
    def rhythm_in_words(self) -> str:
        """Fridays, 13:00 to 14:00, London."""
        return describe(self.rhythm)

    def local(self, instant: datetime) -> datetime:
        """The same instant on the community's clock."""
        return instant.astimezone(self.zone_info)

    def role_of(self, user: "User | Any") -> "Membership.Role | None":
        """What the user is here: organiser, moderator, member, or None. One query."""
        if not user.is_authenticated:
            return None
        membership = self.memberships.filter(user=user).first()
        return Membership.Role(membership.role) if membership else None

    def is_run_by(self, user: "User | Any") -> bool:
        """Whether the user may change the community itself."""
        return user.is_authenticated and (
            user.is_superuser or self.role_of(user) == Membership.Role.ORGANISER
        )


class Membership(models.Model):
    """What somebody is in a community. The chair is of one chat, and stands there."""

    class Role(models.TextChoices):
        """From the most trusted down."""

        ORGANISER = "organiser", _("organiser")
        MODERATOR = "moderator", _("moderator")
        MEMBER = "member", _("member")

    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("community", "user", name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.community}"


class RemovalQuerySet(models.QuerySet["Removal"]):
    """Removals, read as phrases."""

    def of(self, user: "User | Any", community: Community) -> "RemovalQuerySet":
        """The one that stands against somebody in a community, if there is one."""
        return self.filter(user=user, community=community)


class Removal(models.Model):
    """An organiser took somebody out: no seat that they had opens a desk to them any more.

    The hours keep who chaired them. The row goes when an organiser gives them a role or a seat
    again; that they join by themselves changes nothing about it.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="removals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="removals")
    removed_at = models.DateTimeField(editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = RemovalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("user", "community", name="removed_once")]

    def __str__(self) -> str:
        return f"{self.user} out of {self.community}"


class DateChange(models.Model):
    """A date of the rhythm that is skipped, or held at another time."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="changes")
    day = models.DateField(_("date"))  # as the rhythm has it, on the community's clock
    moved_to = models.DateTimeField(_("moved to"), null=True, blank=True)  # empty: skipped
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint("community", "day", name="change_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {'skipped' if self.moved_to is None else 'moved'}"


class Theme(models.Model):
    """What somebody would like to talk about. Scheduled, it becomes a chat."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="themes")
    title = models.CharField(_("theme"), max_length=200)
    why = models.TextField(_("why it matters"), blank=True, max_length=2000)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="themes"
    )
    suggested_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    voters = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="voted_themes", blank=True
    )

    class Meta:
        ordering = ["-suggested_at"]

    def __str__(self) -> str:
        return self.title

