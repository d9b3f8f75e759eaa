"""What an export of ours says of the hours themselves, beside what was said in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordedQuestion:
    """A question as the record has it."""

    number: int
    text: str  # empty: the record does not have its words
    planned: datetime
    released: datetime | None
    skipped: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordedHour:
    """An hour as the record has it. A table of posts does not say when it began and ended."""

    address: str  # 2026-11-27
    theme: str
    first_said: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    has_begun: bool = True
    welcome: str = ""
    wrap_up: str = ""
    is_rebuilt: bool = True
    questions: tuple[RecordedQuestion, ...] = ()
    comes_alone: bool = True  # also where nothing was said in it, or nothing of that is taken


Hours = Mapping[str, RecordedHour]  # by their addresses
NO_HOURS: Hours = {}
