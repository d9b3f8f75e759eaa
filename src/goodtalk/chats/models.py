"""The hour and what is in it: chats, questions, accounts, people, posts, and the event log."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.arriving.enclosing import asks_first, in_passing, is_unlisted, read_enclosed
from goodtalk.chats.arriving.incoming import Enclosed
from goodtalk.chats.bars import Bar as Bar
from goodtalk.chats.lines import DeskLine as DeskLine
from goodtalk.chats.why import Why as Why
from goodtalk.communities.models import Community, Membership, Removal, Theme, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

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

    questions: "RelatedManager[Question]"
    events: "RelatedManager[ChatEvent]"
    posts: "PostManager"
    attendances: "AttendanceManager"

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
        return self.theme or gettext("Chat of %(day)s") % {"day": f"{self.day:%-d %B %Y}"}

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


class Question(models.Model):
    """A timed question on a chat's run sheet. Released once: a release that is taken back makes
    another row of it.
    """

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()  # 1 is Q1
    text = models.TextField(_("question"), max_length=500)
    minutes = models.FloatField(_("minutes"), default=10, validators=MINUTES)
    notes = models.TextField(_("notes for the chair"), blank=True, max_length=2000)
    promoted_from = models.ForeignKey(  # the participant's post that asked it first
        "Post", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    due_at = models.DateTimeField(editable=False)  # the autopilot releases it then
    skipped_at = models.DateTimeField(null=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    released_by = models.ForeignKey(  # empty after a release: the autopilot
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint("chat", "number", name="question_number_once")]

    def __str__(self) -> str:
        return f"Q{self.number}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def is_to_come(self) -> bool:
        """Neither put to the room nor skipped."""
        return self.released_at is None and self.skipped_at is None

    @property
    def asked_by(self) -> str:
        """The participant who asked it first, while their post can be read."""
        post = self.promoted_from
        return str(post.account.shown_name) if post and post.is_visible else ""


class Person(models.Model):
    """Somebody who takes part, whatever number of accounts they do it from."""

    name = models.CharField(max_length=120, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="person"
    )

    accounts: "RelatedManager[Account]"

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """One name on one network from which somebody speaks."""

    network = models.CharField(max_length=16)
    uri = models.CharField(max_length=500)
    handle = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=500, blank=True)
    # They do not want to be found by searching (FEP-5feb), as their network last said.
    hides_from_search = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="accounts")

    class Meta:
        constraints = [models.UniqueConstraint("uri", "network", name="account_once")]

    def __str__(self) -> str:
        return self.handle or self.name

    @property
    def shown_name(self) -> str:
        return self.name or self.handle or gettext("Somebody")

    @property
    def initial(self) -> str:
        """The letter in their circle."""
        letters = [letter for letter in self.shown_name if letter.isalnum()]
        return letters[0].upper() if letters else "·"

    @property
    def tint(self) -> int:
        """Which of the eight colours their circle has; the same in every chat."""
        return (self.person_id or 0) % 8


class FormerName(models.Model):
    """A name by which an account was known: what is older knows no other."""

    network = models.CharField(max_length=16)
    uri = models.CharField(max_length=500)  # as Account.uri: "twitter:@jo_old"
    account = models.ForeignKey(Account, models.CASCADE, related_name="former_names")

    class Meta:
        constraints = [models.UniqueConstraint("uri", "network", name="former_name_once")]

    def __str__(self) -> str:
        return self.uri


class PostQuerySet(models.QuerySet["Post"]):
    """Posts, read as phrases."""

    def visible(self) -> "PostQuerySet":
        """What everybody may read: said, not taken back, not set aside, not held, no copy."""
        return self.filter(
            withdrawn_at=None, set_aside_at=None, held_at=None, same_as=None
        )

    def authored(self) -> "PostQuerySet":
        """Without boosts and retweets, which are somebody else's words."""
        return self.filter(is_share=False)

    def unanswered(self, chat: "Chat") -> "PostQuerySet":
        """Said to a chat's room, by somebody, and nobody else has replied or given thanks.

        What was answered is found once for all of them. Asked of each by itself, PostgreSQL took
        minutes over six thousand posts whose table it had not counted yet.
        """
        by_themselves = models.Q(account__person=models.F("parent__account__person"))
        replies = Post.objects.visible().filter(parent__chat=chat).exclude(by_themselves)
        said = self.filter(parent=None, is_prompt=False, is_share=False, thanks_count=0)
        return said.exclude(pk__in=replies.values("parent"))

    def roots(self) -> "PostQuerySet":
        """Said to the room; and replies to what nobody can read (any more)."""
        readable = Post.objects.visible().filter(is_share=False, chat=models.OuterRef("chat"))
        return self.exclude(models.Exists(readable.filter(pk=models.OuterRef("parent"))))

    def for_reading(self) -> "PostQuerySet":
        """With what the post's partial shows."""
        return self.select_related("account", "question")


class PostManager(models.Manager.from_queryset(PostQuerySet)):  # type: ignore[misc]
    """Typed so that `chat.posts` reads as phrases too."""


