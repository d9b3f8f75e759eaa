"""What speaks for each question when a post names none: a small sum for each, and how sure it is.

docs/filing.md says where the weights come from. Everything here works on what it is given: no
database, no clock.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from goodtalk.chats.filing.nearby_labels import NearbyLabels
from goodtalk.chats.filing.shared_words import SharedWords

OPEN = 0.65  # the question that is open at that time
BEFORE = 0.4  # the one before it: people are still writing their answers to that
STILL_WRITING = 0.65  # goes from the open one to the one before it, fading as the minutes pass
WRITING_SECONDS = 120.0
NOT_YET = -1.1  # a question that nobody had been asked
NEAR = 1.9  # times the share that its label has among those around the post
STEP = -0.7  # for each number away from where the labels stand at that time
MOST_STEPS = 3.0
AGAINST = -0.9  # its author had answered a later one already, or answers an earlier one afterwards
ANSWERED = -0.95  # its author has labelled an answer to it: few give two
ANSWERED_NEXT_TO_IT = -0.6  # … and it is the last or the next thing that they labelled
WORDS = 0.6  # times how much more its words are this question's than the hour's
KIN = 2.5  # a reply to this post, or another reply to the same post, carries its label
NOTHING = 0.0  # speaks for its being no answer at all
LIKELY = 0.5  # of all that speaks for anything: as much is wanted while no question is open
SURE = 0.67  # from here on it is filed without doubt


class Asked(NamedTuple):
    """A question, when it was put (in seconds), and its words; none where they are not known."""

    number: int
    at: float
    words: str


class Heard(NamedTuple):
    """As much of a post as is weighed. `number` is that of its label, or what a person decided."""

    key: int
    answers: int  # the key of what it replies to; 0: nothing that is known
    author: int
    at: float
    text: str
    number: int


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
        self, asked: Sequence[Asked], heard: Sequence[Heard], *, until: float = math.inf
    ) -> None:
        """`until` is when the questions are over, by the hour's plan or by its wrap-up."""
        self._until = until
        self._asked = sorted(asked, key=lambda one: (one.at, one.number))
        self._moments = [one.at for one in self._asked]
        self._numbers = [one.number for one in self._asked]
        known = set(self._numbers)
        labelled = sorted((one for one in heard if one.number in known), key=lambda one: one.at)
        self._nearby = NearbyLabels(
            [(one.at, one.number) for one in labelled],
            [(one.at, one.number) for one in self._asked if one.words],
        )
        self._words = SharedWords(
            {one.number: one.words for one in asked},
            ((one.text, one.number if one.number in known else 0) for one in heard),
        )
        self._of_author = _by(labelled, lambda one: one.author)
        self._below = _by((one for one in labelled if one.answers), lambda one: one.answers)

    def weigh(self, post: Heard) -> Weighed | None:
        """What most speaks for; None in an hour without questions."""
        sums = self.sums(post)
        if not sums:
            return None
        best = max(sums, key=lambda number: (sums[number], -number))
        weights = (math.exp(each - sums[best]) for each in (NOTHING, *sums.values()))
        return Weighed(best, 1 / sum(weights))

    def sums(self, post: Heard) -> dict[int, float]:
        """For each question by its number, all that speaks for it less what speaks against it."""
        sums = dict.fromkeys(self._numbers, 0.0)
        self._add_time(sums, post.at)
        self._add_labels(sums, post.at)
        self._add_author(sums, post)
        for number, likeness in self._words.likeness(post.text).items():
            sums[number] += WORDS * likeness
        for number in self._kin(post):
            sums[number] += KIN
        return sums

    def _add_time(self, sums: dict[int, float], at: float) -> None:
        place = bisect_right(self._moments, at)
        for one in self._asked[place:]:
            if one.words:
                sums[one.number] += NOT_YET
        if not place or at >= self._until:
            return
        open_one = self._asked[place - 1]
        passed = (at - open_one.at) / WRITING_SECONDS
        still = STILL_WRITING * math.exp(-passed) if open_one.words else 0.0
        sums[open_one.number] += OPEN - still
        if place > 1:
            sums[self._numbers[place - 2]] += BEFORE + still

    def _add_labels(self, sums: dict[int, float], at: float) -> None:
        for number, share in self._nearby.shares(at).items():
            sums[number] += NEAR * share
        standing = self._nearby.standing(at)
        if standing is not None:
            for number in sums:
                sums[number] += STEP * min(abs(number - standing), MOST_STEPS)

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


def _by(posts: Iterable[Heard], key: Callable[[Heard], int]) -> dict[int, list[Heard]]:
    found: dict[int, list[Heard]] = defaultdict(list)
    for post in posts:
        found[key(post)].append(post)
    return dict(found)
