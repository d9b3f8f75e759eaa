"""The calendar feed, read back by icalendar and, for its clocks, by dateutil."""

import io
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from goodtalk.communities.calendar import CalendarEntry, calendar_feed
from goodtalk.communities.rhythm import Rhythm

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
unhurried = settings(deadline=None, max_examples=60)  # a busy machine is no failure


def make_entry(number=1, **changes):
    starts_at = changes.pop("starts_at", datetime(2026, 3, 27, 13, tzinfo=UTC))
    usual = {"uid": f"chat-{number}@talk.example", "title": "#lgovsm: Potholes"}
    usual |= {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    return CalendarEntry(**(usual | changes))


def make_feed(*entries, name="Local gov", zone="Europe/London"):
    return calendar_feed(name=name, zone=zone, entries=entries, now=NOW)


def year_of_hours(zone, at):
    rhythm = Rhythm("FREQ=DAILY", at=at, zone=zone, minutes=60, since=date(2026, 1, 1))
    slots = rhythm.next_slots(datetime(2026, 1, 1, tzinfo=UTC), 365)
    return [make_entry(number, starts_at=slot.starts_at) for number, slot in enumerate(slots)]


def read_independently(feed, zone):
    """The starts, by nothing but the feed's own VTIMEZONE as dateutil understands it."""
    clock = tzical(io.StringIO(feed.decode())).get(zone)
    times = re.findall(rb"DTSTART(?:;TZID=[^:]+)?:(\d{8}T\d{6})(Z?)\r\nDTEND", feed)
    return [
        datetime.strptime(text.decode(), "%Y%m%dT%H%M%S")
        .replace(tzinfo=UTC if is_utc else clock)
        .astimezone(UTC)
        for text, is_utc in times
    ]


def test_a_feed_is_what_rfc_5545_and_7986_ask_for():
    feed = make_feed(
        make_entry(
            title="#lgovsm: Potholes, gullies; grit",
            description="Welcome.\nBring tea.",
            url="https://talk.example/lgovsm/2026-03-27/",
            sequence=7,
            last_modified=datetime(2026, 3, 19, 8, 30, tzinfo=UTC),
        ),
        name="Local gov, Fridays",
    )

    assert feed.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Goodtalk//Hours of a community//EN",
        "METHOD:PUBLISH",
        r"NAME:Local gov\, Fridays",
        r"X-WR-CALNAME:Local gov\, Fridays",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:STANDARD",
        "DTSTART:20251026T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T010000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:BST",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        r"SUMMARY:#lgovsm: Potholes\, gullies\; grit",
        "DTSTART;TZID=Europe/London:20260327T130000",
        "DTEND;TZID=Europe/London:20260327T140000",
        "DTSTAMP:20260320T090000Z",
        "UID:chat-1@talk.example",
        "SEQUENCE:7",
        r"DESCRIPTION:Welcome.\nBring tea.",
        "LAST-MODIFIED:20260319T083000Z",
        "STATUS:CONFIRMED",
        "URL:https://talk.example/lgovsm/2026-03-27/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancelled_hour_stays_in_the_feed_and_says_so():
    event = Calendar.from_ical(make_feed(make_entry(cancelled=True))).events[0]

    assert (event["UID"], event["STATUS"]) == ("chat-1@talk.example", "CANCELLED")


def test_a_community_without_hours_has_an_empty_calendar():
    calendar = Calendar.from_ical(make_feed())

    assert (calendar.subcomponents, str(calendar["X-WR-CALNAME"])) == ([], "Local gov")


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/London", ["BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU;BYMONTH=3"]),
        ("Europe/Dublin", ["BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU;BYMONTH=3"]),
        ("America/New_York", ["BYDAY=1SU;BYMONTH=11", "BYDAY=2SU;BYMONTH=3"]),
        ("Australia/Sydney", ["BYDAY=1SU;BYMONTH=4", "BYDAY=1SU;BYMONTH=10"]),
        ("Asia/Kolkata", []),
        ("Africa/Casablanca", []),  # by the moon: each change by itself
    ],
)
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30), time(13), time(21)])
def test_every_hour_of_a_year_is_at_the_same_instant_for_another_reader(zone, rules, at):
    entries = year_of_hours(zone, at)

    feed = make_feed(*entries, zone=zone)

    assert re.findall(r"RRULE:FREQ=YEARLY;(.*)\r", feed.decode()) == rules
    assert read_independently(feed, zone) == [entry.starts_at for entry in entries]
    assert [event.start for event in Calendar.from_ical(feed).events] == [
        entry.starts_at for entry in entries
    ]


def test_half_past_one_for_the_second_time_that_night_is_written_in_utc():
    entry = make_entry(starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    feed = make_feed(entry)

    assert b"\r\nDTSTART:20261025T013000Z\r\nDTEND:20261025T023000Z\r\n" in feed


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_universal_time_needs_no_zone(zone):
    feed = make_feed(make_entry(), zone=zone)

    assert read_independently(feed, zone) == [make_entry().starts_at]
    assert b"TZID" not in feed


def test_hours_of_years_with_different_laws_are_all_right():
    entries = [  # the United States moved both changes in 2007
        make_entry(number, starts_at=datetime(2006, 1, 1, 18, tzinfo=UTC) + timedelta(days=number))
        for number in range(900)
    ]

    feed = make_feed(*entries, zone="America/New_York")

    assert read_independently(feed, "America/New_York") == [entry.starts_at for entry in entries]


HOSTILE = [
    "Potholes\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Buy",
    "Potholes\nATTACH:https://evil.example/",
    "Potholes\rBEGIN:VALARM",
    "Potholes\u2028BEGIN:VEVENT\x85BEGIN:VEVENT\x0bBEGIN:VEVENT",
    "Potholes\x00\x1b[2J\ud800",
    "Potholes \\n \\; \\, \\",
    "x" * 500,
    "Straßenlöcher 🕳️ " * 40,
]
any_text = st.text(st.characters(codec=None), max_size=200) | st.sampled_from(HOSTILE)


@unhurried
@given(title=any_text, description=any_text, name=any_text, uid=any_text, url=any_text)
def test_no_text_breaks_out_of_its_property(title, description, name, uid, url):
    entry = make_entry(uid=uid, title=title, description=description, url=url)

    feed = make_feed(entry, name=name)

    lines = feed.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?!\n)", feed)
    harmless = make_feed(make_entry(description=description and "x", url=url and "x"))
    assert properties(feed) == properties(harmless)


def properties(feed):
    lines = feed.replace(b"\r\n ", b"").split(b"\r\n")
    return [re.match(rb"[A-Z-]*", line)[0] for line in lines]


@pytest.mark.parametrize("title", ["Potholes, gullies; grit: yes", "5 o’clock 🕳️ \\ Straße", "\t"])
def test_a_title_comes_back_as_it_was_written(title):
    event = Calendar.from_ical(make_feed(make_entry(title=title))).events[0]

    assert str(event["SUMMARY"]) == title
