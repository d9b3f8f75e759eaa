"""Where an hour stands, by the labels of what is said in it."""

import math
from bisect import bisect_right
from collections.abc import Sequence

FADING_SECONDS = 200.0  # a label so far away counts 1/e, twice as far 1/e²
TOO_FEW = 0.3  # labels; where there are hardly any, their shares say less
ASKING_COUNTS = 2.0  # the chair's post moves the hour on as much as so many answers

Moment = tuple[float, int]  # seconds, number of the question


class NearbyLabels:
    """Labels in the order in which they were said. `asked` are the posts that put the questions."""

    def __init__(self, labels: Sequence[Moment], asked: Sequence[Moment]) -> None:
        self._moments = [at for at, _ in labels]
        self._before = _fading(labels)
        self._after = _fading([(-at, number) for at, number in reversed(labels)])[::-1]
        self._blocks = _ascending(
            sorted(
                [(at, number, 1.0) for at, number in labels]
                + [(at, number, ASKING_COUNTS) for at, number in asked]
            )
        )
        self._starts = [block.start for block in self._blocks]

    def shares(self, at: float) -> dict[int, float]:
        """Each question's share of the labels around a moment, the nearer the more."""
        place = bisect_right(self._moments, at)
        found: dict[int, float] = {}
        if place:
            _add_faded(found, self._before[place - 1], at - self._moments[place - 1])
        if place < len(self._moments):
            _add_faded(found, self._after[place], self._moments[place] - at)
        whole = sum(found.values()) + TOO_FEW
        return {number: weight / whole for number, weight in found.items()}

    def standing(self, at: float) -> float | None:
        """The number at which the hour is: it only ever goes on, however late some answers are."""
        place = bisect_right(self._starts, at)
        if not self._blocks:
            return None
        if not place:
            return self._blocks[0].level
        block = self._blocks[place - 1]
        if at <= block.end or place == len(self._blocks):
            return block.level
        after = self._blocks[place]
        passed = (at - block.end) / (after.start - block.end)
        return block.level + (after.level - block.level) * passed


class _Block:
    """Neighbouring labels that have one level: their mean."""

    __slots__ = ("end", "start", "total", "weight")

    def __init__(self, at: float, number: int, weight: float) -> None:
        self.start = self.end = at
        self.total, self.weight = number * weight, weight

    @property
    def level(self) -> float:
        return self.total / self.weight

    def take_in(self, later: "_Block") -> None:
        self.end = later.end
        self.total += later.total
        self.weight += later.weight


def _ascending(labels: Sequence[tuple[float, int, float]]) -> list[_Block]:
    """The levels that never fall and are nearest to the labels (pool adjacent violators)."""
    blocks: list[_Block] = []
    for at, number, weight in labels:
        blocks.append(_Block(at, number, weight))
        while len(blocks) > 1 and blocks[-2].level >= blocks[-1].level:
            last = blocks.pop()
            blocks[-1].take_in(last)
    return blocks


def _fading(labels: Sequence[Moment]) -> list[dict[int, float]]:
    """At each label the weights of all up to it, faded by their distance."""
    found: list[dict[int, float]] = []
    weights: dict[int, float] = {}
    last = 0.0
    for at, number in labels:
        faded = math.exp((last - at) / FADING_SECONDS) if found else 0.0
        weights = {each: weight * faded for each, weight in weights.items()}
        weights[number] = weights.get(number, 0.0) + 1
        found.append(weights)
        last = at
    return found


def _add_faded(found: dict[int, float], weights: dict[int, float], seconds: float) -> None:
    faded = math.exp(-seconds / FADING_SECONDS)
    for number, weight in weights.items():
        found[number] = found.get(number, 0.0) + weight * faded
