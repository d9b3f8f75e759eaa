"""Does several things at once that mostly wait, and none of which touches the database."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
THREADS = 20


def at_once(do: Callable[[T], R], things: Collection[T]) -> list[R]:
    """What comes of each, in their order. Raises what the first of them raises."""
    if len(things) < 2:
        return [do(thing) for thing in things]
    with ThreadPoolExecutor(min(THREADS, len(things)), "gathering") as pool:
        return list(pool.map(do, things))
