"""Two posts under one number: a spreadsheet that rounds ids gives many posts the same one."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.gate import same_words
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.models import Account, Post

OF_ANOTHER = "an id that another post has here; perhaps a spreadsheet rounded it"
BEGINNING = 60  # letters and digits of a text, by which it is known again
ALIKE = 15  # of them, where what follows was reworded

_NUMBER = ":user:"
_BEFORE = re.compile(r"\s*(?:[.]?@\w{1,20}[\s:]+)+", re.ASCII)  # some tools leave these out
_ADDRESS = re.compile(r"https?://\S+|\S+…\s*\Z")  # and shorten these, in ways of their own


class Traits(NamedTuple):
    """What two copies of one post have in common, however they were cut, reworded or dated."""

    at: datetime
    author: str  # uri
    is_share: bool
    beginning: str

    @classmethod
    def of(cls, post: IncomingPost) -> "Traits":
        """Of one that comes in."""
        return cls(post.published, post.author.uri, post.is_share, beginning(post.text))

    def are_of_another(self, other: "Traits") -> bool:
        """Whether the two are surely not one post: said at other times, and other words or people.

        Somebody of whom one file knows the number and another the handle is no other person yet,
        and handles change.
        """
        if self.at == other.at:
            return False
        if self.author != other.author:
            are_numbers = _NUMBER in self.author and _NUMBER in other.author
            if are_numbers or self.is_share != other.is_share:
                return True
        return not self._says_the_same(other)

    def _says_the_same(self, other: "Traits") -> bool:
        one, two = self.beginning, other.beginning
        enough = min(ALIKE, len(one), len(two))
        return bool(one) == bool(two) and one[:enough] == two[:enough]


class Conflicts:
    """Tells, among the duplicates of one delivery, those that are posts of their own."""

    def __init__(self, known: Mapping[tuple[str, str], AnyPost]) -> None:
        self._known = known
        self._incoming: dict[tuple[str, str], IncomingPost] = {}

    def note(self, post: IncomingPost) -> None:
        """Know one of the delivery that is new."""
        self._incoming[post.network, post.uri] = post

    def has(self, post: IncomingPost, found: AnyPost) -> bool:
        """Whether what is here under its number is another post. One query for a delivery."""
        if post.network != "twitter" or post.published == found.published_at or found.withdrawn_at:
            return False
        first = self._incoming.get((post.network, post.uri))
        return Traits.of(post).are_of_another(Traits.of(first) if first else self._stored(found))

    def _stored(self, found: AnyPost) -> Traits:
        author = self._authors.get(found.account_id, "")
        return Traits(found.published_at, author, found.is_share, beginning(found.text))

    @cached_property
    def _authors(self) -> dict[int, str]:
        posts: Iterable[AnyPost] = self._known.values()
        numbers = {post.account_id for post in posts if isinstance(post, Post)}
        accounts = Account.objects.filter(among("pk", numbers)).order_by()
        return dict(accounts.values_list("pk", "uri"))


def beginning(text: str) -> str:
    """How a text begins, without what tools leave out or shorten: by that it is known again."""
    return same_words(_BEFORE.sub("", _ADDRESS.sub("", text), count=1))[:BEGINNING]
