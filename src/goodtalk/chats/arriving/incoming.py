"""What a door hands in: one post as it arrived, before anybody has looked at it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

READABLE = frozenset({"public", "unlisted"})  # what everybody may read; nothing else is taken


@dataclass(frozen=True, slots=True)
class Author:
    """Who said it, as their own network knows them."""

    uri: str  # never changes, unlike a handle: "https://…/users/jo", "twitter:user:12"
    handle: str = ""  # "@jo@council.example", "@jo"; empty for people without an address
    name: str = ""
    url: str = ""  # their page, for readers
    is_indexable: bool | None = None  # may be found by searching; None: they have not said
    as_then: bool = False  # called as they were when they said it, not when somebody asked later
    former: tuple[tuple[str, float], ...] = ()  # handles before it, and till when, since 1970


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, a film or a sound that came with a post. It stays where it is."""

    url: str
    description: str = ""  # for those who do not see it, in its author's words
    kind: str = "image"  # "image", "video", "audio"
    width: int = 0  # pixels; 0: not told
    height: int = 0
    is_gone: bool = False  # an archive tells of it and has not kept it; nobody looks for it

    @property
    def is_shown_here(self) -> bool:
        """Whether it is fetched from its server, to be shown from ours."""
        return self.kind == "image" and not self.is_gone


@dataclass(frozen=True, slots=True)
class Poll:
    """Something that people were asked to choose from, on the author's own network."""

    choices: tuple[tuple[str, int], ...]  # the words, and the votes so far
    takes_several: bool = False
    ends: datetime | None = None
    voters: int = 0  # 0: not told

    @property
    def votes(self) -> int:
        """All that were given; where people may choose several, more than there are people."""
        return sum(votes for _words, votes in self.choices)

    @property
    def has_ended(self) -> bool:
        """Whether nobody can choose any more."""
        return self.ends is not None and self.ends <= datetime.now(UTC)

    @property
    def shares(self) -> list[tuple[str, int, int]]:
        """Each choice's words, votes, and percent: of those who voted, where that is known."""
        whole = max(self.voters, 1) if self.takes_several and self.voters else self.votes or 1
        return [(words, votes, round(100 * votes / whole)) for words, votes in self.choices]


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What came with the words of a post, as its author meant it to be shown."""

    warning: str = ""  # said before the words, which are shown when a reader asks for them
    is_sensitive: bool = False  # the pictures are shown when a reader asks for them
    pictures: tuple[Picture, ...] = ()
    poll: Poll | None = None
    quote: str = ""  # the uri of the post that it quotes
    emoji: tuple[tuple[str, str], ...] = ()  # ":blobcat:" and the address of its picture
    is_unlisted: bool = False  # everybody may read it, but it is not for public timelines
    asks_first: bool = False  # whoever quotes it has to ask its author


class Recorded(NamedTuple):
    """Where a post stood in the record that it comes from: what another Goodtalk exported."""

    hour: str  # as in its address; empty between times
    question: int  # its number; 0: none
    filed_by: str
    is_certain: bool
    kind: str  # empty: as far as can be told here
    is_prompt: bool
    thanks: int


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
    # What the network has shortened in the text, as it stands there; the whole address; and
    # whether what it leads to is shown below the words.
    addresses: tuple[tuple[str, str, bool], ...] = ()
    language: str = ""
    visibility: str = "public"  # only public and unlisted posts are taken
    question: int | None = None  # what the author chose to answer, where a door lets them choose
    is_share: bool = False  # a boost or retweet: somebody else's words
    copy_of: tuple[str, ...] = ()  # uris of which a bridge says that this is a copy
    hold: bool = False  # to be looked at by the chair first
    enclosed: Enclosed | None = None
    recorded: tuple[Any, ...] = ()  # the values of a Recorded: plain, for they travel
