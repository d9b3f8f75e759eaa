"""The hour: what is planned for it, and where it has got to."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodtalk.communities.models import Community, Membership, Removal, Theme, User

if TYPE_CHECKING:
    from goodtalk.chats.models.posts import PostManager

LOBBY_MINUTES = 15  # the lobby opens so long before the hour
CHECK_IN_MINUTES = 30  # whoever opens the desk so long before the hour, or later, is there
DESK_TELLS = timedelta(seconds=20)  # an open desk writes down no oftener that somebody is there
# A desk that has told nothing for so long has nobody at it. An open one tells every 15 seconds, but
# browsers let a page in the background do so once a minute, and a train has tunnels.
DESK_IS_EMPTY_AFTER = timedelta(seconds=90)
# Parts of an hour rather than minutes, so that an hour of one minute runs by the same rules.
HOLD_OUTLASTS = 12  # nobody at the desk for a twelfth lets a hold go: five minutes of sixty
PATIENCE = 30  # a missing chair's question waits for a thirtieth: two minutes of sixty
LATE = timedelta(days=7)  # a reply into an hour belongs to it for so long
MINUTES = [MinValueValidator(0), MaxValueValidator(24 * 60)]


class ChatQuerySet(models.QuerySet["Chat"]):
    """Chats, read as phrases."""

    def at(self, tag_key: str, day: Any, part: int = 1) -> "ChatQuerySet":
        """The chat that an address names."""
        return self.filter(community__tag_key=tag_key, day=day, part=part)

    def chaired_by(self, user: User | Any) -> "ChatQuerySet":
        """At whose desk the user may sit: chair, stand-by, organisers and moderators may.

        Not by a seat in a community that they were removed from, though the hour keeps who had it.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        desks = Membership.objects.filter(
            user=user, role__in=[Membership.Role.ORGANISER, Membership.Role.MODERATOR]
        )
        closed = Removal.objects.filter(user=user).values("community")
        sits = models.Q(chair=user) | models.Q(stand_by=user)
        return self.filter(
            (sits & ~models.Q(community__in=closed))
            | models.Q(community__in=desks.values("community"))
        )

    def due(self, now: datetime) -> "ChatQuerySet":
        """Those that are not over and whose lobby's time has come: the conductor's list."""
        return self.filter(
            closed_at=None, starts_at__lte=now + timedelta(minutes=LOBBY_MINUTES)
        )

    def nobody_at_the_desk(self) -> "ChatQuerySet":
        """Those that are not over and to whose desk neither chair nor stand-by has come yet."""
        return self.filter(closed_at=None, checked_in_at=None)

    def past(self) -> "ChatQuerySet":
        """Those that are over, latest first."""
        return self.exclude(closed_at=None).order_by("-starts_at")

    def coming(self) -> "ChatQuerySet":
        """Those that are on or still to come, soonest first."""
        return self.filter(closed_at=None).order_by("starts_at")


