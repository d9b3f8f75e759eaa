"""Whom people repeat by hand, as they did before there were buttons: RT @jo, “@jo: …”, via @jo."""

import re

from goodtalk.chats.filing.labels import Label, find_label
from goodtalk.chats.filing.written import has_question_mark

_BEFORE_WORDS = re.compile(
    r"(?:\b[RM]T:?\s*+|(?<!\S)[\"“”„‘’'«]\s?)[@＠](?P<whom>[\w.@-]++)", re.IGNORECASE
)
_AFTER_WORDS = re.compile(r"\bvia\s++[@＠](?P<whom>[\w.@-]++)", re.IGNORECASE)
_TAG = re.compile(r"[#＃]\w++")
_ITS_OWN = re.compile(r"\w")


def whom_repeats(text: str, place: int) -> str:
    """Whose words stand at this place of a text; empty for its author's own."""
    found = _BEFORE_WORDS.search(text, 0, place) or _AFTER_WORDS.search(text)
    return found["whom"].rstrip(".-").casefold() if found else ""


def without_source(text: str) -> str:
    """Repeated words without the quotation mark that ends them, and without "via @jo"."""
    source = _AFTER_WORDS.search(text)
    return (text[: source.start()] if source else text).rstrip(" \"”“’»([/|-–—")


def only_repeats_question(text: str) -> bool:
    """Whether it says nothing but what somebody else asked."""
    if "@" not in text and "＠" not in text:
        return False
    found = find_label(text)
    if found is None or not whom_repeats(text, found.start) or not _asks(text, found.label):
        return False
    mark = _BEFORE_WORDS.search(text, 0, found.start)
    return mark is None or not _ITS_OWN.search(_TAG.sub("", text[: mark.start()]))


def _asks(text: str, label: Label) -> bool:
    """Topics are put and answered under the same letter."""
    return label.letter == "Q" or (label.letter == "T" and has_question_mark(text))
