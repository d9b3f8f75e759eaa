"""The shapes in which archives write when something was said."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from goodtalk.doors.archives.entries import BadCell, quoted

FIRST_YEAR = 2006  # Twitter's first

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_TWITTER = re.compile(  # Fri May 05 00:53:49 +0000 2017
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})",
    re.ASCII,
)
_ISO = re.compile(  # with T or a space, any fraction, Z, UTC, +00:00, +0000 or nothing
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))? ?"
    r"(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


def read_date(cell: str, *, last_year: int) -> datetime:
    """The moment that a cell names; where it names no time zone, it is taken as UTC.

    Raises BadCell when it is empty or unreadable, or its year is before 2006 or after `last_year`.
    """
    cell = cell.strip()
    if not cell:
        raise BadCell("no date")
    try:
        moment = _twitter(cell) or _iso(cell) or parsedate_to_datetime(cell)
        if not FIRST_YEAR <= moment.year <= last_year:
            raise BadCell(f"a date in the year {moment.year}")
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except BadCell:
        raise
    except (ValueError, TypeError, OverflowError, LookupError) as error:
        raise BadCell(f"a date that cannot be read: {quoted(cell)}") from error


def _twitter(cell: str) -> datetime | None:
    match = _TWITTER.fullmatch(cell)
    if match is None:
        return None
    month, day, hour, minute, second, sign, hours, minutes, year = match.groups()
    zone = UTC
    if hours != "00" or minutes != "00":
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        zone = timezone(-offset if sign == "-" else offset)
    return datetime(
        int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=zone
    )


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
