"""The label by which people say which question they answer: A1, a1:, A.1, T2, Answer 3 -."""

import re
from typing import NamedTuple


class Label(NamedTuple):
    """What was read: the letter that people used and the question's number."""

    letter: str  # "A" answers, "Q" asks (or answers, said by a participant), "T" is health's A
    number: int


WORDS = {"answer": "A", "ans": "A", "question": "Q", "topic": "T", "a": "A", "q": "Q", "t": "T"}

# What may stand before a label: mentions, tags, a retweet's mark, quotation marks and bullets.
# Every repetition is possessive: posts are hostile, and "@@@@@@…" has to be read in one go.
_BEFORE = (
    r"(?:RT\b|\.?[@＠][\w.@-]++|[#＃](?![AQTaqt]\d{1,2}\b)[\w.@-]++"
    r"|[\"'“”‘’«(\[*•>:,.\-–—]|\s)*+"
)
_WORD = r"(?P<word>answer|ans|question|topic|[aqt])"
# Paper, roads, quarters and diabetes are named like labels. Only what follows directly tells: with
# a colon or a bracket after it, it is a label whatever comes next.
_NO_LABEL_BEFORE = (
    r"\s(?:paper|posters?|sheets?|size|prints?|leaflets?|envelopes?|landscape|portrait"
    r"|(?:trunk )?road|motorway|junction|(?:north|south|east|west)bound"
    r"|(?:is|was|remains) (?:closed|blocked|shut|gritted|flooded)"
    r"|results?|figures?|earnings|sales|profits?|revenues?|budget|forecasts?|accounts|20\d\d"
    r"|diabet\w+)\b"
)
_AT_START = re.compile(
    rf"\A{_BEFORE}(?<![\w&])[#＃]?{_WORD}"
    # Joined (A1, A.1, a-1, #A1) it may stand alone; set apart (A 1) something must follow it, so
    # that "A 5 year old" is no label.
    r"(?:[.:\-#]?(?P<joined>\d{1,2})|[.:]?\s(?P<apart>\d{1,2})(?=\s?[:.)\]\-–—]))"
    rf"(?![\w%])(?!{_NO_LABEL_BEFORE})",
    re.IGNORECASE,
)
_SPELT = re.compile(
    rf"\A{_BEFORE}(?<!\w)(?P<word>answer|question|topic)\s?#?(?P<joined>\d{{1,2}})(?!\w)",
    re.IGNORECASE,
)
# "Stuck on the A1", "printed on A3", "sales in Q1".
_NOT_AFTER = "".join(
    rf"(?<!\b{word})" for word in ("the", "on", "onto", "in", "of", "off", "via", "along")
)
_AT_END = re.compile(  # written small, "a1" at the end of a sentence is too often something else
    rf"(?:\A|{_NOT_AFTER}\s)[(\[#]?(?P<word>[AQT])\.?(?P<joined>\d{{1,2}})[)\].!]?"
    r"(?:\s+(?:[@#＠＃][\w.@-]+|https?://\S+))*\s*\Z"
)
_LONGEST = 400  # a label far from either end is a label in mid text


def read_label(text: str) -> Label | None:
    """The label of a post, from its beginning (after mentions and tags) or its end."""
    head, tail = text[:_LONGEST], text[-_LONGEST:]
    found = _SPELT.match(head) or _AT_START.match(head) or _AT_END.search(tail)
    if found is None:
        return None
    groups = found.groupdict()
    number = int(groups["joined"] or groups["apart"])
    return Label(WORDS[groups["word"].lower()], number) if number else None
