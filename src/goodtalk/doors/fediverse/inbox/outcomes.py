"""What becomes of something that came in."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["stored", "changed", "ignored", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and why, in one plain sentence.

    "stored": something new is here. "changed": something that was here is not as it was.
    "ignored": nothing is wrong with it, it is no business of ours. "refused": it is not right.
    """

    kind: Kind
    reason: str


class NeedsFetching(Exception):
    """It takes more than a request has time for: something to be fetched, or much to be done."""


def stored(reason: str) -> Outcome:
    """Something new is here."""
    return Outcome("stored", reason)


def changed(reason: str) -> Outcome:
    """Something that was here is not as it was."""
    return Outcome("changed", reason)


def ignored(reason: str) -> Outcome:
    """It is no business of ours."""
    return Outcome("ignored", reason)


def refused(reason: str) -> Outcome:
    """It is not right."""
    return Outcome("refused", reason)
