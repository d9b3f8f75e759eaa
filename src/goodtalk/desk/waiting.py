"""The welcome desk's queue: who is new and has not been greeted, then what nobody has answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from goodtalk.chats.models import Chat, Post, PostQuerySet
from goodtalk.communities.models import Membership, User
from goodtalk.desk.claims import FREES_AFTER, Claim

SHOWN = 6  # of those that nobody has taken on; as one leaves, the next one comes
SETTLED_SHOWN = 5


@dataclass(frozen=True)
class Waiting:
    """One post in the queue."""

    post: Post
    is_first_timer: bool
    holder: User | None  # who looks after it


@dataclass(frozen=True)
class Queue:
    """What waits in one hour, first-timers first, the oldest first."""

    waiting: list[Waiting]  # all that somebody has taken on, and the first SHOWN that are free
    newcomers: int
    greeted: int
    posts: int  # that wait, besides those of newcomers who have not been greeted
    settled: list[Claim]  # the latest, to be put back

    @property
    def everyone_greeted(self) -> bool:
        return self.greeted == self.newcomers

    @property
    def first_free(self) -> Post | None:
        """Whom whoever has time now looks after."""
        return next((one.post for one in self.waiting if one.holder is None), None)

    @property
    def not_shown(self) -> int:
        """How many more there are."""
        return self.newcomers - self.greeted + self.posts - len(self.waiting)


def queue_of(chat: Chat, *, now: datetime) -> Queue:
    """Read the queue as it is. Five queries, however long it is."""
    said = _said(chat)
    first_post, greeted = _newcomers(chat, said)
    firsts = [pk for person, pk in first_post.items() if person not in greeted]
    others = said.unanswered(chat).filter(claim__settled_at=None).order_by("published_at", "pk")
    posts = [pk for pk in others.values_list("pk", flat=True) if pk not in set(firsts)]
    settled = Claim.objects.filter(post__in=said, settled_at__isnull=False)
    return Queue(
        waiting=_as_waiting(_shown(chat, [*firsts, *posts], now), set(firsts), now),
        newcomers=len(first_post),
        greeted=len(greeted),
        posts=len(posts),
        settled=list(
            settled.select_related("post__account", "settled_by")
            .order_by("-settled_at", "-pk")[:SETTLED_SHOWN]
        ),
    )


def _said(chat: Chat) -> PostQuerySet:
    """What could want an answer: not the words of those who sit at the desk themselves."""
    said: PostQuerySet = chat.posts.visible().authored().filter(is_prompt=False)
    keepers = chat.community.memberships.filter(
        role__in=[Membership.Role.ORGANISER, Membership.Role.MODERATOR]
    )
    return said.exclude(
        Exists(keepers.filter(user=OuterRef("account__person__user")))
    ).exclude(account__person__user__in=[pk for pk in (chat.chair_id, chat.stand_by_id) if pk])


def _newcomers(chat: Chat, said: PostQuerySet) -> tuple[dict[int, int], set[int]]:
    """Everybody's first post, by the person, the earliest first; and who has been greeted.

    Greeted is whoever had a reply or thanks for anything, or whom the desk has marked so.
    """
    replies = Post.objects.visible().filter(parent=OuterRef("pk")).exclude(
        account__person=OuterRef("account__person")
    )
    noticed = Q(thanks_count__gt=0) | Q(Exists(replies)) | Q(claim__settled_at__isnull=False)
    rows = (
        said.filter(account__person__in=chat.attendances.newcomers().values("person"))
        .annotate(is_noticed=ExpressionWrapper(noticed, output_field=BooleanField()))
        .order_by("published_at", "pk")
        .values_list("pk", "account__person", "is_noticed")
    )
    first_post: dict[int, int] = {}
    greeted: set[int] = set()
    for pk, person, is_noticed in rows:
        first_post.setdefault(person, pk)
        if is_noticed:
            greeted.add(person)
    return first_post, greeted


def _shown(chat: Chat, numbers: list[int], now: datetime) -> list[int]:
    """Those that are free are counted, so that what one chair has taken on hides none of them."""
    taken = Claim.objects.filter(
        post__chat=chat, settled_at=None, claimed_by__isnull=False,
        claimed_at__gt=now - FREES_AFTER,
    )
    held = set(taken.values_list("post", flat=True))
    free = set([pk for pk in numbers if pk not in held][:SHOWN])
    return [pk for pk in numbers if pk in held or pk in free]


def _as_waiting(numbers: Iterable[int], firsts: set[int], now: datetime) -> list[Waiting]:
    posts = (
        Post.objects.for_reading().select_related("claim__claimed_by").in_bulk(list(numbers))
    )
    return [
        Waiting(posts[pk], pk in firsts, _holder(posts[pk], now)) for pk in numbers if pk in posts
    ]


def _holder(post: Post, now: datetime) -> User | None:
    claim: Claim | None = getattr(post, "claim", None)
    return claim.holder(now) if claim else None
