"""What is said: posts, how each found its question, and who may read it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.arriving.enclosing import asks_first, in_passing, is_unlisted, read_enclosed
from goodtalk.chats.arriving.html_text import read_html
from goodtalk.chats.arriving.incoming import Enclosed
from goodtalk.chats.models.hours import Chat
from goodtalk.chats.models.people import Account
from goodtalk.chats.models.questions import Question
from goodtalk.communities.models import Community


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
        return in_passing(self.shown_text, self.came_with)

    @property
    def shown_text(self) -> str:
        """Its words as they are shown: where short addresses led, without a picture's own."""
        is_short = self.network == "twitter" and "://t.co/" in self.text
        return read_html(self.html)[0] if is_short else self.text

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
