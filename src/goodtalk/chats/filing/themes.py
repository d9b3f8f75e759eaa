"""What an old hour was about, as its chairs said it. An empty theme is better than a wrong one."""

import re
from collections.abc import Iterable, Sequence

from goodtalk.chats.filing.askings import Asked, Said
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community

_READ_CHARACTERS = 2000  # of a post; archives may be hostile
_WHEN = r"(?:tonight|today|this (?:week|month|evening|afternoon|morning))"
_THEME = r"\s+(?P<theme>.{4,100}?)(?=[.!?…]?(?:\s*\n|\s*https?:|\s*\Z)|[.!?…]\s)"
_NAMED = re.compile(
    r"(?<!\boff[ -])(?<!\bmy )(?<!\bthis )(?<!\bhot )(?<!\bfavourite )(?<!\bfavorite )"
    rf"\b(?:topic|theme|subject)(?: (?:for )?{_WHEN}| of the (?:day|week|month))?"
    rf"(?: (?:is|will be)\b\s?:?|:){_THEME}",
    re.IGNORECASE,
)
# "We'll be talking about", "Tonight: focusing on"; not what somebody does who says "I".
_TALKED_ABOUT = re.compile(
    rf"\b(?:we(?:['’]re| are|['’]ll be| will be)\s+(?:all |also |{_WHEN} )?"
    rf"|{_WHEN}(?:(?!\bI\b|\bmy\b)[^.!?\n]){{1,60}}?\b)"
    rf"(?:(?:talking|chatting)(?: all)? about|focuss?ing on|discussing|tackling)\b"
    rf"(?: all things\b)?{_THEME}",
    re.IGNORECASE,
)
_NOT_TONIGHT = re.compile(r"\b(?:next|last|upcoming|previous)\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"(?:this|that|it|yours|up to you|open|below|here|tb[acd])\b\W*\Z", re.I)
_POINTS = re.compile(  # at what was said, or at people
    r"(?:all (?:of )?)?(?:this|that|these|those|it|them|him|her|us|me|you|each other|my|your"
    r"|everything|something|anything|things?)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"[@#＠＃](?=\w)")


def theme_said(said: Iterable[Said], asked: Sequence[Asked]) -> str:
    """What the chairs said it was about before the second question; empty when they did not.

    With its tags and mentions as they were written, for theme_of().
    """
    if len(asked) < 2:
        return ""
    chairs = {prompt.author for one in asked for prompt in one.said}
    for one in said:
        if one.at >= asked[1].at:
            break
        if one.author in chairs and (theme := _theme_in(one.text[:_READ_CHARACTERS])):
            return theme
    return ""


def theme_of(words: str, community: Community) -> str:
    """These words as an hour of the community shows them: without its tag before or after them.

    Of other tags at the end, those go that repeat what the words say already.
    """
    parts = words.split()
    while parts and _is_tag(parts[-1]):
        tag = fold_tag(parts[-1])
        if tag != community.tag_key and tag not in map(fold_tag, parts[:-1]):
            break
        parts.pop()
    while parts and _is_tag(parts[0]) and fold_tag(parts[0]) == community.tag_key:
        parts.pop(0)
    theme = _MARK.sub("", " ".join(parts))
    return theme[:1].upper() + theme[1:]


def _theme_in(text: str) -> str:
    if _NOT_TONIGHT.search(text):
        return ""
    named = _NAMED.search(text)
    if named and not _SAYS_NOTHING.match(named["theme"]):
        return named["theme"]
    about = _TALKED_ABOUT.search(text)
    return about["theme"] if about and not _POINTS.match(about["theme"]) else ""


def _is_tag(word: str) -> bool:
    return word.startswith(("#", "＃"))
