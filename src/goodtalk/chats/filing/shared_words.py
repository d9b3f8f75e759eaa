"""Which question's words a post shares, by how much rarer they are in the rest of the hour."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

STEM_LETTERS = 6  # "challenge" and "challenges" are one word
READ_CHARACTERS = 2000
QUESTION_COUNTS = 3  # the question's own words count as much as in so many of its answers
HOUR_COUNTS = 60.0  # words of the whole hour mixed into each question's: few words prove little
SHORT_POST_WORDS = 4.0  # of a short post each word says less than of a long one all together
MOST = 3.0  # one strange word must not outweigh everything else

_NOISE = re.compile(r"https?://\S++|[@#＠＃]\w++")
_STEM = re.compile(rf"([^\W\d_][\w'’]{{2,{STEM_LETTERS - 1}}}+)[\w'’]*+")
_COMMON_WORDS = """
about also and are been but can could did does for from get had has have her him his how into its
just like more not one our out she some than that the their them then there they this too very was
were what when where which who why will with would you your all each
"""
_COMMON = frozenset(_COMMON_WORDS.split())  # all shorter than a stem


def words_of(text: str) -> set[str]:
    """Its words without tags, mentions, links and what every text has; each once, cut short."""
    plain = _NOISE.sub(" ", text[:READ_CHARACTERS]).casefold()
    return set(_STEM.findall(plain)) - _COMMON


class SharedWords:
    """The words of each question: its own, and those of the answers that carry its label."""

    def __init__(self, asked: Mapping[int, str], posts: Iterable[tuple[str, int]]) -> None:
        """`posts` are the texts of the hour with the number of their label; 0: none."""
        of_question: dict[int, Counter[str]] = {
            number: Counter(dict.fromkeys(words_of(text), QUESTION_COUNTS))
            for number, text in asked.items()
        }
        self._words: dict[str, set[str]] = {}  # of the hour's posts: most are asked for again
        said: list[set[str]] = []
        for text, number in posts:
            words = self._words[text] = words_of(text)
            said.append(words)
            if number:
                of_question[number].update(words)
        whole = Counter(chain.from_iterable(said))
        for words_asked in of_question.values():
            whole.update(words_asked.keys() - whole.keys())
        self._numbers = list(of_question)
        self._likeness = _table(of_question, whole)

    def likeness(self, text: str) -> dict[int, float]:
        """How much more the post's words are each question's than the whole hour's: -3 to 3."""
        words = self._words.get(text) or words_of(text)
        rows = [row for word in words if (row := self._likeness.get(word))]
        if not rows:
            return {}
        scale = SHORT_POST_WORDS / (SHORT_POST_WORDS + len(words))
        sums = map(sum, zip(*rows, strict=True))
        return {
            number: max(-MOST, min(MOST, each * scale))
            for number, each in zip(self._numbers, sums, strict=True)
        }


def _table(
    of_question: Mapping[int, Counter[str]], whole: Counter[str]
) -> dict[str, list[float]]:
    """For each word that any question has: the logarithm of how much more often each has it."""
    total = whole.total()
    sizes = {number: words.total() + HOUR_COUNTS for number, words in of_question.items()}
    table: dict[str, list[float]] = {}
    for word in set().union(*of_question.values()):
        usual = whole[word] / total
        table[word] = [
            math.log((words.get(word, 0) / usual + HOUR_COUNTS) / sizes[number])
            for number, words in of_question.items()
        ]
    return table
