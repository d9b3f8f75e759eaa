"""Which labels are around a moment, the nearer the more."""

import math
from bisect import bisect_right
from collections.abc import Sequence

FADING_SECONDS = 200.0  # a label so far away counts 1/e, twice as far 1/e²
TOO_FEW = 0.3  # labels; where there are hardly any, their shares say less

Moment = tuple[float, int]  # seconds, number of the question


class NearbyLabels:
    """Labels in the order in which they were said."""

    def __init__(self, labels: Sequence[Moment]) -> None:
        self._moments = [at for at, _ in labels]
        self._before = _fading(labels)
        self._after = _fading([(-at, number) for at, number in reversed(labels)])[::-1]

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
