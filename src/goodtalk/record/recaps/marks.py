"""The marks in a recap that stand for what was said: [[quote 12]] rather than somebody's words.

So a recap never keeps what its author takes back. 12 is the post's number, as in its address.
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

OF_A_POST = ("quote", "name", "links")
OF_THE_HOUR = ("people", "posts", "newcomers")
MARK = re.compile(r"\[\[(?:(quote|name|links) ([0-9]{1,18})|(people|posts|newcomers))\]\]")
_ANYTHING = re.compile(r"\[\[([^\[\]\n]{0,80})\]\]")
_QUOTE_ALONE = re.compile(r"\s*\[\[quote ([0-9]{1,18})\]\]\s*")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+")
_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s")
_HEADING = re.compile(r"(#{1,6})\s")


class Mark(NamedTuple):
    """One mark: what stands there, and of which post; of the whole hour where that is empty."""

    what: str
    post: int | None


def mark_at(text: str, start: int) -> tuple[Mark, int] | None:
    """The mark that begins there, and where it ends."""
    found = MARK.match(text, start)
    return (_mark(found), found.end()) if found else None


def posts_named(text: str) -> set[int]:
    """The numbers of all posts that a text rests on."""
    return {mark.post for found in MARK.finditer(text) if (mark := _mark(found)).post is not None}


def unknown_marks(text: str) -> list[str]:
    """What stands in double brackets and is no mark, as it is written."""
    return [found[0] for found in _ANYTHING.finditer(text) if not MARK.fullmatch(found[0])]


def quote_alone(line: str) -> int | None:
    """The post that a line quotes, and does nothing else."""
    found = _QUOTE_ALONE.fullmatch(line)
    return int(found[1]) if found else None


def filled(text: str, fill: Callable[[Mark], str]) -> str:
    """The text with something else at each mark."""
    return MARK.sub(lambda found: fill(_mark(found)), text)


def without(text: str, gone: Collection[int]) -> str:
    """The text without what rested on posts that nobody may read any more, and on nothing else.

    A sentence goes with the last of its posts; a heading with all that stood under it.
    """
    if not gone:
        return text
    lines: list[str] = []
    emptied = 0  # the heading's level under which something went, and nothing is left so far
    for line in text.split("\n"):
        kept = _line_without(line, gone)
        level = _level(line)
        if level:
            if emptied and level <= emptied:
                _drop_last_section(lines)
            emptied = 0
        if kept is None:
            emptied = emptied or _bare_heading(lines)
            continue
        if kept.strip() and not level:
            emptied = 0
        lines.append(kept)
    if emptied:
        _drop_last_section(lines)
    return "\n".join(lines)


def _line_without(line: str, gone: Collection[int]) -> str | None:
    """None when nothing is left of it."""
    if not posts_named(line) & set(gone):
        return line
    item = _ITEM.match(line)
    begins = item[0] if item else ""
    sentences = _SENTENCE_ENDS.split(line[len(begins) :])
    kept = [_sentence_without(one, gone) for one in sentences if _still_rests(one, gone)]
    return begins + " ".join(kept) if kept else None


def _still_rests(sentence: str, gone: Collection[int]) -> bool:
    """Whether a sentence named no post, or one of those it named is still there."""
    named = posts_named(sentence)
    return not named or not named <= set(gone)


def _sentence_without(sentence: str, gone: Collection[int]) -> str:
    """With the commas of a list of names where they belong."""
    for number in posts_named(sentence) & set(gone):
        mark = rf"\[\[(?:quote|name|links) {number}\]\]"
        sentence = re.sub(rf"{mark},\s*", "", sentence)
        sentence = re.sub(rf",?\s*{mark}", "", sentence)
    return sentence


def _bare_heading(lines: list[str]) -> int:
    """The level of the last heading, when nothing but empty lines has followed it yet."""
    last = next((line for line in reversed(lines) if line.strip()), "")
    return _level(last)


def _drop_last_section(lines: list[str]) -> None:
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and _level(lines[-1]):
        lines.pop()


def _level(line: str) -> int:
    found = _HEADING.match(line)
    return len(found[1]) if found else 0


def _mark(found: re.Match[str]) -> Mark:
    return Mark(found[1], int(found[2])) if found[1] else Mark(found[3], None)
