"""Which question an hour had come to at each moment, and which ones are answered then."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from operator import mul
from typing import NamedTuple

LASTS_SECONDS = 600.0  # from one question to the next, where no post tells
SPELLS = 3  # a question lasts so many spells, each of any length: few are very short
OWN = 0.85  # so many labels are those of the open question, where only labels tell of it
OWN_LATER = 0.7  # where the post that asked is there, when it has been read
OWN_AT_FIRST = 0.05  # … and when it was said: people still answer the one before
READ_SECONDS = 130.0  # from the one to the other, half way
READ_SPREAD = 25.0  # … and how much quicker or slower some are
ONE_BEFORE = 0.8  # so many of the others are labels of the question before the open one
TOO_EARLY = 0.002  # a label of what nobody has been asked: a slip of the pen, or of this model
FIRST_TOO_EARLY = 0.05  # … of the first question, before it
CONTRADICTED = 0.02  # a post in an archive may ask again what was asked before
SKIPPED = 0.2  # the first label is rather one of the first question than of the second
ANYTHING = 0.001  # nothing is impossible

STEP_SECONDS = 30.0
MARGIN_SECONDS = 600.0  # before the first that tells of the hour, and after the last
MOST_STEPS = 3000  # a day and an hour; a reply of the next days is as late

_ON = STEP_SECONDS * SPELLS / LASTS_SECONDS  # so likely a spell ends within a step
_STAY = 1 - _ON
_A_LITTLE = 1e-12  # of each state is left, however many labels speak against it

States = list[float]  # before the first question, then each question's spells


class Put(NamedTuple):
    """A question, and when it was put (in seconds); None where no post tells."""

    number: int
    at: float | None


class OpenQuestion:
    """A hidden Markov model: an hour goes on from question to question and never back.

    The posts that asked tell of it, and all labels together; between two labels it is the time
    that a question usually lasts. Takes time and memory in proportion to the minutes of the hour
    times its questions, however many posts it has.
    """

    def __init__(
        self, put: Sequence[Put], labels: Iterable[tuple[float, int]], *, is_exact: bool = False
    ) -> None:
        """`put` are the questions in their order, `labels` moments and numbers of these.

        `is_exact`: the moments are beyond doubt, as in an hour that was held here.
        """
        self._numbers = [one.number for one in put]
        places = {number: place for place, number in enumerate(self._numbers)}
        said = [(at, places[number]) for at, number in labels]
        moments = [at for at, _ in said] + [one.at for one in put if one.at is not None]
        self._start = min(moments, default=0.0) - MARGIN_SECONDS
        whole = max(moments, default=0.0) + MARGIN_SECONDS - self._start
        self._last = min(int(whole / STEP_SECONDS), MOST_STEPS)
        self._known = [place for place, one in enumerate(put) if one.at is not None]
        self._known_steps = [self._step(one.at) for one in put if one.at is not None]
        self._allowed = self._all_allowed(0.0 if is_exact else CONTRADICTED)
        self._unread = [self._row(place, OWN) for place in range(-1, len(put))]
        self._read: dict[tuple[int, float], list[float]] = {}
        told = self._told(said)
        self._up_to = self._forwards(told)
        self._after = self._backwards(told)
        self._shares: dict[int, list[float]] = {}
        self._passed: dict[int, dict[int, float]] = {}
        self._found: dict[int, dict[int, float]] = {}

    def likelihoods(self, at: float) -> dict[int, float]:
        """By each question's number, how likely what is said then answers it: the logarithm."""
        step = self._step(at)
        if step not in self._found:
            self._found[step] = self._likelihoods(step)
        return self._found[step]

    def passed(self, at: float) -> dict[int, float]:
        """By each question's number, how likely the hour has gone on to a later one by then."""
        step = self._step(at)
        if step not in self._passed:
            upto = list(accumulate(self._open_shares(step)))[1:]
            both = zip(self._numbers, upto, strict=True)
            self._passed[step] = {number: max(1 - share, 0.0) for number, share in both}
        return self._passed[step]

    def _step(self, at: float) -> int:
        return max(min(int((at - self._start) / STEP_SECONDS), self._last), 0)

    def _likelihoods(self, step: int) -> dict[int, float]:
        found = [ANYTHING] * len(self._numbers)
        for share, likely in zip(self._open_shares(step), self._all_likely(step), strict=True):
            if share > ANYTHING:
                found = [one + share * each for one, each in zip(found, likely, strict=True)]
        return {n: math.log(one) for n, one in zip(self._numbers, found, strict=True)}

    def _open_shares(self, step: int) -> list[float]:
        """How likely no question is open yet, and how likely each one is; together 1."""
        if step not in self._shares:
            states = list(map(mul, self._up_to[step], self._after[step]))
            states = list(map(mul, states, self._allowed[self._past(step)]))
            whole = sum(states)
            spells = range(1, len(states), SPELLS)
            shares = [states[0], *(sum(states[first : first + SPELLS]) for first in spells)]
            self._shares[step] = [share / whole for share in shares]
        return self._shares[step]

    def _told(self, said: Iterable[tuple[float, int]]) -> dict[int, States]:
        """At each step that has labels, how well these go with each state."""
        found: dict[int, States] = {}
        likely: dict[int, list[list[float]]] = {}
        for at, answered in said:
            step = self._step(at)
            if step not in likely:
                likely[step] = self._all_likely(step)
            none, *ones = [each[answered] for each in likely[step]]
            states = [none, *chain.from_iterable(zip(*[ones] * SPELLS, strict=True))]
            if step in found:
                states = _whole(map(mul, found[step], states))
            else:
                states = list(map(mul, states, self._allowed[self._past(step)]))
            found[step] = states
        return found

    def _past(self, step: int) -> int:
        """How many posts have asked by then."""
        return bisect_right(self._known_steps, step)

    def _all_likely(self, step: int) -> list[list[float]]:
        """For each question that may be open, and for none, how likely a label is each one's."""
        past = self._past(step)
        if not past:
            return self._unread
        put = self._known[past - 1]
        read = _READ[min(step - self._known_steps[past - 1], len(_READ) - 1)]
        likely = self._read.get((put, read))
        if likely is None:
            likely = self._read[put, read] = self._row(put, read)
        return [*self._unread[: put + 1], likely, *self._unread[put + 2 :]]

    def _row(self, open_one: int, own: float) -> list[float]:
        return [_labelled(one, open_one, own) for one in range(len(self._numbers))]

    def _all_allowed(self, contradicted: float) -> list[States]:
        """Which states the posts that asked allow, by how many of them were there."""
        found = []
        count = len(self._numbers)
        for past in range(len(self._known) + 1):
            first = self._known[past - 1] if past else -1
            last = self._known[past] - 1 if past < len(self._known) else count - 1
            states = [float(first < 0)]
            for place in range(count):
                may = 0.0 if place < first else 1.0 if place <= last else contradicted
                states += [may] * SPELLS
            found.append(states)
        return found

    def _forwards(self, told: Mapping[int, States]) -> list[States]:
        """At each step how likely each state is by all that was said up to it."""
        now = [1.0]
        for place in range(len(self._numbers)):
            now += [SKIPPED**place / SPELLS] * SPELLS
        found: list[States] = []
        for step in range(self._last + 1):
            if step * STEP_SECONDS > MARGIN_SECONDS:
                came = [0.0, *now]
                now = [one * _STAY + other * _ON for one, other in zip(now, came, strict=False)]
            if step in told:
                now = _whole(map(mul, now, told[step]))
            found.append(now)
        return found

    def _backwards(self, told: Mapping[int, States]) -> list[States]:
        """At each step how well all that was said after it goes with each state."""
        now = [1.0] * (1 + SPELLS * len(self._numbers))
        found: list[States] = []
        for step in range(self._last, -1, -1):
            found.append(now)
            if step in told:
                now = _whole(map(mul, now, told[step]))
            goes = [*now[1:], now[-1]]
            now = [one * _STAY + other * _ON for one, other in zip(now, goes, strict=True)]
        return found[::-1]


def _labelled(answered: int, open_one: int, own: float) -> float:
    if answered > open_one:
        return FIRST_TOO_EARLY if answered == 0 else TOO_EARLY
    if answered == open_one:
        return own
    if answered == open_one - 1:
        return (1 - own) * ONE_BEFORE
    return (1 - own) * (1 - ONE_BEFORE) / (open_one - 1)


def _own_by_steps() -> list[float]:
    """How many labels are a question's that was put so many steps ago."""
    steps = range(int(4 * READ_SECONDS / STEP_SECONDS))
    late = (READ_SECONDS - (step + 0.5) * STEP_SECONDS for step in steps)
    read = (1 / (1 + math.exp(each / READ_SPREAD)) for each in late)
    return [OWN_AT_FIRST + (OWN_LATER - OWN_AT_FIRST) * each for each in read]


_READ = _own_by_steps()


def _whole(states: Iterable[float]) -> States:
    found = list(states)
    whole = sum(found) or 1.0
    return [each / whole + _A_LITTLE for each in found]
