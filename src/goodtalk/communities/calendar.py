"""A community's hours as an iCalendar that people subscribe to.

RFC 5545, with the names of RFC 7986. What readers of such feeds want beyond it:

- Google takes the calendar's name from X-WR-CALNAME and else shows its address
  (github.com/icalendar/icalendar/pull/132); takes a changed hour with the same UID and a higher
  SEQUENCE or newer LAST-MODIFIED (nsulistiyawan.github.io/icalendar-fix-google-calendar-does.html);
  drops the whole feed when one line is folded wrongly
  (adangel.org/2024/12/15/ical-and-google-calendar-sync), and has refused a VTIMEZONE with RDATE
  (github.com/ics-py/ics-py/issues/419).
- Apple may ask only once a week (github.com/Gig-o-Matic/GO3/issues/387) and is said to heed
  REFRESH-INTERVAL (github.com/adamgibbons/ics/issues/259).
- Thunderbird wants zones under their IANA names and reads others as floating
  (github.com/sabre-io/Baikal/issues/719); it ignores the name (github.com/w3c/calendar/issues/86).
- Outlook wants a VTIMEZONE for each TZID (github.com/spatie/calendar-links/issues/235) with one
  STANDARD (github.com/ridafkih/keeper.sh/pull/423) and yearly rules
  (github.com/iCalcreator/iCalcreator/issues/86), and heeds X-PUBLISHED-TTL
  (github.com/michael-maltsev/cheese-fork/issues/13).
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDuration, vText

from goodtalk.communities.rhythm import WEEKDAYS

REFRESH = timedelta(hours=1)

# RFC 5545 §3.1: no control characters but tabs; line ends become \\n in a text.
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class CalendarEntry:
    """One hour as a calendar shows it: a chat, or a slot for which none is planned yet."""

    uid: str  # the same for as long as it is the same hour
    starts_at: datetime  # aware
    ends_at: datetime  # aware
    title: str
    description: str = ""
    url: str = ""
    sequence: int = 0  # higher after each change
    last_modified: datetime | None = None  # aware
    cancelled: bool = False


def calendar_feed(
    *, name: str, zone: str, entries: Iterable[CalendarEntry], now: datetime
) -> bytes:
    """The entries in the order given, with times on the zone's clock (an IANA name).

    `now` stamps the feed. Texts may hold anything. Raises ZoneInfoNotFoundError.
    """
    entries, clock = list(entries), ZoneInfo(zone)
    events = [_event(entry, clock, now) for entry in entries]
    calendar = _empty_calendar(_text(name))
    if any("TZID" in event["DTSTART"].params for event in events):
        first = min(entry.starts_at for entry in entries).astimezone(UTC).year
        last = max(entry.ends_at for entry in entries).astimezone(UTC).year
        calendar.add_component(_timezone(zone, first - 1, last + 1))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _empty_calendar(name: vText) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Goodtalk//Hours of a community//EN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return calendar


def _event(entry: CalendarEntry, clock: ZoneInfo, now: datetime) -> Event:
    event = Event()
    starts, ends = _local_times(entry, clock)
    event.add("UID", _text(entry.uid))
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("DTSTART", starts)
    event.add("DTEND", ends)
    event.add("SUMMARY", _text(entry.title))
    event.add("SEQUENCE", entry.sequence)
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.last_modified:
        event.add("LAST-MODIFIED", entry.last_modified.astimezone(UTC))
    if entry.description:
        event.add("DESCRIPTION", _text(entry.description))
    if entry.url:
        event.add("URL", "".join(_text(entry.url).split()))
    return event


def _local_times(entry: CalendarEntry, clock: ZoneInfo) -> tuple[datetime, datetime]:
    """On the zone's clock, which RFC 5545 cannot say of a time that comes for the second time."""
    starts, ends = entry.starts_at.astimezone(clock), entry.ends_at.astimezone(clock)
    if starts.fold or ends.fold:
        return starts.astimezone(UTC), ends.astimezone(UTC)
    return starts, ends


