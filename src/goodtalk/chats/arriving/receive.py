"""The only way in for a post, whatever door it came to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db import transaction

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.arrivals import Arrivals
from goodtalk.chats.arriving.completing import Completions
from goodtalk.chats.arriving.drafts import AnyPost
from goodtalk.chats.arriving.enclosing import says_something, texts_in
from goodtalk.chats.arriving.gate import Gate
from goodtalk.chats.arriving.html_text import read_html
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.placing import place
from goodtalk.chats.arriving.sanitising import is_storable, too_intricate
from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community
from goodtalk.communities.plain_text import plain_text

MAX_CHARACTERS = 20_000
CLOCK_SKEW = timedelta(minutes=5)  # another server's clock may be so far ahead
Key = tuple[str, str]  # network, uri


@dataclass
class Receipt:
    """What became of one incoming post."""

    outcome: str  # "stored", "duplicate", "refused"
    row: AnyPost | None = None  # what is here now; None when it was refused
    seq: int | None = None  # of its event in the chat's log; None between times
    reason: str = ""  # for people, when it was refused
    completed: bool = False  # a duplicate that told more than what was here
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
) -> list[Receipt]:
    """Store posts that arrived together: all in one transaction, each of them once.

    Idempotent by (network, uri): what is there already, or was and has been taken back, is a
    duplicate; one that knows more than what is there completes it. Each post is sanitised, laid
    into its chat (`into`, when the door knows it) and filed to its question; bridge copies are
    folded; the chat's log gets one event a post. `rebuild` makes a chat for each slot of the
    rhythm in which an archive has posts. The number of queries does not grow with the number of
    posts, but for bridged ones (one each) and for those completed in hours that were held here.
    """
    receipts = [Receipt("refused", reason=refusal(post, now)) for post in incoming]
    taken = {
        index: post for index, post in enumerate(incoming) if not receipts[index].reason
    }
    chats = place(community, list(taken.values()), into=into, rebuild=rebuild)  # now locked
    known = _known(taken.values())
    locked = {chat.pk: chat for chat in chats.values() if chat}
    completions = Completions(community, locked, now)
    arrivals = Arrivals(community, chats, now=now, rebuild=rebuild)
    gate = None if rebuild else Gate(community, chats, taken.values(), known)
    for index, post in taken.items():
        key = (post.network, post.uri)
        if found := known.get(key):
            more = completions.add(found, post)
            receipts[index] = Receipt("duplicate", found, completed=more)
        elif gate and (reason := gate.refuses(post) or _refused_bare(gate, post, now)):
            receipts[index] = Receipt("refused", reason=reason)
        else:
            because = gate.holds(post) if gate else ""
            post = gate.let_through(post) if gate else post
            known[key] = draft = arrivals.add(post, held_because=because)
            receipts[index] = Receipt("stored", draft)
    completions.keep()
    seqs = arrivals.store()
    for index in taken:
        receipt = receipts[index]
        if receipt.outcome == "refused":
            continue
        receipt.as_post = arrivals.post_of
        receipt.seq = seqs.get(receipt.row.pk) if receipt.row else None
    return receipts


def refusal(post: IncomingPost, now: datetime) -> str:
    """Why a post is not taken, in one plain sentence; empty when it is."""
    if post.visibility not in READABLE:
        return "It is not public."
    if len(post.text) > MAX_CHARACTERS or len(post.html) > 4 * MAX_CHARACTERS:
        return f"It is longer than {MAX_CHARACTERS:,} characters."
    if not is_storable("\n".join(_texts(post))):
        return "It holds a character that no text has (NUL, or half of a pair)."
    if reason := too_intricate(post.html):
        return reason
    has_words = _says_something(post.text) or _says_something(read_html(post.html)[0])
    if not has_words and not says_something(post.enclosed):
        return "It has no text."
    if not post.uri or len(post.uri) > 500 or not post.author.uri or len(post.author.uri) > 500:
        return "It has no usable address."
    if post.published > now + CLOCK_SKEW:
        return "It comes from the future."
    return ""


def _refused_bare(gate: Gate, post: IncomingPost, now: datetime) -> str:
    """Why it is not taken without its pictures, where they are not taken: it may be one alone."""
    bare = gate.let_through(post)
    return "" if bare is post else refusal(bare, now)


def _says_something(text: str) -> bool:
    """Whether there is anything to be seen in it; a letter near its beginning is enough."""
    return any(map(str.isalnum, text[:20])) or bool(plain_text(text))


def _texts(post: IncomingPost) -> Iterable[str]:
    """Everything in it that is kept."""
    author = post.author
    yield from (post.text, post.html, post.uri, post.url, post.in_reply_to, post.language)
    yield from (author.uri, author.handle, author.name, author.url)
    yield from (*post.tags, *post.links, *post.copy_of)
    yield from texts_in(post.enclosed)


def _known(incoming: Iterable[IncomingPost]) -> dict[Key, AnyPost]:
    posts = Post.objects.filter(among("uri", {post.uri for post in incoming}))
    return {(post.network, post.uri): post for post in posts}
