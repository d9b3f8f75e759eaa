"""What our Notes say: words that fit into the 500 characters which most servers give a post."""

from typing import Any

from goodtalk.chats.arriving.said import parts_of, said_to_html
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.addresses import page_uri

LONGEST = 500  # characters: Mastodon's limit (StatusLengthValidator::MAX_CHARS)


def tagged(community: Community, words: str, *, longest: int = LONGEST) -> str:
    """The words with the community's tag, which is put behind them where they do not have it, or
    lose it because they are too long.
    """
    words = words.strip()
    if has_tag(community, whole := shortened(words, longest)):
        return whole
    tail = f" #{community.tag}"
    return shortened(words, longest - len(tail)) + tail


def has_tag(community: Community, words: str) -> bool:
    """Whether the community's tag is in them, however it is written."""
    return any(fold_tag(tag.value) == community.tag_key for tag in parts_of(words).tags)


def shortened(words: str, longest: int) -> str:
    """Cut between two words, where that is possible, with an ellipsis."""
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > longest // 2 else cut).rstrip() + "…"


def as_html(community: Community, words: str, mentions: dict[str, str] | None = None) -> str:
    """The same with links: the community's tag leads to its page, a handle to its actor."""
    page, known = page_uri(community), mentions or {}
    return said_to_html(
        words,
        tag_url=lambda tag: page if fold_tag(tag) == community.tag_key else None,
        mention_url=lambda name: known.get(f"@{name}"),
    )


def words_in(
    community: Community, words: str, mentions: dict[str, str] | None = None
) -> dict[str, Any]:
    """The part of a Note that holds its words: as HTML, and as they were written."""
    return {
        "content": as_html(community, words, mentions),
        "source": {"content": words, "mediaType": "text/plain"},
    }
