"""What a server says of how often it wants to be asked.

Retry-After: RFC 9110 section 10.2.3. X-RateLimit-*: docs.joinmastodon.org/api/rate-limits, where
the reset is a date; others send the second since 1970, or how many seconds are left.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_RETRY = timedelta(days=1)  # whatever it says: in ten years nobody remembers why
LONGEST_RESET = timedelta(hours=1)
SPARE = 5  # requests of the allowance that we leave to others at our address
_SECONDS = re.compile(r"\d{1,12}(?:\.\d{1,9})?", re.ASCII)
_A_DATE = 1_000_000_000  # as seconds, more than thirty years: it is meant since 1970


def rests_until(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when the server wants to be left alone; None when it does not say."""
    said = {name.lower(): value for name, value in headers.items()}
    if status in (429, 503) and (retry := _moment(said.get("retry-after", ""), now)):
        return min(retry, now + LONGEST_RETRY)
    left = said.get("x-ratelimit-remaining", "").strip()
    if not re.fullmatch(r"\d{1,9}", left, re.ASCII) or (int(left) > SPARE and status != 429):
        return None
    reset = _moment(said.get("x-ratelimit-reset", ""), now)
    return min(reset, now + LONGEST_RESET) if reset else None


def _moment(text: str, now: datetime) -> datetime | None:
    """A date of HTTP's or of ISO 8601, or seconds; None for anything else and for the past."""
    text = text.strip()[:64]
    moment = _from_seconds(text, now) or _from_date(text)
    return moment if moment and moment > now else None


def _from_seconds(text: str, now: datetime) -> datetime | None:
    if not _SECONDS.fullmatch(text):
        return None
    seconds = min(float(text), 10.0 * _A_DATE)
    if seconds >= _A_DATE:
        return datetime.fromtimestamp(seconds, UTC)
    return now + timedelta(seconds=seconds)


def _from_date(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            # One that says no zone means UTC; one at the edge of the calendar has no other zone.
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
