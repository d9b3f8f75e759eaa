"""The only way in for a post, whatever door it came to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db import transaction

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.arrivals import Arrivals
from goodtalk.chats.arriving.beforehand import MAX_CHARACTERS as MAX_CHARACTERS
from goodtalk.chats.arriving.beforehand import Beforehand
from goodtalk.chats.arriving.beforehand import refusal as refusal
from goodtalk.chats.arriving.calling import Calling
from goodtalk.chats.arriving.completing import Completions
from goodtalk.chats.arriving.conflicts import OF_ANOTHER, Conflicts
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.gate import Gate
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.placing import place
from goodtalk.chats.filing.foretold import Foretold
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community

Key = tuple[str, str]  # network, uri


class Told(NamedTuple):
    """What has been told of posts before they are handed in, by their words alone."""

    posts: Sequence[Beforehand] = ()  # of each of them, if of any
    hours: Sequence[Foretold] = ()


UNTOLD = Told()


@dataclass
class Receipt:
    """What became of one incoming post."""

    outcome: str  # "stored", "duplicate", "refused"
    row: AnyPost | None = None  # what is here now; None when it was refused
    seq: int | None = None  # of its event in the chat's log; None between times
    reason: str = ""  # for people, when it was refused
    completed: bool = False  # a duplicate that told more than what was here
    moved_to: Chat | None = None  # of a duplicate that told the hour in which it was said
    as_post: Callable[[AnyPost], Post] | None = None

    @cached_property
    def post(self) -> Post | None:
        """The same as the object that the rest of the program knows; archives need none."""
        return self.as_post(self.row) if self.row is not None and self.as_post else None


def receive_post(
    community: Community, incoming: IncomingPost, *, now: datetime, into: Chat | None = None
) -> Receipt:
    """Store one post and tell the room. See receive_posts."""
    return receive_posts(community, [incoming], now=now, into=into)[0]


@transaction.atomic
def receive_posts(
    community: Community,
    incoming: Sequence[IncomingPost],
    *,
    now: datetime,
    into: Chat | None = None,
    rebuild: bool = False,
    told: Told = UNTOLD,
    calling: Calling | None = None,
) -> list[Receipt]:
    """Store posts that arrived together: all in one transaction, each of them once.

    Idempotent by (network, uri): what is there already, or was and has been taken back, is a
    duplicate; one that knows more than what is there completes it; one that is surely another post,
    under a number that was rounded, is refused. Each post is sanitised, laid
    into its chat (`into`, when the door knows it) and filed to its question; bridge copies are
    folded; the chat's log gets one event a post. `rebuild` makes a chat for each slot of the
    rhythm in which an archive has posts; `told` is what was told of them beforehand. Whoever
    hands in the rest of the archive afterwards gives the same `calling`, and has it `keep` at last.
    The number of queries does not grow with the number of posts, but for bridged ones (one each)
    and for those completed in hours that were held here.
    """
    reasons = [one.reason for one in told.posts] or [refusal(post, now) for post in incoming]
    receipts = {
        index: Receipt("refused", reason=reason) for index, reason in enumerate(reasons) if reason
    }
    taken = {index: post for index, post in enumerate(incoming) if not reasons[index]}
    chats = place(community, list(taken.values()), into=into, rebuild=rebuild)  # now locked
    known = _known(taken.values())
    locked = {chat.id: chat for chat in chats.values() if chat}
    completions = Completions(community, locked, now)
    arrivals = Arrivals(community, chats, now=now, rebuild=rebuild, hours=told.hours)
    conflicts = Conflicts(known)
    gate = None if rebuild else Gate(community, chats, taken.values(), known)
    for index, post in taken.items():
        key = (post.network, post.uri)
        if (found := known.get(key)) and conflicts.has(post, found):
            receipts[index] = Receipt("refused", reason=OF_ANOTHER)
        elif found:
            more = completions.add(found, post, chats[key])
            _, moved_to = completions.moved.get(found.pk, (None, None))
            receipts[index] = Receipt("duplicate", found, completed=more, moved_to=moved_to)
        elif gate and (reason := gate.refuses(post) or _refused_bare(gate, post, now)):
            receipts[index] = Receipt("refused", reason=reason)
        else:
            because = gate.holds(post) if gate else ""
            post = gate.let_through(post) if gate else post
            known[key] = draft = arrivals.add(
                post, held_because=because, told=told.posts[index] if told.posts else None
            )
            receipts[index] = Receipt("stored", draft)
            conflicts.note(post)
    completions.keep()
    seqs = arrivals.store()
    if rebuild:
        here = [(post, row) for index, post in taken.items() if (row := receipts[index].row)]
        called = calling or Calling()
        called.call_as_told(here, community, now=now, known=arrivals.accounts)
        if not calling:
            called.keep()
    for index in taken:
        receipt = receipts[index]
        if receipt.outcome == "refused":
            continue
        receipt.as_post = arrivals.post_of
        receipt.seq = seqs.get(receipt.row.pk) if receipt.row else None
    return [receipts[index] for index in range(len(incoming))]


def _refused_bare(gate: Gate, post: IncomingPost, now: datetime) -> str:
    """Why it is not taken without its pictures, where they are not taken: it may be one alone."""
    bare = gate.let_through(post)
    return "" if bare is post else refusal(bare, now)


def _known(incoming: Iterable[IncomingPost]) -> dict[Key, AnyPost]:
    posts = Post.objects.filter(among("uri", {post.uri for post in incoming}))
    return {(post.network, post.uri): post for post in posts}
