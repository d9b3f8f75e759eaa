"""When a community meets: its rule, the hours that follow from it, and how people say it."""

import re
from bisect import bisect_left, bisect_right
from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge
from itertools import groupby, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MAX_RULE_LENGTH = 300  # characters
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
HORIZON = timedelta(days=20 * 366)  # how far next_slots() looks for rare dates

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # 0 is Monday, as in date.weekday()
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
CHOOSABLE = (1, 2, 3, 4, -1)  # which weekdays of the month a form offers

# RFC 5545 §3.3.10: the largest number of each part, and the frequencies that it goes with.
_LARGEST = {"BYMONTH": 12, "BYWEEKNO": 53, "BYYEARDAY": 366, "BYMONTHDAY": 31, "BYSETPOS": 366}
_GOES_WITH = {
    "BYWEEKNO": ("YEARLY",),
    "BYYEARDAY": ("YEARLY",),
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_MAX_INTERVAL = 366
_SHAPE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,3}")


class RhythmNotUnderstood(ValueError):
    """This is no rhythm. Its text is one sentence for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One hour of a rhythm."""

    day: date  # on the community's clock when it starts; the hour is named by it
    starts_at: datetime  # UTC
    ends_at: datetime  # UTC
    moved_from: date | None = None  # the date that the rule gave it, when it was moved


@dataclass(frozen=True)
class Rhythm:
    """A rule for dates, a time of day on one place's clock, and what was changed by hand.

    A rhythm has neither beginning nor end: `since` says which weeks an INTERVAL counts (and the
    day, where the rule leaves it open), and the rule holds before it in the same step, so that an
    archive of 2014 finds its Fridays in a community founded in 2026. The years 1970 to 2199 are
    known. Raises RhythmNotUnderstood for a rule, a zone or a length that is none.
    """

    rule: str  # RFC 5545 §3.3.10; kept in its normal form and with its days written out
    at: time  # local; the same all year
    zone: str  # IANA name
    minutes: int
    since: date
    skips: frozenset[date] = frozenset()
    moves: Mapping[date, datetime] = field(default_factory=dict, hash=False)  # aware starts
    _laid: "dict[tuple[int, timedelta], tuple[list[datetime], list[Slot]]]" = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "rule", _read(self.rule).completed(self.since).text)
        if not 1 <= self.minutes <= 24 * 60:
            raise RhythmNotUnderstood("An hour lasts from 1 to 1440 minutes.")
        if any(start.tzinfo is None for start in self.moves.values()):
            raise RhythmNotUnderstood("A moved date needs a time zone.")
        _clock(self.zone)  # an unknown one is told of here, not on some page later

    def slots(self, after: datetime, before: datetime) -> Iterator[Slot]:
        """Those that start at or after the one instant and before the other, in order.

        A skipped date has none; a moved one stands where it was moved to. Two that would start
        at the same instant are one.
        """
        after, before = max(after, FIRST), min(before, LAST)
        latest = None
        for slot in merge(self._by_rule(after, before), self._moved(), key=_start):
            if slot.starts_at >= before:
                return
            if slot.starts_at >= after and slot.starts_at != latest:
                latest = slot.starts_at
                yield slot

    def next_slots(self, now: datetime, count: int) -> list[Slot]:
        """The coming ones, at most `count`; fewer where a rule finds no more in twenty years."""
        return list(islice(self.slots(now, now + HORIZON), count))

    def slot_of(
        self, instant: datetime, *, lead_minutes: float = 15, spill_minutes: float = 90
    ) -> Slot | None:
        """The hour in which something was said; None between times.

        From the lead before its start until the spill after its end. Where several reach that
        far: the hour that was on, else the one it spilled from, else the one about to begin.
        """
        if not FIRST.year <= instant.year < LAST.year:
            return None
        moment = instant.astimezone(UTC)
        lead, length = timedelta(minutes=lead_minutes), timedelta(minutes=self.minutes)
        tail = length + timedelta(minutes=spill_minutes)
        starts, slots = self._around(moment.year, max(lead, tail))
        near = slots[bisect_left(starts, moment - tail) : bisect_right(starts, moment + lead)]
        return min(near, key=lambda slot: _nearness(slot, moment)) if near else None

    def _by_rule(self, after: datetime, before: datetime) -> Iterator[Slot]:
        early = after.date() - timedelta(days=2)  # no clock is two days from UTC
        for year in range(early.year, before.year + 2):
            for day in _dates(self.rule, self.since, year):
                if day >= early and day not in self.skips and day not in self.moves:
                    yield self._slot(self._start_on(day))

    def _moved(self) -> list[Slot]:
        moved = (
            self._slot(start, moved_from=day)
            for day, start in self.moves.items()
            if day not in self.skips and day in _dates(self.rule, self.since, day.year)
        )
        return sorted(moved, key=_start)

    def _start_on(self, day: date) -> datetime:
        """RFC 5545 §3.3.5: of a time that comes twice the first; one that is left out is read
        with the offset before the change, which moves it forward. Both are what fold=0 means."""
        return datetime.combine(day, self.at.replace(fold=0), tzinfo=_clock(self.zone))

    def _slot(self, start: datetime, moved_from: date | None = None) -> Slot:
        starts_at = start.astimezone(UTC)
        return Slot(
            day=starts_at.astimezone(_clock(self.zone)).date(),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.minutes),
            moved_from=moved_from,
        )

    def _around(self, year: int, reach: timedelta) -> tuple[list[datetime], list[Slot]]:
        """A year's slots and those near it, kept: an import asks 100,000 times in any order."""
        if (year, reach) not in self._laid:
            begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
            slots = list(self.slots(begin - reach, end + reach))
            self._laid[year, reach] = [slot.starts_at for slot in slots], slots
        return self._laid[year, reach]


