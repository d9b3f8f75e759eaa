"""Whether what a door will send out fits into a post of each network.

Mastodon takes 500 characters and counts every link as 23 and of a mention only the name
(https://docs.joinmastodon.org/user/posting/#text); Bluesky takes 300 graphemes and counts a link as
it is written (https://atproto.com/lexicons/app-bsky-feed#appbskyfeedpost, maxGraphemes).
The desk's wording-fits.js counts in the same way; tests/javascript/wording.json holds both to it.
"""

from typing import NamedTuple

import regex

from goodtalk.chats.arriving.said import parts_of
from goodtalk.communities.hashtags import fold_tag

MASTODON, BLUESKY = "Mastodon", "Bluesky"
LIMITS = {MASTODON: 500, BLUESKY: 300}
LINK_CHARACTERS = 23
_SEEN_AS_ONE = regex.compile(r"\X")
_LINK = regex.compile(r"https?://\S*[^\s.,;:!?()'\"\[\]]")
_FAR_MENTION = regex.compile(r"(?<![\w/@])(@\w+)@[\w.-]*\w")


class Fit(NamedTuple):
    """A text on one network."""

    network: str
    characters: int
    limit: int

    @property
    def over(self) -> int:
        """How many characters too many, or 0."""
        return max(0, self.characters - self.limit)


def with_tag(text: str, tag: str) -> str:
    """The text with the community's tag, which is added where it is not in it."""
    tags = {fold_tag(found.value) for found in parts_of(text).tags}
    return text if fold_tag(tag) in tags else f"{text} #{tag}"


def fits(text: str, tag: str) -> list[Fit]:
    """How long it is on each network, with the tag."""
    posted = with_tag(text, tag)
    lengths = {MASTODON: _seen(_as_mastodon_counts(posted)), BLUESKY: _seen(posted)}
    return [Fit(network, lengths[network], limit) for network, limit in LIMITS.items()]


def _as_mastodon_counts(text: str) -> str:
    return _FAR_MENTION.sub(r"\1", _LINK.sub("x" * LINK_CHARACTERS, text))


def _seen(text: str) -> int:
    """Characters as people see them: a family of emoji is one."""
    return len(_SEEN_AS_ONE.findall(text))
