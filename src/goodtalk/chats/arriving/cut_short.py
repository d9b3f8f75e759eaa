"""Texts that were cut at 140 characters: where, and the whole one that two tellings come to."""

import re
from collections.abc import Sequence

from goodtalk.chats.arriving.retweets import BEGINNING
from goodtalk.communities.hashtags import Found, find_hashtags

# How they end: with dots, and perhaps the post's own address.
CUT = re.compile(r"\s*(?:…|\.\.\.)(?:\s*https?://\S{1,100})?\s*\Z")
_MAY_BE_FULL = 120  # characters; what is shorter ends in three dots because somebody wrote them
_SHARED = re.compile(rf"{BEGINNING}\w{{1,20}}(?::\s?|\s)", re.ASCII | re.IGNORECASE)


def cut_piece(text: str) -> Found | None:
    """The word in which a text was cut off: an address or a tag there leads somewhere else."""
    if "…" not in text and (len(text) < _MAY_BE_FULL or "..." not in text):
        return None
    cut = CUT.search(text)
    if cut is None or ("…" not in cut[0] and len(text) < _MAY_BE_FULL):
        return None
    before = text[: cut.start()]
    if not before or not cut[0].startswith(("…", "...")):  # it was cut between two words
        return None
    start = max(before.rfind(space) for space in " \n\t") + 1
    return Found(before[start:], start, cut.start())


def without_cut_piece(text: str) -> str:
    """What of it is surely as it was written."""
    piece = cut_piece(text)
    return text[: piece.start] if piece else text


def cut_tags(text: str) -> set[str]:
    """The tags that are only the beginning of one, as they stand there."""
    piece = cut_piece(text)
    if piece is None or not ("#" in piece.value or "＃" in piece.value):
        return set()
    found = find_hashtags(text)
    is_cut = {each.value for each in found if piece.start <= each.start < piece.end}
    return is_cut - {each.value for each in found if each.start < piece.start}


def whole_text(here: str, came: str, *, are_tweets: bool, are_shares: bool) -> str:
    """The whole text, where what is here was cut short; empty where it was not.

    Some tools cut without dots. Nobody could edit a tweet and keep its number, so that a longer
    text with the same beginning is the whole one; of two that are cut, it has more. Some leave out
    whom a retweet repeats, and some make one space of the ends of lines, or none: white space tells
    nothing.
    """
    if are_shares:
        whom, other = _whom(here), _whom(came)
        if bool(whom) != bool(other):
            words = _fuller([here.removeprefix(whom), came.removeprefix(other)])
            whole = words and (whom or other) + words
            return whole if whole != here else ""
    cut, is_cut = CUT.search(here), CUT.search(came)
    whole = _solid(came)
    if (cut is None and (is_cut or not are_tweets)) or len(whole) <= len(_solid(here)):
        return ""
    begun = here[: cut.start()] if cut else here
    return came if whole.startswith(_solid(begun)) else ""


def _whom(text: str) -> str:
    match = _SHARED.match(text)
    return match[0] if match else ""


def _fuller(words: Sequence[str]) -> str:
    """Of two tellings of the same words the one that has more of them; else empty."""
    begun, whole = [_solid(CUT.sub("", one)) for one in words], [*map(_solid, words)]
    for one, other in ((0, 1), (1, 0)):
        if begun[one] and whole[other].startswith(begun[one]):
            return words[other] if whole[other] != begun[one] else words[one]
    return ""


def _solid(text: str) -> str:
    """Without any white space."""
    return "".join(text.split())
