"""What speaks for each question when a post names none: a small sum for each, and how sure it is.

docs/filing.md says where the weights come from. Everything here works on what it is given: no
database, no clock.
"""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from goodtalk.chats.filing.nearby_labels import NearbyLabels
from goodtalk.chats.filing.open_question import OpenQuestion, Put
from goodtalk.chats.filing.shared_words import SharedWords

THEN = 0.8  # times the logarithm of how likely what is said at that time answers it
NEXT_SECONDS = 60.0  # after what was said it is at its answers, if it asked
LONG_AGO_SECONDS = 3600.0  # what was said so long before tells nothing of this hour
NEAR = 2.0  # times the share that its label has among those around the post
AGAINST = -1.15  # its author had answered a later one already, or answers an earlier one afterwards
ANSWERED = -1.15  # its author has labelled an answer to it: few give two
ANSWERED_NEXT_TO_IT = -0.75  # … and it is the last or the next thing that they labelled
WORDS = 0.8  # times how much more its words are this question's than the hour's
LONG = 0.7  # times how long it is, if the hour had gone on already: who writes much takes longer
SHORTEST, USUAL, LONGEST = 50, 100, 300  # characters, without links
KIN = 2.5  # a reply to this post, or another reply to the same post, carries its label
NOTHING = 0.0  # speaks for its being no answer at all
LIKELY = 0.5  # of all that speaks for anything: as much is wanted while no question is open
SURE = 0.6  # from here on it is filed without doubt

_ENVELOPE = 20  # characters that every post has: a tag, a mention
_LINK = re.compile(r"https?://\S+")


class Asked(NamedTuple):
    """A question, when it was put (in seconds), and its words; none where they are not known."""

    number: int
    at: float
    words: str


class Heard(NamedTuple):
    """As much of a post as is weighed.

    `number` is that of its label, or what a person decided; `answers_at` is when somebody said what
    it replies to, where that is not here and can be told.
    """

    key: int
    answers: int  # the key of what it replies to; 0: nothing that is known
    author: int
    at: float
    text: str
    number: int
    answers_at: float | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """The question for which most speaks, and its share of what speaks for any, 0 to 1."""

    number: int
    share: float

    @property
    def is_sure(self) -> bool:
        return self.share >= SURE

    @property
    def is_likely(self) -> bool:
        return self.share >= LIKELY


class Scales:
    """All that is known of one hour, ready to weigh its posts one by one.

    Takes time and memory in proportion to the number of posts.
    """

    def __init__(
        self, asked: Sequence[Asked], heard: Sequence[Heard], *, is_exact: bool = False
    ) -> None:
        """`is_exact`: when each question was put is known, not found out from an archive."""
        in_order = sorted(asked, key=lambda one: (one.at, one.number))
        known = {one.number for one in asked}
        labelled = sorted((one for one in heard if one.number in known), key=lambda one: one.at)
        moments = [(one.at, one.number) for one in labelled]
        self._nearby = NearbyLabels(moments)
        put = [Put(one.number, one.at if one.words else None) for one in in_order]
        self._open = OpenQuestion(put, moments, is_exact=is_exact)
        self._words = SharedWords(
            {one.number: one.words for one in asked},
            ((one.text, one.number if one.number in known else 0) for one in heard if known),
        )
        self._of_author = _by(labelled, lambda one: one.author)
        self._below = _by((one for one in labelled if one.answers), lambda one: one.answers)

    def weigh(self, post: Heard) -> Weighed | None:
        """What most speaks for; None in an hour without questions."""
        sums = self.sums(post)
        if not sums:
            return None
        most = max(sums.values())
        best = min([number for number, each in sums.items() if each == most])
        weights = [math.exp(each - most) for each in (NOTHING, *sums.values())]
        return Weighed(best, 1 / sum(weights))

    def sums(self, post: Heard) -> dict[int, float]:
        """For each question by its number, all that speaks for it less what speaks against it."""
        nearby, passed = self._nearby.shares(post.at), self._open.passed(post.at)
        length = LONG * _length(post.text)
        sums = {
            number: THEN * each + NEAR * nearby.get(number, 0.0) + length * passed[number]
            for number, each in self._by_time(post).items()
        }
        self._add_author(sums, post)
        for number, likeness in self._words.likeness(post.text).items():
            sums[number] += WORDS * likeness
        for number in self._kin(post):
            sums[number] += KIN
        return sums

    def _by_time(self, post: Heard) -> dict[int, float]:
        """How likely it answers each question by its own moment, and by that of what it answers.

        A reply to a post that is not here is often one to the question itself.
        """
        then = self._open.likelihoods(post.at)
        if post.answers_at is None or not 0 <= post.at - post.answers_at <= LONG_AGO_SECONDS:
            return then
        before = self._open.likelihoods(post.answers_at + NEXT_SECONDS)
        return {number: (each + before[number]) / 2 for number, each in then.items()}

    def _add_author(self, sums: dict[int, float], post: Heard) -> None:
        said = self._of_author.get(post.author)
        if not said:
            return
        place = bisect_right(said, post.at, key=lambda one: one.at)
        last = said[place - 1].number if place else 0
        after = said[place].number if place < len(said) else 0
        for number in sums:
            if number < last:
                sums[number] += AGAINST
            if after and number > after:
                sums[number] += AGAINST
        for number in {one.number for one in said}:
            sums[number] += ANSWERED
        for number in (last, after):
            if number:
                sums[number] += ANSWERED_NEXT_TO_IT

    def _kin(self, post: Heard) -> set[int]:
        beside = self._below.get(post.answers, ()) if post.answers else ()
        return {one.number for one in (*beside, *self._below.get(post.key, ()))}


def _length(text: str) -> float:
    """How much longer than usual a post is: the logarithm, -0.5 to 1."""
    plain = _LINK.sub("", text) if "://" in text else text
    written = len(" ".join(plain.split()))
    return math.log((max(SHORTEST, min(written, LONGEST)) + _ENVELOPE) / (USUAL + _ENVELOPE))


def _by(posts: Iterable[Heard], key: Callable[[Heard], int]) -> dict[int, list[Heard]]:
    found: dict[int, list[Heard]] = defaultdict(list)
    for post in posts:
        found[key(post)].append(post)
    return dict(found)
