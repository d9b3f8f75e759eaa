"""What counts as a hashtag, and when two of them are the same."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

MAX_TAG_LENGTH = 64  # code points; Bluesky links no tag longer than 64

# Found in a text: what twitter-text takes (rb/lib/twitter-text/regex.rb, HASHTAG_*), because that
# is how ten years of archives were written. Letters, marks and decimal digits of any script, and:
_JOINERS = "\u200c\u200d"  # zero-width: Persian and Sinhala words need them
_SPECIAL = "_\u00b7\u05be\u05f3\u05f4\u0f0b\u0f0c\u3003\u301c\u309b\u309c\u30a0\u30fb\ua67e\uff5e"
_INSIDE = rf"\p{{L}}\p{{M}}\p{{Nd}}{_JOINERS}{_SPECIAL}"
_IN_TEXT = regex.compile(
    rf"(?:(?<![&{_INSIDE}])|(?<=[\ufe0e\ufe0f]))"  # variation selectors end an emoji
    r"[#＃](?![\ufe0f\u20e3])"  # with these the # is a keycap emoji itself
    rf"([{_INSIDE}]++)"
    r"(?![#＃]|://)"
)
_LETTER = regex.compile(r"\p{L}")

# Chosen for a community: what Twitter, Mastodon (app/models/concerns/tag/naming.rb) and Bluesky
# (packages/api/src/rich-text/detection.ts) all read as one and the same tag. Bluesky stops at
# joiners and drops punctuation from the end, and the underscore is punctuation there.
_EVERYWHERE = regex.compile(
    r"(?V1)(?!\p{M})(?=.*\p{L})[[\p{L}\p{M}\p{Nd}_]--[\p{Me}\ufe00-\ufe0f]]+(?<!_)"
)
_UNSEEN = str.maketrans("", "", _JOINERS + "\ufe0e\ufe0f")


class Found(NamedTuple):
    """Something found in a text: what it is, and where it stands, in code points."""

    value: str
    start: int
    end: int


def valid_tag(text: str) -> bool:
    """Whether a community may have this as its tag, with or without its leading #."""
    return _works_everywhere(_bare(text)) and _works_everywhere(fold_tag(text))


@lru_cache(maxsize=4096)
def fold_tag(tag: str) -> str:
    """The form in which tags are compared and stored: no #, no case, no width, no joiners.

    Unicode's compatibility caseless match (chapter 3, D146), composed. Safe to call twice.
    """
    bare = _bare(tag).replace("\0", "")  # no database keeps it, and addresses may bring it
    if bare.isascii():
        return bare.lower()
    folded = unicodedata.normalize("NFD", bare.translate(_UNSEEN)).casefold()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())


def find_hashtags(text: str, *, outside: Iterable[Found] = ()) -> list[Found]:
    """The hashtags in a text, in order, each value as it was written and without its #.

    `outside` names stretches that hold no tags. Whoever reads what people said gives the links,
    so that the end of `example.org/#top` is not a tag; chats.arriving.said.parts_of() does.
    """
    # To look behind each letter takes long, and most texts have their tags at the end.
    first = _first_sign(text)
    if first < 0:
        return []
    tags = [
        Found(match[1], match.start(), match.end())
        for match in _IN_TEXT.finditer(text, first)
        if len(match[1]) <= MAX_TAG_LENGTH and _LETTER.search(match[1])
    ]
    return list(leave_out(tags, outside)) if outside else tags


def _first_sign(text: str) -> int:
    """Where the first # or ＃ stands; -1 where there is none."""
    first = text.find("#")
    if text.isascii() or (wide := text.find("＃")) < 0:
        return first
    return wide if first < 0 else min(first, wide)


def leave_out(found: Iterable[Found], stretches: Iterable[Found]) -> Iterator[Found]:
    """What was found, without what begins inside one of the stretches. Both come in order."""
    remaining = iter(stretches)
    stretch = next(remaining, None)
    for each in found:
        while stretch is not None and stretch.end <= each.start:
            stretch = next(remaining, None)
        if stretch is None or each.start < stretch.start:
            yield each


def _bare(tag: str) -> str:
    return tag[1:] if tag.startswith(("#", "＃")) else tag


def _works_everywhere(bare: str) -> bool:
    return len(bare) <= MAX_TAG_LENGTH and _EVERYWHERE.fullmatch(bare) is not None
