"""The shapes in which archives write when something was said."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import Enum

from goodtalk.doors.archives.entries import BadCell, quoted

FIRST_YEAR = 2006  # Twitter's first

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_ZONES = {  # hours from UTC; what means several zones, such as IST, is not among them
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4,
    "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_TWITTER = re.compile(  # Fri May 05 00:53:49 +0000 2017
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})",
    re.ASCII,
)
_ISO = re.compile(  # with T or a space, any fraction, Z, UTC, +00:00, +0000 or nothing
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))? ?"
    r"(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_EPOCH = re.compile(r"(1\d{9})(\d{3})?(?:\.\d{1,9})?", re.ASCII)  # seconds or milliseconds
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s*(?:([ap])\.?m\b\.?)?",
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?!\d)", re.ASCII)
_YEAR_LAST = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?![\d/-])", re.ASCII
)
_NAMED = re.compile(  # with the day before or behind the month's name
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s-]+)?([a-z]{3})[a-z]{0,6}\.?"
    r"(?:[\s-]+(\d{1,2})(?:st|nd|rd|th)?\b)?",
    re.ASCII | re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b\.?,?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d\d?)(?::?(\d\d))?(?:\s*\([^()]*\))?", re.ASCII)
_DASHED = re.compile(r"(\d{1,2})-([a-z]{3})-(\d{4}|\d\d)\b", re.ASCII | re.IGNORECASE)  # Excel's
_FILLING = re.compile(r"(?:[\s,·T]|-(?!\d)|\bat\b)*", re.ASCII)


class DayOrder(Enum):
    """How to read 03/04/2014."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class OrderUnknown(BadCell):
    """Whether the day or the month comes first is told by other rows, or by whoever has them."""


def read_date(cell: str, *, last_year: int, order: DayOrder | None = None) -> datetime:
    """The moment that a cell names; where it names no time zone, it is taken as UTC.

    `order` tells which of day and month comes first in 03/04/2014; without it, such dates are not
    read (OrderUnknown). Raises BadCell when it is empty or unreadable, or its year is before 2006
    or after `last_year`.
    """
    cell = cell.strip()
    if not cell:
        raise BadCell("no date")
    try:
        if cell.startswith("-"):
            raise ValueError("a year before the first")
        moment = _twitter(cell) or _iso(cell) or _epoch(cell) or _pieced_together(cell, order)
        if not FIRST_YEAR <= moment.year <= last_year:
            raise BadCell(f"a date in the year {moment.year}")
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OrderUnknown as error:
        raise OrderUnknown(f"a date that cannot be read: {quoted(cell)}") from error
    except BadCell:
        raise
    except (ValueError, TypeError, OverflowError, LookupError) as error:
        raise BadCell(f"a date that cannot be read: {quoted(cell)}") from error


def orders_of(cell: str) -> frozenset[DayOrder]:
    """In which orders day and month of a date can be read, where its shape does not tell.

    Empty for every other date; for one whose day is its month as well, it makes no difference.
    """
    match = _YEAR_LAST.search(cell)
    if match is None or match[2] == "." or match[1] == match[3]:
        return frozenset()
    one, two = int(match[1]), int(match[3])
    orders = {DayOrder.DAY_FIRST: (one, two), DayOrder.MONTH_FIRST: (two, one)}
    return frozenset(
        order for order, (day, month) in orders.items() if 1 <= month <= 12 and 1 <= day <= 31
    )


def _twitter(cell: str) -> datetime | None:
    match = _TWITTER.fullmatch(cell)
    if match is None:
        return None
    month, day, hour, minute, second, sign, hours, minutes, year = match.groups()
    zone = _at_offset(sign, hours, minutes) if hours != "00" or minutes != "00" else UTC
    return datetime(
        int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second),
        tzinfo=zone,
    )  # fmt: skip


def _iso(cell: str) -> datetime | None:
    match = _ISO.fullmatch(cell)
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    if zone in ("Z", "UTC", "GMT"):
        zone = "+00:00"
    return datetime.fromisoformat(f"{day}T{clock}{_micro(clock, fraction)}{zone or ''}")


def _micro(clock: str, fraction: str | None) -> str:
    return f".{fraction[:6]:0<6}" if fraction and len(clock) == 8 else ""


def _epoch(cell: str) -> datetime | None:
    match = _EPOCH.fullmatch(cell)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _pieced_together(cell: str, order: DayOrder | None) -> datetime:
    """A date whose pieces stand in any order. Raises ValueError where something is left over."""
    if (clock := _CLOCK.search(cell)) is None:
        raise ValueError("no time")
    rest = _without(cell, clock)
    year, month, day, rest = _day_in(rest, order)
    rest = _WEEKDAY.sub(" ", rest, count=1)
    zone = _zone(_FILLING.sub(" ", rest, count=1).strip(" ,·"), cell)
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if half := clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + 12 * (half in "pP")
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def _day_in(words: str, order: DayOrder | None) -> tuple[int, int, int, str]:
    """Year, month and day, and what is left of the words. Raises ValueError."""
    if match := _YEAR_FIRST.search(words):
        return int(match[1]), int(match[3]), int(match[4]), _without(words, match)
    if match := _YEAR_LAST.search(words):
        order = DayOrder.DAY_FIRST if match[2] == "." or match[1] == match[3] else order
        if order is None:
            raise OrderUnknown
        one, two = int(match[1]), int(match[3])
        day, month = (one, two) if order is DayOrder.DAY_FIRST else (two, one)
        return _whole(match[4]), month, day, _without(words, match)
    if match := _DASHED.search(words):
        return _whole(match[3]), _MONTHS[match[2].lower()], int(match[1]), _without(words, match)
    for match in _NAMED.finditer(words):
        if match[2].lower() in _MONTHS and bool(match[1]) != bool(match[3]):
            rest = _without(words, match)
            if (found := re.search(r"(?<![\d+-])\d{4}\b", rest)) is None:
                break
            day = int(match[1] or match[3])
            return int(found[0]), _MONTHS[match[2].lower()], day, _without(rest, found)
    raise ValueError("no day")


def _whole(year: str) -> int:
    return int(year) + 2000 * (len(year) == 2)


def _zone(words: str, cell: str) -> tzinfo:
    """Where its clock was; UTC where nothing is said. Raises BadCell, ValueError."""
    name = words.upper()
    if not name:
        return UTC
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    if match := _OFFSET.fullmatch(words):
        return _at_offset(match[1], match[2], match[3] or "0")
    if re.fullmatch(r"[A-Z]{2,5}", name):
        raise BadCell(f"a date in a time zone that is not known: {quoted(cell)}")
    raise ValueError("something is left over")


def _at_offset(sign: str, hours: str, minutes: str) -> tzinfo:
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def _without(words: str, match: re.Match[str]) -> str:
    return f"{words[: match.start()]} {words[match.end() :]}"