class Post(models.Model):
    """Something said. It came through a door and `receive_posts` is the only way in."""

    class Kind(models.TextChoices):
        """What somebody does by saying it."""

        ANSWER = "answer", _("answer")
        QUESTION = "question", _("question")
        EXPERIENCE = "experience", _("experience")
        IDEA = "idea", _("idea")
        PROMISE = "promise", _("promise")
        INTRODUCTION = "introduction", _("introduction")
        TALK = "talk", _("talk")

    class FiledBy(models.TextChoices):
        """How the post found its question."""

        LABEL = "label", _("by its label")
        REPLY = "reply", _("by what it replies to")
        TIME = "time", _("by what speaks for it")
        CHAIR = "chair", _("by the chair")

    # The references have no index of their own where Meta lists a better one: an index on a column
    # that is mostly empty, or that another begins with, is written with every post for nothing.
    community = models.ForeignKey(
        Community, models.CASCADE, related_name="posts", db_index=False
    )
    chat = models.ForeignKey(  # empty: talk between times
        Chat, models.CASCADE, null=True, related_name="posts", db_index=False
    )
    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    network = models.CharField(max_length=16)
    uri = models.CharField(max_length=500)
    url = models.CharField(max_length=1000, blank=True)
    text = models.TextField()
    html = models.TextField()  # sanitised once, when it came in
    published_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    language = models.CharField(max_length=16, blank=True)
    tags = models.JSONField(default=list)
    links = models.JSONField(default=list)
    enclosed = models.JSONField(null=True)  # what came with the words; see arriving/enclosing.py
    in_reply_to = models.CharField(max_length=500, blank=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="replies", db_index=False
    )
    same_as = models.ForeignKey(  # a bridge's copy of that post
        "self", models.CASCADE, null=True, related_name="copies", db_index=False
    )
    is_share = models.BooleanField(default=False)
    is_prompt = models.BooleanField(default=False)  # the chair's post that asks the question
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TALK)
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="posts")
    filed_by = models.CharField(max_length=5, choices=FiledBy, default=FiledBy.TIME)
    is_certain = models.BooleanField(default=False)
    is_kind_decided = models.BooleanField(default=False)  # by a person: no rule changes it
    thanks_count = models.PositiveIntegerField(default=0)
    spotlit_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=200, blank=True)
    set_aside_because = models.CharField(max_length=500, blank=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)  # its words are gone, its uri stays

    quoted: "Post | None" = None  # found for a page by reading/quoting.py
    is_quote_hidden = False  # what it quotes is here, and not for everybody's eyes

    objects = PostManager()

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [models.UniqueConstraint("uri", "network", name="post_once")]
        indexes = [
            models.Index(fields=["chat", "published_at"], name="post_in_chat"),
            models.Index(fields=["community", "published_at"], name="post_in_community"),
            models.Index(  # replies that came before what they reply to
                fields=["in_reply_to"], name="post_waiting",
                condition=models.Q(parent=None) & ~models.Q(in_reply_to=""),
            ),
            *(
                models.Index(
                    fields=[name], name=f"post_{name}"[:30],
                    condition=models.Q(**{f"{name}__isnull": False}),
                )
                for name in ("parent", "same_as", "set_aside_by")
            ),
        ]

    def __str__(self) -> str:
        return self.uri

    def get_absolute_url(self) -> str:
        """The post at its place in the hour."""
        return f"{self.chat.get_absolute_url()}{self.pk}/" if self.chat else ""

    @property
    def is_visible(self) -> bool:
        """The same rule as PostQuerySet.visible(), for one post."""
        gone = (self.withdrawn_at, self.set_aside_at, self.held_at, self.same_as_id)
        return not any(gone)

    @property
    def came_with(self) -> Enclosed | None:
        """What came with its words."""
        return read_enclosed(self.enclosed)

    @property
    def is_unlisted(self) -> bool:
        """Whether its author has kept it out of public timelines, as far as that is known."""
        return is_unlisted(self.enclosed)

    @property
    def asks_first(self) -> bool:
        """Whether whoever quotes it has to ask its author, as far as that is known."""
        return asks_first(self.enclosed)

    @property
    def in_passing(self) -> str:
        """Its words where they are said in passing; behind a warning, only that."""
        return in_passing(self.text, self.came_with)

    @property
    def is_assumed(self) -> bool:
        """Whether the page should say that its question was only assumed."""
        return self.question_id is not None and not self.is_certain

    @property
    def answered_name(self) -> str:
        """Whom it answers, where that can be read; for where it does not stand under them."""
        parent = self.parent
        return str(parent.account.shown_name) if parent and parent.is_visible else ""

    def forget_words(self, now: datetime) -> None:
        """What was said goes for good; the address stays, so that it does not come again."""
        self.text = self.html = self.url = ""
        self.tags, self.links, self.enclosed = [], [], None
        self.withdrawn_at = now


class Thanks(models.Model):
    """One person's thanks for one post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="thanks")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [models.UniqueConstraint("post", "person", name="thanks_once")]

    def __str__(self) -> str:
        return f"{self.person} → {self.post}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Attendances, read as phrases."""

    def newcomers(self) -> "AttendanceQuerySet":
        """Those who had spoken in no earlier chat of the same community."""
        earlier = Attendance.objects.filter(
            person=models.OuterRef("person"),
            chat__community=models.OuterRef("chat__community"),
            chat__starts_at__lt=models.OuterRef("chat__starts_at"),
        )
        return self.exclude(models.Exists(earlier))


class AttendanceManager(models.Manager.from_queryset(AttendanceQuerySet)):  # type: ignore[misc]
    """Typed so that `chat.attendances` reads as phrases too."""


class Attendance(models.Model):
    """Somebody spoke in a chat."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.CASCADE, related_name="attendances")

    objects = AttendanceManager()

    class Meta:
        constraints = [models.UniqueConstraint("chat", "person", name="attends_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.chat}"


class ChatEvent(models.Model):
    """One line of a chat's log: the truth about what happened, in order, without a gap.

    It names rows and never repeats what was said, so that what is erased there is erased here.
    """

    chat = models.ForeignKey(  # seq_once begins with it
        Chat, models.CASCADE, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()  # 1, 2, 3 … within the chat
    kind = models.CharField(max_length=32)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint("chat", "seq", name="seq_once")]
        indexes = [
            models.Index(fields=["by"], name="event_by", condition=models.Q(by__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