class Chat(models.Model):
    """One themed hour. Its state is read off the moments at which it changed."""

    class State(models.TextChoices):
        """In the order in which an hour passes through them."""

        PLANNED = "planned", _("planned")
        LOBBY = "lobby", _("lobby open")
        LIVE = "live", _("live")
        CLOSED = "closed", _("closed")
        RECAPPED = "recapped", _("recapped")

    community = models.ForeignKey(Community, models.CASCADE, related_name="chats")
    day = models.DateField()  # the start's date on the community's clock; the address
    part = models.PositiveSmallIntegerField(default=1)  # 2 for a second hour on one day
    theme = models.CharField(_("theme"), max_length=200)
    suggestion = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="chats")
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="chaired"
    )
    stand_by = models.ForeignKey(  # steps in when the chair does not come
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    autopilot = models.BooleanField(
        _("questions go out at their minute by themselves"), default=True
    )
    welcome = models.TextField(_("welcome"), blank=True, max_length=1000)
    # Minutes are fractions where a whole hour is rehearsed in one of them.
    welcome_minutes = models.FloatField(_("minutes of welcome"), default=5, validators=MINUTES)
    reading_list = models.JSONField(default=list, blank=True)  # [{"title", "url"}]
    wrap_up = models.TextField(_("wrap-up"), blank=True, max_length=1000)
    wrap_up_minutes = models.FloatField(_("minutes of wrap-up"), default=5, validators=MINUTES)
    opened_at = models.DateTimeField(null=True, editable=False)  # the lobby
    started_at = models.DateTimeField(null=True, editable=False)
    wrapped_up_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    recapped_at = models.DateTimeField(null=True, editable=False)
    checked_in_at = models.DateTimeField(null=True, editable=False)  # chair or stand-by has come
    stand_by_told_at = models.DateTimeField(null=True, editable=False)
    desk_seen_at = models.DateTimeField(null=True, editable=False)  # by anybody who may sit there
    left_alone_at = models.DateTimeField(null=True, editable=False)  # nobody is there: it runs on
    on_hold_since = models.DateTimeField(null=True, editable=False)  # the autopilot waits
    holds_newcomers = models.BooleanField(
        _("hold first posts of newcomers for a look"), default=False
    )
    is_rebuilt = models.BooleanField(default=False, editable=False)  # from an archive
    last_seq = models.PositiveIntegerField(default=0, editable=False)

    posts: "PostManager"

    objects = ChatQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint("community", "day", "part", name="chat_address")]
        indexes = [models.Index(fields=["closed_at", "starts_at"], name="chat_due")]

    def __str__(self) -> str:
        return f"{self.community} {self.address}"

    def get_absolute_url(self) -> str:
        return self._url("chats:hour")

    @property
    def address(self) -> str:
        """How the hour is named in its address: 2026-11-27, or 2026-11-27-2."""
        return self.day.isoformat() + (f"-{self.part}" if self.part > 1 else "")

    @property
    def state(self) -> "Chat.State":
        """Where the hour is, by what has happened."""
        if self.recapped_at:
            return Chat.State.RECAPPED
        if self.closed_at:
            return Chat.State.CLOSED
        if self.started_at:
            return Chat.State.LIVE
        return Chat.State.LOBBY if self.opened_at else Chat.State.PLANNED

    @property
    def is_live(self) -> bool:
        return self.state == Chat.State.LIVE

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None

    def is_attended(self, now: datetime) -> bool:
        """Whether somebody is at the desk: a page of it is open, or was a moment ago."""
        return self.desk_seen_at is not None and now < self.desk_seen_at + DESK_IS_EMPTY_AFTER

    def runs_itself(self, now: datetime) -> bool:
        """Whether the autopilot releases: by the plan, or because nobody is at the desk."""
        return self.autopilot or not self.is_attended(now)

    def expects(self, user: User | None) -> bool:
        """Whether this is who the hour waits for; when they are there, no stand-by is called."""
        return user is not None and user.pk in (self.chair_id, self.stand_by_id)

    def awaits_check_in(self, by: User | None, now: datetime) -> bool:
        """Whether it is news that somebody is at the desk now: they come, or were there a while."""
        if self.is_over or now < self.starts_at - timedelta(minutes=CHECK_IN_MINUTES):
            return False
        if self.desk_seen_at is None or self.left_alone_at is not None:
            return True
        is_expected = self.checked_in_at is None and self.expects(by)
        return is_expected or now >= self.desk_seen_at + DESK_TELLS

    @property
    def length(self) -> timedelta:
        """From the beginning to the end, with what it was extended by."""
        return self.ends_at - self.starts_at

    @property
    def hold_ends_at(self) -> datetime | None:
        """When a hold lets go by itself, if nobody is at the desk from now on; empty without one.

        A hold is somebody's decision: it stands while they are there, and outlasts them by five
        minutes of an hour of sixty, should their train be in a tunnel.
        """
        if self.on_hold_since is None:
            return None
        outlasts = self.length / HOLD_OUTLASTS
        if self.desk_seen_at is None:
            return self.on_hold_since + outlasts
        still_there = self.desk_seen_at + max(outlasts, DESK_IS_EMPTY_AFTER)
        return max(self.on_hold_since + outlasts, still_there)

    @property
    def awaits_answers(self) -> bool:
        """Whether it makes sense to ask for answers: until a week after the hour."""
        return timezone.now() < self.ends_at + LATE

    @property
    def minutes(self) -> int:
        """The planned length."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def shown_theme(self) -> str:
        """The theme, or for an hour of which only the posts are known, a plain name."""
        return self.theme or gettext("Chat of %(day)s") % {"day": date_format(self.day, "j F Y")}

    @property
    def wrap_up_due_at(self) -> datetime:
        """When the autopilot begins the wrap-up."""
        return self.ends_at - timedelta(minutes=self.wrap_up_minutes)

    def desk_url(self) -> str:
        return self._url("desk:desk")

    def recap_url(self) -> str:
        return self._url("record:recap")

    def stream_url(self) -> str:
        return f"{self.get_absolute_url()}stream"

    def _url(self, name: str) -> str:
        return reverse(name, args=[self.community.tag_key, self.address])
