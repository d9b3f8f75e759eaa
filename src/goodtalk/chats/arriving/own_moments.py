"""Times of tweets that are off by a time zone: their own numbers tell the moment.

Twitter made the time of a tweet of its number, to the second, since November 2010. Tools and
spreadsheets made local times of that, and did not always say so, or said that it was UTC.
"""

from datetime import datetime, timedelta

from goodtalk.chats.filing.addressed_moments import said_at

QUARTER = 15 * 60  # seconds; every zone is some of these from UTC
MOST = 14 * 60 * 60
NEAR = 2  # seconds
AT_ONCE = timedelta(0)


def zone_off(published: datetime, uri: str) -> timedelta:
    """By how much a tweet's time is off, where that is what a zone makes; else nothing.

    Some sheets have no seconds. Of a number that a spreadsheet has rounded, or of a tweet before
    numbers told the time, nothing is known.
    """
    if uri.endswith("00000") or (at := said_at(uri)) is None:
        return AT_ONCE
    off = published.timestamp() - int(at)
    zone = QUARTER * round(off / QUARTER)
    if not 0 < abs(zone) <= MOST:
        return AT_ONCE
    rest = off - zone
    is_near = abs(rest) <= NEAR or (published.second == 0 and -60 < rest <= 0)
    return timedelta(seconds=zone) if is_near else AT_ONCE
