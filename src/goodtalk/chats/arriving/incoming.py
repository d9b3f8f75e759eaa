"""What a door hands in: one post as it arrived, before anybody has looked at it."""

from dataclasses import dataclass
from datetime import datetime

READABLE = frozenset({"public", "unlisted"})  # what everybody may read; nothing else is taken


@dataclass(frozen=True, slots=True)
class Author:
    """Who said it, as their own network knows them."""

    uri: str  # never changes, unlike a handle: "https://…/users/jo", "twitter:user:12"
    handle: str = ""  # "@jo@council.example", "@jo"; empty for people without an address
    name: str = ""
    url: str = ""  # their page, for readers


@dataclass(frozen=True, slots=True)
class IncomingPost:
    """A post as a door received it. Nothing in it has been believed yet."""

    network: str  # "web", "fediverse", "bluesky", "twitter"
    uri: str  # the post's own name, unique in its network
    author: Author
    text: str  # plain text
    published: datetime  # aware
    html: str = ""  # as the network sent it; empty: made from text
    url: str = ""  # where it can be read on its own network
    in_reply_to: str = ""  # uri
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    language: str = ""
    visibility: str = "public"  # only public and unlisted posts are taken
    question: int | None = None  # what the author chose to answer, where a door lets them choose
    is_share: bool = False  # a boost or retweet: somebody else's words
    copy_of: tuple[str, ...] = ()  # uris of which a bridge says that this is a copy
    hold: bool = False  # to be looked at by the chair first
