"""The label by which people say which question they answer: A1, a1:, A.1, T2, Answer 3 -."""

import re
from functools import lru_cache
from typing import NamedTuple

from goodtalk.chats.filing.written import (
    ANSWERS_TO,
    IN_WORDS,
    NO_DISEASE,
    ORNAMENTS,
    narrowed,
    number_of,
)


class Label(NamedTuple):
    """What was read: the letter that people used and the question's number."""

    letter: str  # "A" answers, "Q" asks (or answers, said by a participant), "T" is health's A
    number: int


WORDS = {"answer": "A", "ans": "A", "question": "Q", "topic": "T", "a": "A", "q": "Q", "t": "T"}

# What may stand before a label: mentions, tags, a retweet's mark, quotation marks and bullets.
# Every repetition is possessive: posts are hostile, and "@@@@@@…" has to be read in one go.
_BEFORE = re.compile(
    r"(?:RT\b|\.?[@＠][\w.@-]++|[#＃](?![AQTaqt]\d{1,2}\b)[\w.@-]++"
    rf"|[\"'“”‘’«(\[*•>:,.\-–—{ORNAMENTS}]|\s)*+",
    re.IGNORECASE,
)
_WORD = r"(?P<word>answer|ans|question|topic|[aqt])"
# Paper, roads, quarters, milk and diseases are named like labels. Only what follows directly tells:
# with a colon or a bracket after it, it is a label whatever comes next.
_NO_LABEL_BEFORE = (
    r"[^\S\n](?:paper|posters?|sheets?|size|prints?|leaflets?|envelopes?|landscape|portrait"
    r"|(?:trunk )?road|motorway|junction|(?:north|south|east|west)bound"
    r"|(?:is|was|remains) (?:closed|blocked|shut|gritted|flooded)"
    r"|results?|figures?|earnings|sales|profits?|revenues?|budget|forecasts?|accounts|20\d\d"
    r"|diabet\w+|dm|lymphomas?|tumou?rs?|milk)\b"
)
_AT_START = re.compile(
    rf"(?<![\w&])[#＃]?{NO_DISEASE}{_WORD}"
    # Joined (A1, A.1, a-1, #A1) it may stand alone; set apart (A 1) something must follow it, so
    # that "A 5 year old" is no label.
    # "A1pt2" is a part of an answer, and "A1b" when more follows it; alone that is the name of
    # something.
    r"(?:[.:\-#]?(?P<joined>\d{1,2})(?:[a-d](?=[:.)\]\-–—&/]|\s+\S)|p(?:ar)?t?\.?\s?\d)?"
    r"|[.:]?\s(?P<apart>\d{1,2})(?=\s?[:.)\]\-–—]))"
    rf"(?![\w%])(?!{_NO_LABEL_BEFORE})",
    re.IGNORECASE,
)
# On a line of its own, below a greeting.
_ON_A_LINE = re.compile(
    rf"\n\s*+(?P<word>A)(?P<joined>\d{{1,2}})(?![\w%])(?!{_NO_LABEL_BEFORE})(?=\W+\w)"
)
_SPELT = re.compile(
    r"(?<!\w)(?P<word>answer|ans|question|topic)\s?#?(?P<joined>\d{1,2})(?!\w)",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(  # "A one:"; "A one-way street" has no label
    rf"(?<![\w&])[#＃]?(?P<word>answer|ans|question|topic|[aqt](?=\s\w+\s?:))"
    rf"\s(?P<joined>{IN_WORDS})(?=\s?[:.)]|\s[\-–—]\s)",
    re.IGNORECASE,
)
_LED_TO = re.compile(
    rf"{ANSWERS_TO}[#＃]?{_WORD}[.:\-#]?\s?(?P<joined>\d{{1,2}})(?![\w%])"
    rf"(?!{_NO_LABEL_BEFORE})(?(to)|(?=\s?[:,;.)\]\-–—]))",
    re.IGNORECASE,
)
# In a retweet that has words of its own before it: the label of the post that it repeats.
_REPEATED = re.compile(
    rf"\b[RM]T:?\s*+[@＠][\w.@-]++:?\s*+[\"“]?[#＃]?{_WORD}[.:\-#]?(?P<joined>\d{{1,2}})"
    rf"(?![\w%])(?!{_NO_LABEL_BEFORE})",
    re.IGNORECASE,
)
# "Stuck on the A1", "printed on A3", "sales in Q1", "I got an A1", "at gate A3".
_NOT_AFTER = "".join(
    rf"(?<!\b{word}\s)"
    for word in (
        "the", "an", "on", "onto", "in", "of", "off", "via", "along",
        "gate", "seat", "platform", "level",
    )
)
_AT_END = re.compile(  # written small, "a1" at the end of a sentence is too often something else
    rf"(?:\A|\s)(?=[(\[#]?[AQT]){_NOT_AFTER}[(\[#]?(?P<word>[AQT])\.?(?P<joined>\d{{1,2}})[)\].!]?"
    r"(?:\s+(?:[@#＠＃][\w.@-]+|https?://\S+))*\s*\Z"
)
# Most posts have no letter before a number: that much is seen sooner.
_MAYBE = re.compile(r"[aqtrsncａｑｔ]\W{0,2}\d", re.IGNORECASE)
_MAYBE_IN_WORDS = re.compile(rf"\s(?:{IN_WORDS})\s?[:.)\-–—]", re.IGNORECASE)
# A list of what will be asked answers nothing.
_ONE_MORE = re.compile(
    r"(?:\n[^\w\n]*+|(?<=[.!?…])\s|\s(?=\w+:))[#＃]?Q(?P<number>\d{1,2})\s?[:.)\-–—]", re.IGNORECASE
)
_SHORT = 600  # characters; texts so long at most are worth remembering
_LONGEST = 400  # a label far from either end is a label in mid text


class Found(NamedTuple):
    """A label and where it stands in the text."""

    label: Label
    start: int
    end: int


def read_label(text: str) -> Label | None:
    """The label of a post: at its beginning (after mentions and tags), a line's, a retweet's in it,
    or at its end.
    """
    return _remembered(text) if len(text) <= _SHORT else _label(text)


def _label(text: str) -> Label | None:
    found = find_label(text)
    return found.label if found else None


# To file an hour asks for each label three times; few hours have more posts.
_remembered = lru_cache(maxsize=2000)(_label)


def find_label(text: str) -> Found | None:
    """The same, with its place."""
    if not _MAYBE.search(text) and not _MAYBE_IN_WORDS.search(text, 0, _LONGEST):
        return None
    head, tail = narrowed(text[:_LONGEST]), narrowed(text[-_LONGEST:])
    start = whole.end() if (whole := _BEFORE.match(head)) else 0
    match, before = _SPELT.match(head, start) or _AT_START.match(head, start), 0
    match = match or _ON_A_LINE.search(head) or _IN_WORDS.match(head, start)
    match = match or _LED_TO.match(head, start) or _REPEATED.search(head)
    if match is None:
        match, before = _AT_END.search(tail), len(text) - len(tail)
    if match is None:
        return None
    name = "joined" if match["joined"] else "apart"
    number = number_of(match[name])
    label = Label(WORDS[match["word"].lower()], number)
    if label.letter == "Q" and _lists_more(head, label):
        return None
    return Found(label, before + match.start("word"), before + match.end(name)) if number else None


def _lists_more(text: str, label: Label) -> bool:
    return any(int(one["number"]) == label.number + 1 for one in _ONE_MORE.finditer(text))
