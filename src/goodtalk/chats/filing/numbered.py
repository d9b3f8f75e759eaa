"""How chairs number what they ask: Q1:, #Q1, Q1/3, Question one:, Here is Q1."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from goodtalk.chats.filing.repeating import whom_repeats, without_source
from goodtalk.chats.filing.written import (
    ANSWERS_TO,
    IN_WORDS,
    NO_DISEASE,
    ORNAMENTS,
    QUESTION_MARKS,
    has_question_mark,
    narrowed,
    number_of,
)

MAX_NUMBER = 30  # as many questions as a run sheet has
MAX_POINTER_WORDS = 10

# Posts are hostile: nothing here is tried twice at one place, and no text is read further than:
_READ_CHARACTERS = 2000
_TAG = r"[#＃](?![qt]\d{1,2}\b)[\w.@-]++"
_ALL_BEFORE = rf"(?:[RM]T\b|\.?[@＠][\w.@-]++|{_TAG}|[\"'“”‘’«(\[*•>:,.\-–—{ORNAMENTS}]|\s)*+"
_COUNTDOWN = r"\s?-\s?\d{1,2}\s?(?:min|sec|hour|hr|day|week)"  # T-5 minutes
_LETTER = rf"[#＃]?(?:question|topic|q|{NO_DISEASE}t(?!{_COUNTDOWN}))"
_PART = r"(?P<part>[a-d](?![a-z]))?"
_IN_ALL = r"(?:\s?(?:/|\(?of\s)\s?\d{1,2}\b\)?+)?"  # Q1/3, Q1 of 3, Q1 (of 3)
_SIGN = r"(?:[.:\-]?\s?|\s?[#＃]\s?|\s(?:no\.?|number)\s)"
_NUMBER = rf"{_SIGN}(?P<number>\d{{1,2}}){_PART}{_IN_ALL}"
_AFTER = r"(?![\w%/&+])[\ufe0f\u20e3]*\s?[:.)\]\-–—|]*\s*"
_MARK = r"\s?[:.)\-–—]"
_HERE = (  # "And here's Q1": what asks after that is asked now
    r"(?:and\s)?(?:here(?:\s?['’]?s|\sis|\scomes|\sgoes)|now(?:\sfor)?|next(?:\sup)?(?:\sis)?"
    r"|on\s?to|first(?:\sup)?(?:\sis)?|last(?:ly)?(?:\sis)?)[:,]?\s(?:(?:our|the)\s)?"
)
# At the very beginning, or on a line of its own, or in mid text where a colon makes it plain.
_AT_START = re.compile(rf"\A{_ALL_BEFORE}(?<![\w&]){_LETTER}{_NUMBER}{_AFTER}", re.IGNORECASE)
_SPELT = re.compile(  # "Question one might ask" has no mark after it
    rf"\A{_ALL_BEFORE}(?<![\w&])(?:(?:question|topic)\s?|[qt]\s(?=\w+\s?:))"
    rf"(?P<number>{IN_WORDS})(?=\s?[:.)]|\s[\-–—]){_AFTER}",
    re.IGNORECASE,
)
_LINE = rf"\n(?:[^\S\n]|[*•>\-–—{ORNAMENTS}])*+"
_ON_A_LINE = re.compile(
    rf"{_LINE}{_LETTER}{_NUMBER}(?={_MARK}){_AFTER}", re.IGNORECASE
)
_IN_MID_TEXT = re.compile(rf"\s[#＃]?[QT]{_NUMBER}(?=\s?:){_AFTER}")
# The next one of a list: on a line of its own, after the end of a sentence, or with its colon.
_ONE_MORE = re.compile(
    rf"(?:(?P<line>{_LINE})|(?P<next>(?<=[.!…{QUESTION_MARKS}])\s)|\s){_LETTER}{_NUMBER}"
    rf"(?(line)(?=\W)|(?(next)(?={_MARK})|(?=\s?:))){_AFTER}",
    re.IGNORECASE,
)
_LED_TO = re.compile(rf"\A{_ALL_BEFORE}{_HERE}{_LETTER}{_NUMBER}{_AFTER}", re.IGNORECASE)
_THE_LAST = re.compile(
    rf"\A{_ALL_BEFORE}(?:and )?(?:(?:our|the) )?(?:final|last) (?:q\b|question\b){_AFTER}", re.I
)
_ANSWER = re.compile(
    rf"\A{_ALL_BEFORE}(?:(?:answer|ans|a)[.:\-#]?\s?(?:\d|(?:{IN_WORDS})\b)"
    rf"|{ANSWERS_TO}{_LETTER}{_SIGN}\d)",
    re.IGNORECASE,
)

_TAG_OR_MENTION = re.compile(r"[\"'“‘(\[.]?[#＃@＠][\w.@-]++[\"'”’)\].,:;!]*+")
_LINK = re.compile(r"https?://\S++|(?:t\.co|pic\.twitter\.com)/\S++")
_POINTER = re.compile(  # "Q1 coming up", "Q3 is here!", "Q2 here, join us", "Final Q on tonight's"
    r"\b(?:coming|comes|here|up next|next up|soon|on deck|on (?:its|the) way|is (?:up|out|live)"
    r"|join us|tonight['’]?s|in \d+ min)",
    re.IGNORECASE,
)


class Numbered(NamedTuple):
    """Words under a number, as a chair puts them."""

    number: int  # 0: "the last question"
    part: str  # "a" and "b" of Q1a, Q1b
    text: str
    repeats: str = ""  # whose words these are; empty: of whoever says them


def numbered_in(text: str) -> list[Numbered]:
    """What a post asks, if it looks like a numbered question and not like its announcement.

    Several where it lists what will be asked, or asks it all at once.
    """
    words = text[:_READ_CHARACTERS]
    plain = narrowed(words)
    if _ANSWER.match(plain):
        return []
    match = (
        _AT_START.match(plain)
        or _SPELT.match(plain)
        or _ON_A_LINE.search(plain)
        or _IN_MID_TEXT.search(plain)
        or _THE_LAST.match(plain)
    )
    if match:
        matches = [match, *_more(plain, match)]
        ends = [*(one.start() for one in matches[1:]), len(words)]
        read = (_read(one, plain, words[:end]) for one, end in zip(matches, ends, strict=True))
        return [one for one in read if one]
    match = _LED_TO.match(plain)
    found = _read(match, plain, words, asks_now=True) if match else None
    return [found] if found else []


def _more(text: str, first: re.Match[str]) -> Iterator[re.Match[str]]:
    """Where the questions that follow begin, one number after the other."""
    number = _number(first)
    for match in _ONE_MORE.finditer(text, first.end()) if number else ():
        if _number(match) == number + 1:
            number += 1
            yield match


def _number(match: re.Match[str]) -> int:
    return number_of(match.groupdict().get("number") or "0")


def _read(
    match: re.Match[str], plain: str, words: str, *, asks_now: bool = False
) -> Numbered | None:
    """The question that begins there, up to the end of these words."""
    groups = match.groupdict()
    repeats = whom_repeats(plain, match.end())
    asked = words[match.end() :]
    number, text = _number(match), _cleaned(without_source(asked) if repeats else asked)
    if number > MAX_NUMBER or ("number" in groups and not number):
        return None
    asks = has_question_mark(text)
    if _only_announces(text, asks and not asks_now) or (asks_now and not asks):
        return None
    return Numbered(number, (groups.get("part") or "").lower(), text, repeats)


def _only_announces(text: str, asks: bool) -> bool:
    words = re.findall(r"\w+", text)
    return not words or (
        len(words) <= MAX_POINTER_WORDS and not asks and bool(_POINTER.search(text))
    )


def _cleaned(text: str) -> str:
    """Without the tags, mentions and links around it."""
    words = text.split()
    while words and (_LINK.fullmatch(words[-1]) or _TAG_OR_MENTION.fullmatch(words[-1])):
        words.pop()
    first = next((n for n, word in enumerate(words) if not _TAG_OR_MENTION.fullmatch(word)), 0)
    return " ".join(words[first:])
