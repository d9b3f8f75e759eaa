"""Who chaired an hour in which nothing is asked, and people are told: "Q1: Share your best tip"."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

FEWEST_TOLD = 3  # numbers; two may be chance


class Numbering(NamedTuple):
    """Somebody writes a number before what they say."""

    author: str
    number: int
    at: datetime


def who_told(numbered: Sequence[Numbering], answers: Sequence[Numbering]) -> set[str]:
    """Who put a number before words to which others have answered with A and that number.

    Some participants write Q before their answers. So a chair was the first with each number that
    they said, in order, and nobody had answered it yet; of most numbers somebody did later.
    `numbered` comes in the order in which it was said.
    """
    firsts: dict[int, Numbering] = {}
    said: dict[str, set[int]] = defaultdict(set)
    for one in numbered:
        firsts.setdefault(one.number, one)
        said[one.author].add(one.number)
    return {
        author
        for author, numbers in said.items()
        if len(numbers) >= FEWEST_TOLD and _led(author, numbers, firsts, answers)
    }


def _led(
    author: str, numbers: Set[int], firsts: Mapping[int, Numbering], answers: Sequence[Numbering]
) -> bool:
    own = [firsts[number] for number in sorted(numbers)]
    if any(one.author != author for one in own):
        return False
    if any(later.at < earlier.at for earlier, later in pairwise(own)):
        return False
    others = [one for one in answers if one.author != author and one.number in numbers]
    if any(one.at <= firsts[one.number].at for one in others):
        return False
    return 2 * len({one.number for one in others}) > len(numbers)
