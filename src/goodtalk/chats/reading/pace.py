"""How a busy room is read: post by post, counted, or its highlights alone.

The browser follows the same rule (pace.js); tests/javascript/pace.json holds both to it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from goodtalk.chats.models import Chat, Post, PostQuerySet
from goodtalk.chats.reading.reading import THREADS_A_PAGE, Reading, Thread, readable

SHAPES = ("stream", "counted", "highlights")  # the quieter first
CHOICES = {
    "auto": _("by itself: the busier, the less"),
    "stream": _("every post as it comes"),
    "counted": _("how many are new"),
    "highlights": _("the highlights"),
}
# Calmer only when it has been clearly calmer for a whole minute, so that nothing flips to and fro.
CALM_PART = 0.7
CALM_FOR = timedelta(seconds=60)
MINUTE = timedelta(seconds=60)
LOOK_EVERY = timedelta(seconds=5)
LOOK_BACK = timedelta(minutes=5)


@dataclass(frozen=True)
class Limits:
    """Posts a minute above which the room is counted, and above which only highlights are shown."""

    counted: int = 10
    highlights: int = 40

    @classmethod
    def of_this_host(cls) -> "Limits":
        """What the operator has set."""
        return cls(
            getattr(settings, "PACE_COUNTED", cls.counted),
            getattr(settings, "PACE_HIGHLIGHTS", cls.highlights),
        )

    def level(self, posts: float) -> int:
        """The shape that so many posts in a minute ask for, as its place in SHAPES."""
        return (posts > self.counted) + (posts > self.highlights)

    def of(self, level: int) -> int:
        """Above how many posts a minute a shape begins."""
        return (0, self.counted, self.highlights)[level]


@dataclass(frozen=True)
class Pace:
    """How the room is read now, and since when it has been calm enough to be read more closely."""

    level: int = 0
    calm_since: datetime | None = None

    @property
    def shape(self) -> str:
        return SHAPES[self.level]

    def after(self, posts: int, now: datetime, limits: Limits) -> "Pace":
        """The pace after a look at the room: `posts` came in the last minute.

        Busier at once; calmer by one shape when for a minute at most 70 % of what the present
        shape begins at have come in each minute.
        """
        if (wanted := limits.level(posts)) > self.level:
            return Pace(wanted)
        if self.level == 0 or posts > CALM_PART * limits.of(self.level):
            return Pace(self.level)
        since = self.calm_since or now
        return Pace(self.level - 1) if now - since >= CALM_FOR else Pace(self.level, since)


def pace_at(moments: Sequence[datetime], now: datetime, limits: Limits) -> Pace:
    """The pace at `now`, by when posts came (sorted): a look each five seconds."""
    pace = Pace()
    for look in range(int(LOOK_BACK / LOOK_EVERY), -1, -1):
        moment = now - look * LOOK_EVERY
        posts = bisect_right(moments, moment) - bisect_right(moments, moment - MINUTE)
        pace = pace.after(posts, moment, limits)
    return pace


def shape_of(chat: Chat, chosen: str, *, now: datetime) -> str:
    """How a reader sees the room: as they have chosen, else by its pace. One query at most."""
    if chosen in SHAPES:
        return chosen
    if chat.is_over or chat.started_at is None:
        return SHAPES[0]
    came = readable(chat).filter(received_at__gt=now - LOOK_BACK - MINUTE)
    moments = came.order_by("received_at").values_list("received_at", flat=True)
    return pace_at(list(moments), now, Limits.of_this_host()).shape


def highlights(posts: PostQuerySet) -> PostQuerySet:
    """Those of an hour's posts that stay in sight in a storm.

    Spotlit or thanked; a question; the question that the chair asks; a newcomer's first post.
    """
    earlier = Post.objects.visible().authored().filter(
        account__person=OuterRef("account__person"), community=OuterRef("community"),
        published_at__lt=OuterRef("published_at"), chat__isnull=False,
    )
    return posts.filter(
        Q(spotlit_at__isnull=False) | Q(thanks_count__gt=0) | Q(is_prompt=True)
        | Q(kind=Post.Kind.QUESTION) | ~Exists(earlier)
    )


def read_highlights(chat: Chat, *, page: int = 1) -> Reading:
    """The highlights of an hour, the latest first; the flow has the rest. Two queries."""
    found = highlights(readable(chat)).select_related("parent__account")
    paged = Paginator(found.order_by("-published_at", "-pk"), THREADS_A_PAGE)
    one = paged.get_page(page)
    threads = [Thread(post) for post in one.object_list]
    return Reading("flow", page=Page(threads, one.number, paged))
