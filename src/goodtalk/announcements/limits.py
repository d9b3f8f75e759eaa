"""How long an announcement is on each network, and what each of them takes."""

from typing import NamedTuple

import regex

from goodtalk.chats.said import parts_of
from goodtalk.communities.hashtags import fold_tag

LIMITS = {"Mastodon": 500, "Bluesky": 300}
LINK_CHARACTERS = 23  # Mastodon counts every address as so many
_SEEN_AS_ONE = regex.compile(r"\X")


class Length(NamedTuple):
    """An announcement on one network."""

    network: str
    characters: int
    limit: int

    @property
    def over(self) -> int:
        """How many characters too many, or 0."""
        return max(0, self.characters - self.limit)


def lengths(text: str, tag: str) -> list[Length]:
    """On each network, with the hashtag where it has been left out."""
    tagged = with_tag(text, tag)
    seen = len(_SEEN_AS_ONE.findall(tagged))
    shortened = regex.sub(r"https?://\S+", "x" * LINK_CHARACTERS, tagged)
    counts = {"Mastodon": len(_SEEN_AS_ONE.findall(shortened)), "Bluesky": seen}
    return [Length(network, counts[network], limit) for network, limit in LIMITS.items()]


def with_tag(text: str, tag: str) -> str:
    """The text with the community's tag, which is added where it is not in it."""
    tags = {fold_tag(found.value) for found in parts_of(text).tags}
    return text if fold_tag(tag) in tags else f"{text} #{tag}"
