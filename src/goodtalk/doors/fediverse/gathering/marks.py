"""How far a tag has been read at one server: kept in Source.marks, and handed on in requests."""

import re
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

# Mastodon numbers a post of another server by the moment at which it was written, not at which
# it came (lib/mastodon/snowflake.rb): what was a minute on its way stands among what has been
# read already. So the last quarter of an hour is read again every few minutes.
BEHIND = timedelta(minutes=15)
SWEEP_EVERY = timedelta(minutes=5)
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def is_number(text: Any) -> bool:
    """Whether this can be the number of a post at its server: it goes into an address."""
    return isinstance(text, str) and _NUMBER.fullmatch(text) is not None


def order(number: str) -> tuple[int, str]:
    """By which later numbers are greater.

    Mastodon counts in digits that grow longer, Pleroma and GoToSocial in words of one length
    whose letters are in the order of ASCII.
    """
    return len(number), number


@dataclass
class Mark:
    """What has been read of one tag."""

    newest: str = ""  # the latest number that was read
    asked_at: str = ""
    etag: str = ""  # of the answer to the same question, which has not changed since
    modified: str = ""
    places: list[list[str]] = field(default_factory=list)  # when, and what was the newest then
    sweep: str = ""  # how far the going over has come; empty: none is under way
    sweep_to: str = ""
    back: str = ""  # how far back a first visit has come that is to go on; empty: none is
    back_to: str = ""  # the moment as far as which it goes
    back_pages: int = 0  # so many more at most

    @classmethod
    def read(cls, kept: Any) -> "Mark":
        """From what was kept; whatever cannot be read is as if it had never been."""
        if not isinstance(kept, dict):
            return cls()
        names = {one.name for one in fields(cls)}
        mark = cls(**{name: value for name, value in kept.items() if name in names})
        numbers = (mark.newest, mark.sweep, mark.sweep_to, mark.back)
        return mark if all(not one or is_number(one) for one in numbers) else cls()

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return asdict(self)

    def last_asked(self) -> datetime:
        """When; long ago for never."""
        if not self.asked_at:
            return datetime.min.replace(tzinfo=UTC)
        return datetime.fromisoformat(self.asked_at)

    def advance(self, number: str) -> None:
        """A page ended with this number. What was known of the last answer is of no use now."""
        if order(number) > order(self.newest):
            self.newest = number
            self.etag = self.modified = ""

    def begin_reading_back(self, number: str, since: datetime, pages: int) -> None:
        """At a first visit: what came before this number is still to be read."""
        self.back, self.back_to, self.back_pages = number, since.isoformat(), pages

    def has_read_back(self, number: str, said_at: datetime | None) -> None:
        """A page began with this number, of that moment; without one there is nothing before it."""
        self.back_pages -= 1
        is_done = said_at is None or said_at < datetime.fromisoformat(self.back_to)
        self.back = "" if is_done or self.back_pages <= 0 else number

    def begin_sweep(self, now: datetime) -> None:
        """Remember where the newest stands now, and every few minutes go over the last quarter."""
        if not self.newest:
            return
        last = datetime.fromisoformat(self.places[-1][0]) if self.places else None
        if last and now - last < SWEEP_EVERY:
            return
        while len(self.places) > 1 and datetime.fromisoformat(self.places[1][0]) < now - BEHIND:
            self.places.pop(0)
        if self.places and not self.sweep and self.places[0][1] != self.newest:
            self.sweep, self.sweep_to = self.places[0][1], self.newest
        self.places = [*self.places[-4:], [now.isoformat(), self.newest]]