def _clock(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RhythmNotUnderstood(
            "This time zone is not known; write one such as Europe/London."
        ) from None


def _start(slot: Slot) -> datetime:
    return slot.starts_at


def _nearness(slot: Slot, moment: datetime) -> tuple[int, timedelta]:
    if slot.starts_at > moment:
        return 2, slot.starts_at - moment
    return (0 if moment < slot.ends_at else 1), moment - slot.starts_at


# The rule: read, written, and laid over the days of a year. dateutil.rrule is the check on this in
# the tests. Here it would search to the year 9999 for a date that never comes, and only forwards.


class _Day(NamedTuple):
    """A part of BYDAY: 1FR."""

    nth: int  # 1 is the first of the month or year, -1 its last; 0 is each of them
    weekday: int


@dataclass(frozen=True)
class _Rule:
    """An RFC 5545 rule that gives dates."""

    freq: str
    interval: int
    days: tuple[_Day, ...]
    numbers: Mapping[str, tuple[int, ...]]  # BYMONTH and the like
    week_start: int = 0

    @property
    def text(self) -> str:
        """In normal form, so that equal rules are equal texts."""
        parts = [f"FREQ={self.freq}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            names = (f"{day.nth or ''}{WEEKDAYS[day.weekday]}" for day in self.days)
            parts.append(f"BYDAY={','.join(names)}")
        parts += [
            f"{name}={','.join(map(str, self.numbers[name]))}"
            for name in _LARGEST
            if name in self.numbers
        ]
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        return ";".join(parts)

    def completed(self, since: date) -> "_Rule":
        """What the rule leaves open is taken from its start (RFC 5545 §3.3.10)."""
        if self.days or self.freq == "DAILY" or {"BYMONTHDAY", "BYYEARDAY"} & set(self.numbers):
            return self
        if self.freq == "WEEKLY" or "BYWEEKNO" in self.numbers:
            return replace(self, days=(_Day(0, since.weekday()),))
        numbers = {**self.numbers, "BYMONTHDAY": (since.day,)}
        if self.freq == "YEARLY":
            numbers.setdefault("BYMONTH", (since.month,))
        return replace(self, numbers=numbers)

    def dates(self, year: int, since: date) -> list[date]:
        """Those of one year, in order. Looks at each of its days once: no rule takes longer."""
        new_year = date(year, 1, 1)
        begin = new_year - timedelta(days=(new_year.weekday() - self.week_start) % 7)
        days = (begin + timedelta(days=n) for n in range(6 + 366 + 6))  # weeks are whole
        dates: list[date] = []
        phase = self._period(since)
        for period, group in groupby(filter(self._fits, days), key=self._period):
            if (period - phase) % self.interval == 0:
                dates += _at_positions(list(group), self.numbers.get("BYSETPOS", ()))
        return [day for day in dates if day.year == year]

    def _period(self, day: date) -> int:
        if self.freq == "DAILY":
            return day.toordinal()
        if self.freq == "WEEKLY":
            return (day.toordinal() - 1 - self.week_start) // 7  # the first ordinal is a Monday
        return day.year * 12 + day.month if self.freq == "MONTHLY" else day.year

    def _fits(self, day: date) -> bool:
        if self.days and not any(
            weekday == day.weekday() and (nth == 0 or nth in self._nths(day))
            for nth, weekday in self.days
        ):
            return False
        return all(
            name == "BYSETPOS" or any(number in values for number in self._counted(name, day))
            for name, values in self.numbers.items()
        )

    def _nths(self, day: date) -> tuple[int, int]:
        in_year = self.freq == "YEARLY" and "BYMONTH" not in self.numbers
        from_start, from_end = self._counted("BYYEARDAY" if in_year else "BYMONTHDAY", day)
        return (from_start - 1) // 7 + 1, -((-from_end - 1) // 7) - 1

    def _counted(self, name: str, day: date) -> tuple[int, int]:
        """The day's number from the front and from the back: the 31st is also -1."""
        if name == "BYMONTH":
            return day.month, day.month
        if name == "BYMONTHDAY":
            return day.day, day.day - monthrange(day.year, day.month)[1] - 1
        if name == "BYWEEKNO":  # a week belongs to the year that has its fourth day
            day += timedelta(days=3 - (day.weekday() - self.week_start) % 7)
        number, length = day.timetuple().tm_yday, 365 + isleap(day.year)
        if name == "BYWEEKNO":
            return (number - 1) // 7 + 1, -((length - number) // 7) - 1
        return number, number - length - 1


@lru_cache(maxsize=1024)
def parse_rule(text: str) -> str:
    """A rule that people wrote, in its normal form. Raises RhythmNotUnderstood.

    Taken are the rules of RFC 5545 §3.3.10 that give dates without end: no COUNT or UNTIL (a
    rhythm stops by being changed), no hours (`at` is beside the rule), one line. A rule that no
    year fulfils, such as 30 February, is refused.
    """
    rule = _read(text)
    every = replace(rule, interval=1)
    if not any(every.dates(year, FIRST.date()) for year in range(2000, 2028)):
        raise RhythmNotUnderstood("No date ever fits this rule.")  # 28 years have every calendar
    return rule.text


@lru_cache(maxsize=1024)
def _read(text: str) -> _Rule:
    parts = _parts(text)
    freq, numbers = parts.pop("FREQ", ""), {}
    if freq not in _FREQUENCIES:
        raise RhythmNotUnderstood("FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY.")
    interval = _number("INTERVAL", parts.pop("INTERVAL", "1"), 1, _MAX_INTERVAL)
    week_start = _weekday("WKST", parts.pop("WKST", "MO"))
    days = parts.pop("BYDAY", "")
    for name, values in parts.items():
        numbers[name] = _numbers(name, values, freq)
    if list(numbers) == ["BYSETPOS"] and not days:
        raise RhythmNotUnderstood("BYSETPOS chooses among days, which another part names.")
    weeks_matter = freq == "WEEKLY" and (interval > 1 or "BYSETPOS" in numbers)
    return _Rule(
        freq=freq,
        interval=interval,
        days=_days(days, freq, numbers) if days else (),
        numbers=numbers,
        week_start=week_start if weeks_matter or "BYWEEKNO" in numbers else 0,
    )


def _parts(text: str) -> dict[str, str]:
    """What stands before and after each =. Names are known and come once."""
    line = text.strip().upper().removeprefix("RRULE:") if len(text) <= MAX_RULE_LENGTH else ""
    if not _SHAPE.fullmatch(line):
        raise RhythmNotUnderstood("This is no rule on one line such as FREQ=WEEKLY;BYDAY=FR.")
    pairs = [part.split("=") for part in line.split(";")]
    names = [name for name, _ in pairs]
    if {"COUNT", "UNTIL"} & set(names):
        raise RhythmNotUnderstood("A rhythm has no end; leave out COUNT and UNTIL.")
    if {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(names):
        raise RhythmNotUnderstood("The time of day stands beside the rule, not in it.")
    known = {"FREQ", "INTERVAL", "WKST", "BYDAY", *_LARGEST}
    if not known.issuperset(names) or len(set(names)) < len(names):
        raise RhythmNotUnderstood(f"A rule has these parts, each once: {', '.join(sorted(known))}.")
    return dict(pairs)


def _numbers(name: str, values: str, freq: str) -> tuple[int, ...]:
    if freq not in _GOES_WITH.get(name, _FREQUENCIES):
        raise RhythmNotUnderstood(f"{name} does not go with FREQ={freq}.")
    least = 1 if name == "BYMONTH" else -_LARGEST[name]
    found = {_number(name, value, least, _LARGEST[name]) for value in values.split(",")}
    return tuple(sorted(found, key=_front_first))


def _number(name: str, value: str, least: int, largest: int) -> int:
    if not _NUMBER.fullmatch(value) or not least <= int(value) <= largest or int(value) == 0:
        span = f"1 to {largest}" + (f" or -1 to {least}" if least < 0 else "")
        raise RhythmNotUnderstood(f"{name} takes whole numbers, {span}.")
    return int(value)


def _weekday(name: str, value: str) -> int:
    if value not in WEEKDAYS:
        raise RhythmNotUnderstood(f"{name} takes MO, TU, WE, TH, FR, SA or SU.")
    return WEEKDAYS.index(value)


def _days(values: str, freq: str, numbers: Mapping[str, tuple[int, ...]]) -> tuple[_Day, ...]:
    days = set()
    for value in values.split(","):
        match = _DAY.fullmatch(value)
        weekday = _weekday("BYDAY", match[2] if match else value)
        nth = _number("BYDAY", match[1], -53, 53) if match and match[1] else 0
        if nth and (freq not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in numbers):
            raise RhythmNotUnderstood("1FR and the like go with FREQ=MONTHLY or FREQ=YEARLY.")
        days.add(_Day(nth, weekday))
    return tuple(sorted(days, key=lambda day: (_front_first(day.nth), day.weekday)))


@lru_cache(maxsize=4096)
def _dates(rule: str, since: date, year: int) -> tuple[date, ...]:
    return tuple(_read(rule).dates(year, since))


def _at_positions(days: list[date], positions: tuple[int, ...]) -> list[date]:
    """BYSETPOS: of the days of one period those at these places, -1 being the last."""
    if not positions:
        return days
    places = {place - 1 if place > 0 else len(days) + place for place in positions}
    return [day for place, day in enumerate(days) if place in places]


def _front_first(number: int) -> tuple[bool, int]:
    return number < 0, number


# How people say it.


@dataclass(frozen=True)
class RhythmChoices:
    """What somebody chooses in a form: some days of each nth week, or of the month."""

    weekdays: tuple[int, ...]  # 0 is Monday
    every_weeks: int = 1
    of_month: tuple[int, ...] = ()  # 1 is the first, -1 the last; empty: by weeks


def rule_from_choices(choices: RhythmChoices) -> str:
    """The rule for what was chosen, in normal form. Raises RhythmNotUnderstood."""
    if not choices.weekdays or not set(choices.weekdays) <= set(range(7)):
        raise RhythmNotUnderstood("Choose at least one day of the week.")
    if choices.of_month and choices.every_weeks != 1:
        raise RhythmNotUnderstood("Choose either every few weeks or days of the month.")
    if not set(choices.of_month) <= set(CHOOSABLE):
        raise RhythmNotUnderstood("Choose from the first, second, third, fourth and last.")
    names = [f"{nth}{WEEKDAYS[day]}" for nth in choices.of_month for day in choices.weekdays]
    if names:
        return parse_rule(f"FREQ=MONTHLY;BYDAY={','.join(names)}")
    days = ",".join(WEEKDAYS[day] for day in choices.weekdays)
    return parse_rule(f"FREQ=WEEKLY;INTERVAL={choices.every_weeks};BYDAY={days}")


def choices_from_rule(rule: str) -> RhythmChoices | None:
    """What to fill into the form; None for a rule that a form cannot say.

    Of a rhythm take its `rule`, where the days are written out. Raises RhythmNotUnderstood.
    """
    choices = _choices(_read(rule))
    return choices if choices and set(choices.of_month) <= set(CHOOSABLE) else None


def describe(rhythm: Rhythm) -> str:
    """The rhythm in plain English: Fridays, 13:00 to 14:00, London."""
    start = datetime.combine(rhythm.since, rhythm.at)
    end = start + timedelta(minutes=rhythm.minutes)
    choices = _choices(_read(rhythm.rule))
    days = _say(choices) if choices else f"by its own rule ({rhythm.rule})"
    place = rhythm.zone.rpartition("/")[2].replace("_", " ")
    return f"{days[0].upper()}{days[1:]}, {start:%H:%M} to {end:%H:%M}, {place}"


def _choices(rule: _Rule) -> RhythmChoices | None:
    nths = tuple(dict.fromkeys(day.nth for day in rule.days))
    weekdays = tuple(sorted({day.weekday for day in rule.days}))
    if rule.numbers or rule.week_start or len(rule.days) != len(nths) * len(weekdays):
        return None
    if rule.freq == "DAILY" and rule.interval == 1:
        return RhythmChoices(weekdays or tuple(range(7)))
    if rule.freq == "WEEKLY" and weekdays:
        return RhythmChoices(weekdays, every_weeks=rule.interval)
    if rule.freq == "MONTHLY" and rule.interval == 1 and nths and set(nths) <= set(ORDINALS):
        return RhythmChoices(weekdays, of_month=nths)
    return None


def _say(choices: RhythmChoices) -> str:
    names = [WEEKDAY_NAMES[day] for day in choices.weekdays]
    plural = _listed(f"{name}s" for name in names)
    if choices.of_month:
        which = _listed(ORDINALS[nth] for nth in choices.of_month)
        days = plural if len(choices.of_month) > 1 else _listed(names)
        return f"{which} {days} of the month"
    if choices.every_weeks > 1:
        nth = ORDINALS.get(choices.every_weeks)
        if nth and len(names) == 1:
            return f"every {nth} {names[0]}"
        return f"every {choices.every_weeks} weeks on {plural}"
    return "every day" if len(names) == 7 else plural


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
