"""Bridges between networks make copies of posts; here a copy finds its original."""

from collections.abc import Iterable
from datetime import timedelta

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.models import Chat, Post, PostQuerySet
from goodtalk.communities.models import Community

WINDOW = timedelta(minutes=10)  # a bridge is seldom slower
BRIDGED = {"fediverse", "bluesky"}
# Bridgy Fed names a Bluesky account @name.example@bsky.brid.gy on the fediverse, and a fediverse
# account name.server.example.ap.brid.gy on Bluesky: https://fed.brid.gy/docs
BRIDGE_HOST = "brid.gy"


def find_original(
    incoming: IncomingPost, community: Community, chat: Chat | None
) -> Post | None:
    """The post of which this is a copy, or that is a copy of this; whichever came first stays.

    One query for a post from a bridged network, none for any other.
    """
    if incoming.copy_of:
        found: PostQuerySet = Post.objects.filter(uri__in=incoming.copy_of, same_as=None)
        # The community is looked at here: SQLite would rather read all of its posts than a few.
        originals = (post for post in found if post.community_id == community.pk)
        return next((post for post in originals if post.uri != incoming.uri), None)
    if chat is None or incoming.network not in BRIDGED or not incoming.text:
        return None
    near = chat.posts.filter(
        network__in=BRIDGED - {incoming.network},
        same_as=None,
        published_at__range=(incoming.published - WINDOW, incoming.published + WINDOW),
    ).select_related("account")
    posts: Iterable[Post] = near
    return next(
        (
            post for post in posts
            if _is_bridged(incoming.author.handle, post.account.handle)
            and _folded(post.text) == _folded(incoming.text)
        ),
        None,
    )


def _is_bridged(one: str, other: str) -> bool:
    """Whether one handle is the bridge's name for the other."""
    bridge, plain = (one, other) if BRIDGE_HOST in one else (other, one)
    name = plain.strip("@").replace("@", ".").lower()
    return BRIDGE_HOST in bridge and bridge.strip("@").lower().startswith(name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
