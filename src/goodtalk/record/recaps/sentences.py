"""What is left of a paragraph when posts that it names are gone."""

import re
from collections.abc import Collection

from goodtalk.record.recaps.marks import posts_named

# A sentence ends where a new one clearly begins: rather too much goes with a post than too little.
_ENDS = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(*_]*(?:[^\W\d_a-zß-öø-ÿ]|\[\[))")
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|a\.m|p\.m|z\.B|d\.h|u\.a|vs|cf|etc|St|No|Nr|Mr|Mrs|Ms|Mx|Dr|Prof|Cllr|Rev)"
    r"|\b\w)\.[\"'”’)]*$"
)
_ONE = r"\[\[(?:quote|name|links) [0-9]{1,18}\]\]"
_LIST = re.compile(rf"{_ONE}(?:(?:\s*,\s*(?:\w{{1,3}}\s+)?|\s+(?:\w{{1,3}}|&)\s+){_ONE})+")
_ONE_OF_LIST = re.compile(_ONE)


def left_of(paragraph: str, gone: Collection[int]) -> str:
    """The paragraph without the sentences that name a post which is gone; empty if none is left.

    From a mere list of names only those go that are gone.
    """
    if not posts_named(paragraph) & set(gone):
        return paragraph
    kept = [_sentence_without(one, gone) for one in sentences_of(paragraph)]
    return " ".join(filter(None, kept))


def sentences_of(paragraph: str) -> list[str]:
    """The sentences, abbreviations heeded; what may be one sentence is one."""
    sentences: list[str] = []
    start = 0
    for end in _ENDS.finditer(paragraph):
        sentence = paragraph[start : end.end()].strip()
        if _SHORT.search(sentence):
            continue
        sentences.append(sentence)
        start = end.end()
    return [*sentences, paragraph[start:].strip()]


def _sentence_without(sentence: str, gone: Collection[int]) -> str:
    """With its lists shortened; empty if it still names what is gone, or nobody any more."""
    shorter = _LIST.sub(lambda found: _list_without(found[0], gone), sentence)
    named, were = posts_named(shorter), posts_named(sentence)
    return "" if named & set(gone) or (were and not named) else shorter


def _list_without(names: str, gone: Collection[int]) -> str:
    there = [one for one in _ONE_OF_LIST.findall(names) if not posts_named(one) & set(gone)]
    if len(there) == len(_ONE_OF_LIST.findall(names)):
        return names
    return ", ".join(there)
