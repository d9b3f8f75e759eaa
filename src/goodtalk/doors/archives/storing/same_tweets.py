"""One tweet in two files, by a number in the one and a handle in the other: one author's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from goodtalk.chats.arriving.among import among
from goodtalk.chats.arriving.conflicts import Traits, beginning
from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.retweets import repeated_name
from goodtalk.chats.models import Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.reading.rounded_ids import may_be_rounded

NUMBER = "twitter:user:"
LOOKED_AT = 20  # tweets that two names have in common, for one that is certain


class Tie(NamedTuple):
    """Two names of one author, as far as a tweet tells; the second is one by which it is here."""

    came: str
    here: str


def ties_by_tweets(
    posts: Sequence[IncomingPost],
    uris: Mapping[int, str],
    known: Iterable[Tie],
    community: Community,
    *,
    are_any_here: bool,
) -> list[Tie]:
    """What the tweets among these posts tell that are here already; none of the `known` ties.

    `uris` are the names of the authors, by the id() of each. Certain is only what the same words,
    said in the same moment under the same id, tell: not an id that a spreadsheet may have rounded,
    and not a retweet under the name of whom it repeats. One query where there `are_any_here`, two
    where names differ.
    """
    tweets = [post for post in posts if post.network == "twitter"]
    if not tweets:
        return []
    here = _authors_here(tweets) if are_any_here else {}
    first: dict[str, IncomingPost] = {}
    shared: dict[Tie, list[IncomingPost]] = defaultdict(list)
    skipped = {*known}
    for post in tweets:
        came = uris[id(post.author)]
        if (other := here.get(post.uri)) is None:
            here[post.uri], first[post.uri] = came, post
        elif other != came and len(shared[Tie(came, other)]) < LOOKED_AT:
            shared[Tie(came, other)].append(post)
    shared = {
        tie: these
        for tie, these in shared.items()
        if these and tie not in skipped and not all(uri.startswith(NUMBER) for uri in tie)
    }
    return _certain(shared, first, community) if shared else []


def _authors_here(tweets: Sequence[IncomingPost]) -> dict[str, str]:
    found = Post.objects.filter(among("uri", [post.uri for post in tweets]), network="twitter")
    return dict(found.order_by().values_list("uri", "account__uri"))


def _certain(
    shared: Mapping[Tie, Sequence[IncomingPost]],
    first: Mapping[str, IncomingPost],
    community: Community,
) -> list[Tie]:
    uris = {post.uri for these in shared.values() for post in these} - first.keys()
    found = Post.objects.filter(among("uri", uris), network="twitter", community=community)
    stored = {
        uri: Traits(at, author, is_share, beginning(text))
        for uri, at, author, is_share, text in found.filter(withdrawn_at=None).values_list(
            "uri", "published_at", "account__uri", "is_share", "text"
        )
    }
    stored |= {uri: Traits.of(post) for uri, post in first.items()}
    return [
        tie
        for tie, these in shared.items()
        if any(_is_one(post, stored.get(post.uri), tie) for post in these)
    ]


def _is_one(post: IncomingPost, there: Traits | None, tie: Tie) -> bool:
    came = Traits.of(post)
    if there is None or came.at != there.at or came.is_share != there.is_share:
        return False
    if not came.beginning or may_be_rounded(post.network, post.uri):
        return False
    is_same = came.beginning.startswith(there.beginning) or there.beginning.startswith(
        came.beginning
    )
    repeats = repeated_name(post.text) if came.is_share else ""
    return is_same and bool(there.beginning) and f"twitter:@{repeats}" not in tie