def _text(text: str) -> vText:
    return vText(_UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)))


# The zone. icalendar's own Timezone.from_tzid() has RDATEs, and begins summer an hour late: it
# writes the onset on the new clock, where RFC 5545 §3.6.5 has it on the old one.


class _Change(NamedTuple):
    """A clock is set."""

    onset: datetime  # as the clock showed it until then, naive
    before: timedelta  # offset from UTC
    after: timedelta
    name: str  # of the time that begins
    is_summer: bool


def _timezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """VTIMEZONE: yearly rules where two say it all, else each change of these years by itself.

    With rules it begins in the first year with the first change, else on New Year's Day.
    """
    component = Timezone()
    component.add("TZID", zone)
    first, *changes = _changes(zone, first_year, last_year)
    years = last_year - first_year + 1
    kinds = [[change for change in changes if change.is_summer is kind] for kind in (False, True)]
    rules = [_yearly(kind, years) for kind in kinds]
    if all(rules):
        for kind, rule in zip(kinds, rules, strict=True):
            component.add_component(_observance(kind[0], rule))
    else:
        for change in (first, *changes):
            component.add_component(_observance(change))
    return component


def _observance(
    change: _Change, rule: dict[str, str] | None = None
) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    part.add("DTSTART", change.onset)
    part.add("TZOFFSETFROM", change.before)
    part.add("TZOFFSETTO", change.after)
    part.add("TZNAME", change.name)
    if rule:
        part.add("RRULE", rule)
    return part


def _yearly(changes: Sequence[_Change], years: int) -> dict[str, str] | None:
    """The rule behind one change a year, such as each last Sunday of March."""
    alike = {
        (one.before, one.after, one.onset.month, one.onset.weekday(), one.onset.time())
        for one in changes
    }
    if len(alike) != 1 or len(changes) != years:
        return None
    onset = changes[0].onset
    nths = {(one.onset.day - 1) // 7 + 1 for one in changes}
    if all(one.onset.day + 7 > monthrange(one.onset.year, onset.month)[1] for one in changes):
        nths = {-1}
    if len(nths) != 1:
        return None
    day = f"{nths.pop()}{WEEKDAYS[onset.weekday()]}"
    return {"FREQ": "YEARLY", "BYMONTH": str(onset.month), "BYDAY": day}


@lru_cache(maxsize=256)
def _changes(zone: str, first_year: int, last_year: int) -> tuple[_Change, ...]:
    """What the clock showed at New Year of the first year, then each change until the last ends."""
    clock = ZoneInfo(zone)
    begin, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    days = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    changed = (
        _change_between(clock, early, late)
        for early, late in pairwise(days)
        if _offset(clock, early) != _offset(clock, late)
    )
    return _change(clock, begin, begin), *changed


def _change_between(clock: ZoneInfo, early: datetime, late: datetime) -> _Change:
    """The one change between two instants, found to the second."""
    old = _offset(clock, early)
    seconds = range(int((late - early).total_seconds()))
    passed = bisect_left(
        seconds, True, key=lambda after: _offset(clock, early + timedelta(seconds=after)) != old
    )
    return _change(clock, early, early + timedelta(seconds=passed))


def _change(clock: ZoneInfo, early: datetime, onset: datetime) -> _Change:
    before, after = early.astimezone(clock), onset.astimezone(clock)
    offset, no_summer = _offset(clock, early), timedelta()
    was_ahead = (before.dst() or no_summer) if early < onset else no_summer
    return _Change(
        onset=(onset + offset).replace(tzinfo=None),
        before=offset,
        after=_offset(clock, onset),
        name=after.tzname() or "",
        is_summer=(after.dst() or no_summer) > was_ahead,
    )


def _offset(clock: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(clock).utcoffset() or timedelta()
