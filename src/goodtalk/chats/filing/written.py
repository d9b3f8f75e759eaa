"""What people write around labels and questions, in the scripts and widths that there are."""

import re

# Every script's, and those that typographers have made of them. Of the emoji ❓ and ❔ none is
# here: they stand before questions, answers and announcements alike.
QUESTION_MARKS = "?？﹖؟⁇⁈⁉‽⸘⸮\u037e՞፧᥅꘏꛷\U0001e95f"
_ASKS = re.compile(f"[{QUESTION_MARKS}]")

# What may stand before a label or a question as an ornament: emoji with all that they are put
# together from, arrows, stars and bullets; and the unseen signs that say which way a text runs.
ORNAMENTS = (
    r"\u200b-\u200f\u2060-\u2069\ufeff\ufe0e\ufe0f\u20e3\u2190-\u27bf\u2900-\u297f\u2b00-\u2bff"
    r"\U0001f000-\U0001faff"
)
# T1D and A1C are diabetes, and none of its people means a part of an answer, but for "A1c: we do".
# Stands before the letter.
NO_DISEASE = r"(?!(?:T[12]D|A1C)\b(?!\s?[:)\]&/]|\.\s|\s?[\-–—]\s))"
# What people say before the number of the question that they answer: "Re Q1", "Sorry, late A1".
_FIRST_OF_ALL = r"(?:(?:sorry|my|our|an?|in|the|very|also)[,:]?\s)*+"
_RE = r"(?:re|(?:answer|ans|reply|replying|response|responding)\s(?:to|for|on)|answering)[:,]?"
_LATE = r"(?:late|belated(?:ly)?)(?:\s(?:answer|reply|response))?(?:\s(?:to|for|on|with))?[:,]?"
# Before a Q it is plain; roads want a mark after the number, which `to` is there to tell.
ANSWERS_TO = rf"{_FIRST_OF_ALL}(?:(?P<to>{_RE})\s(?=[#＃]?q)|(?:{_RE}|{_LATE})\s)"
# Digits and signs as wide as ideographs, and the same as everywhere else, one for one.
_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_NARROW = {0xFEE0 + one: one for one in range(0x21, 0x7F)} | {0x3000: 0x20}


def has_question_mark(text: str) -> bool:
    """Whether there is one in it, of whatever script."""
    return _ASKS.search(text) is not None


def narrowed(text: str) -> str:
    """Ａ１： as A1: is written elsewhere; as long as before, so that places stay."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve")  # fmt: skip
IN_WORDS = "|".join(_NUMBERS)


def number_of(digits_or_word: str) -> int:
    """12 of "12" and of "Twelve"."""
    if digits_or_word.isdecimal():
        return int(digits_or_word)
    return _NUMBERS.index(digits_or_word.lower()) + 1
