"""A post on its way into the database: as much of one as receiving and filing look at.

A Django object answers every question about a column in Python; an archive asks thirty a post.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from goodtalk.chats.arriving.writing import defaults_of, insert_values, new_row
from goodtalk.chats.models import Account, Chat, Post
from goodtalk.communities.models import Community

_NEVER = datetime.max.replace(tzinfo=UTC)  # every draft has to say when


@dataclass(slots=True, eq=False)
class Draft:
    """Named like the columns of a Post."""

    id: int = 0  # 0: not known yet
    community_id: int = 0
    chat_id: int | None = None
    account_id: int = 0
    network: str = ""
    uri: str = ""
    url: str = ""
    text: str = ""
    html: str = ""
    published_at: datetime = _NEVER
    received_at: datetime = _NEVER
    language: str = ""
    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    enclosed: dict[str, Any] | None = None
    in_reply_to: str = ""
    parent_id: int | None = None
    same_as_id: int | None = None
    is_share: bool = False
    is_prompt: bool = False
    kind: str = Post.Kind.TALK.value
    question_id: int | None = None
    filed_by: str = Post.FiledBy.TIME.value
    is_certain: bool = False
    is_kind_decided: bool = False
    thanks_count: int = 0
    held_at: datetime | None = None
    held_because: str = ""
    set_aside_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def pk(self) -> int:
        return self.id

    @property
    def is_visible(self) -> bool:
        """The same rule as Post.is_visible."""
        return (
            self.withdrawn_at is None
            and self.same_as_id is None
            and self.held_at is None
            and self.set_aside_at is None
        )

    def forget_words(self, now: datetime) -> None:
        """The same as Post.forget_words."""
        self.text = self.html = self.url = ""
        self.tags, self.links, self.enclosed = [], [], None
        self.withdrawn_at = now

    def follow(self, post: Post) -> None:
        """Stand where the post stands, which has been moved since it was written."""
        for name in ("chat_id", "parent_id", "published_at", *FILED):
            setattr(self, name, getattr(post, name))

    def as_post(self, community: Community, chat: Chat | None, account: Account) -> Post:
        """The post that was written, with what it refers to where that is at hand."""
        related = {"community": community, "chat": chat, "account": account}
        return new_row(Post, related, **dict(zip(NAMES, values_of(self), strict=True)))


AnyPost = Draft | Post
FILED = ("question_id", "filed_by", "is_certain", "kind")  # what filing decides
NAMES = tuple(column.name for column in fields(Draft))
values_of = attrgetter(*NAMES)


def insert_drafts(drafts: Sequence[Draft]) -> None:
    """Write new posts whose numbers have been reserved. One statement, prepared once."""
    names, values = _rest()
    insert_values(Post, [*NAMES, *names], (values_of(draft) + values for draft in drafts))


@cache
def _rest() -> tuple[list[str], tuple[Any, ...]]:
    """What no arriving post has, as every new row has it; empty columns can be left out."""
    rest = {
        name: value
        for name, value in defaults_of(Post).items()
        if name not in NAMES and value is not None
    }
    return list(rest), tuple(rest.values())
