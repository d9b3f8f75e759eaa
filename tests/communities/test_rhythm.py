"""Dates, clocks and words of a rhythm; dateutil.rrule is asked for a second opinion."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from goodtalk.communities.rhythm import (
    WEEKDAYS,
    Rhythm,
    RhythmChoices,
    RhythmNotUnderstood,
    Slot,
    choices_from_rule,
    describe,
    parse_rule,
    rule_from_choices,
)

FRIDAYS = "FREQ=WEEKLY;BYDAY=FR"
TWICE_A_MONTH = "FREQ=MONTHLY;BYDAY=1TH,3TH"
NO_RULE = "This is no rule on one line such as FREQ=WEEKLY;BYDAY=FR."
PARTS = (
    "A rule has these parts, each once: "
    "BYDAY, BYMONTH, BYMONTHDAY, BYSETPOS, BYWEEKNO, BYYEARDAY, FREQ, INTERVAL, WKST."
)
YEARS = timedelta(days=3 * 365)
unhurried = settings(deadline=None, max_examples=60)  # a busy machine is no failure


def make_rhythm(rule=FRIDAYS, **changes):
    usual = {"at": time(13), "zone": "Europe/London", "minutes": 60, "since": date(2026, 1, 5)}
    return Rhythm(rule, **(usual | changes))


def in_new_york(**changes):
    return make_rhythm(TWICE_A_MONTH, **({"at": time(21), "zone": "America/New_York"} | changes))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def starts(rhythm, after, before):
    return [f"{slot.starts_at:%m-%d %H:%M}" for slot in rhythm.slots(utc(after), utc(before))]


def days(rhythm, after, before):
    return [slot.day.isoformat() for slot in rhythm.slots(utc(after), utc(before))]


# Clocks


def test_one_o_clock_in_london_is_one_o_clock_there_all_year():
    rhythm = make_rhythm()

    spring = starts(rhythm, "2026-03-25", "2026-04-05")
    autumn = starts(rhythm, "2026-10-20", "2026-11-01")

    assert spring == ["03-27 13:00", "04-03 12:00"]
    assert autumn == ["10-23 12:00", "10-30 13:00"]


def test_nine_in_the_evening_in_new_york_is_the_next_day_elsewhere_and_the_same_day_there():
    spring = list(in_new_york().slots(utc("2026-03-01"), utc("2026-04-01")))
    autumn = list(in_new_york().slots(utc("2026-10-10"), utc("2026-11-10")))

    assert [(str(slot.day), f"{slot.starts_at:%m-%d %H:%M}") for slot in spring + autumn] == [
        ("2026-03-05", "03-06 02:00"),
        ("2026-03-19", "03-20 01:00"),
        ("2026-10-15", "10-16 01:00"),
        ("2026-11-05", "11-06 02:00"),
    ]


@pytest.mark.parametrize(
    ("zone", "at", "day", "starts_at"),
    [
        ("Europe/London", time(1, 30), "2026-03-29", "2026-03-29 01:30"),  # 02:30, moved forward
        ("Europe/London", time(1, 30), "2026-10-25", "2026-10-25 00:30"),  # the first of two
        ("America/New_York", time(2, 30), "2026-03-08", "2026-03-08 07:30"),  # 03:30
        ("America/New_York", time(1, 30), "2026-11-01", "2026-11-01 05:30"),
        ("America/Sao_Paulo", time(0), "2018-11-04", "2018-11-04 03:00"),  # 01:00
    ],
)
def test_a_time_that_the_clock_skips_moves_forward_and_of_two_the_first_counts(
    zone, at, day, starts_at
):
    rhythm = make_rhythm("FREQ=DAILY", zone=zone, at=at)

    slot = rhythm.slot_of(utc(starts_at))

    assert (slot.day.isoformat(), slot.starts_at) == (day, utc(starts_at))


def test_an_hour_lasts_an_hour_on_the_night_the_clocks_change():
    rhythm = make_rhythm("FREQ=WEEKLY;BYDAY=SU", at=time(0, 30))

    slot = rhythm.slot_of(utc("2026-03-29 00:30"))

    assert slot.ends_at - slot.starts_at == timedelta(minutes=60)


def test_a_day_that_a_place_never_had_makes_no_second_hour():
    rhythm = make_rhythm("FREQ=DAILY", zone="Pacific/Apia")  # crossed the date line

    assert days(rhythm, "2011-12-29", "2012-01-01") == ["2011-12-29", "2011-12-31", "2012-01-01"]


# Rules


def test_fridays_go_back_to_years_before_the_community():
    assert days(make_rhythm(), "2014-12-20", "2015-01-12") == [
        "2014-12-26", "2015-01-02", "2015-01-09",
    ]  # fmt: skip


def test_every_second_week_keeps_its_step_before_since():
    rhythm = make_rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", since=date(2026, 1, 6))

    assert days(rhythm, "2025-12-01", "2026-01-30") == [
        "2025-12-09", "2025-12-23", "2026-01-06", "2026-01-20",
    ]  # fmt: skip


def test_a_fifth_thursday_comes_in_months_that_have_one():
    assert days(make_rhythm("FREQ=MONTHLY;BYDAY=5TH"), "2026-01-01", "2026-09-01") == [
        "2026-01-29", "2026-04-30", "2026-07-30",
    ]  # fmt: skip


def test_the_last_friday_is_the_fourth_or_the_fifth():
    assert days(make_rhythm("FREQ=MONTHLY;BYDAY=-1FR"), "2026-01-01", "2026-04-01") == [
        "2026-01-30", "2026-02-27", "2026-03-27",
    ]  # fmt: skip


def test_a_leap_day_comes_every_four_years_but_not_in_1900_or_2100():
    rhythm = make_rhythm("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")

    assert days(rhythm, "2018-01-01", "2029-01-01") == ["2020-02-29", "2024-02-29", "2028-02-29"]
    assert days(rhythm, "2095-01-01", "2105-01-01") == ["2096-02-29", "2104-02-29"]


def test_the_31st_is_left_out_of_short_months():
    rhythm = make_rhythm("FREQ=MONTHLY;BYMONTHDAY=31")

    assert days(rhythm, "2026-01-01", "2026-06-01") == ["2026-01-31", "2026-03-31", "2026-05-31"]


def test_plain_and_counted_days_of_the_month_add_up():
    rhythm = make_rhythm("FREQ=MONTHLY;BYDAY=1TU,FR")  # dateutil finds nothing here

    assert days(rhythm, "2026-06-01", "2026-07-01") == [
        "2026-06-02", "2026-06-05", "2026-06-12", "2026-06-19", "2026-06-26",
    ]  # fmt: skip


def test_a_rule_without_days_takes_the_day_of_since():
    rules = ["FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=DAILY"]

    assert [make_rhythm(rule, since=date(2026, 3, 31)).rule for rule in rules] == [
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31",
        "FREQ=YEARLY;BYDAY=TU;BYWEEKNO=20",
        "FREQ=DAILY",
    ]


def numbers(least, largest):
    values = st.integers(least, largest).filter(bool)
    return st.lists(values, min_size=1, max_size=3).map(lambda found: ",".join(map(str, found)))


def counted_days(largest):
    day = st.builds("{}{}".format, st.integers(-largest, largest).filter(bool), weekdays)
    return st.lists(day, min_size=1, max_size=3).map(",".join)


weekdays = st.sampled_from(WEEKDAYS)
plain_days = st.lists(weekdays, min_size=1, max_size=3).map(",".join)
months = {"BYMONTH": numbers(1, 12)}
places = {"BYSETPOS": numbers(-3, 3)}
parts_of = {
    "DAILY": months | {"BYDAY": plain_days, "BYMONTHDAY": numbers(-31, 31)},
    "WEEKLY": months | places | {"WKST": weekdays},
    "MONTHLY": months | places | {"BYDAY": plain_days | counted_days(5)},
    "YEARLY": months | places | {"BYDAY": plain_days | counted_days(53)},
}
parts_of["YEARLY-by-day"] = places | {"BYYEARDAY": numbers(-366, 366), "BYDAY": plain_days}
# Counted from the back, dateutil misses the first week of a year where it begins in December.
parts_of["YEARLY-by-week"] = places | {"BYWEEKNO": numbers(-50, 53), "WKST": weekdays}
needed_in = {"WEEKLY": plain_days, "YEARLY-by-week": plain_days}


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(sorted(parts_of)))
    parts = draw(st.fixed_dictionaries({}, optional=parts_of[kind]))
    if kind in needed_in:
        parts["BYDAY"] = draw(needed_in[kind])
    parts = {"FREQ": kind.partition("-")[0], "INTERVAL": draw(st.integers(1, 3)), **parts}
    return ";".join(f"{name}={value}" for name, value in parts.items())


def accepted(rule):
    try:
        return parse_rule(rule)
    except RhythmNotUnderstood:
        return None


@unhurried
@given(rules(), st.dates(date(2010, 1, 1), date(2030, 12, 31)))
def test_dateutil_finds_the_same_dates(rule, since):
    assume(accepted(rule))
    rhythm = make_rhythm(rule, since=since)
    begin = since
    if "WEEKLY" in rule:  # dateutil would count places from the middle of its first week
        week_start = WEEKDAYS.index(rhythm.rule.partition("WKST=")[2] or "MO")
        begin -= timedelta(days=(since.weekday() - week_start) % 7)
    first, last = datetime.combine(since, time()), datetime.combine(since, time(23)) + YEARS

    slots = rhythm.slots(first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))

    found = rrulestr(rhythm.rule, dtstart=datetime.combine(begin, time()))
    try:
        expected = [day.date() for day in takewhile(lambda day: day <= last, found) if day >= first]
    except IndexError:  # dateutil falls over the sixteenth Monday of a month; there is none
        reject()
    assert [slot.day for slot in slots] == expected


def test_a_rule_has_one_normal_form():
    assert parse_rule(" rrule:byday=+3th,1TH,1th;interval=01;wkst=su;freq=monthly\n") == (
        TWICE_A_MONTH
    )


@unhurried
@given(rules())
def test_the_normal_form_of_a_normal_form_is_itself(rule):
    assume(normal := accepted(rule))

    assert parse_rule(normal) == normal


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", NO_RULE),
        ("Fridays at one", NO_RULE),
        (f"DTSTART:20260105T130000\nRRULE:{FRIDAYS}", NO_RULE),
        (FRIDAYS + "," * 300, NO_RULE),
        ("FREQ=WEEKLY;BYDAY=ＦＲ", NO_RULE),
        ("BYDAY=FR", "FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY."),
        ("FREQ=HOURLY", "FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY."),
        (FRIDAYS + ";COUNT=10", "A rhythm has no end; leave out COUNT and UNTIL."),
        (FRIDAYS + ";UNTIL=20270101", "A rhythm has no end; leave out COUNT and UNTIL."),
        (FRIDAYS + ";BYHOUR=13", "The time of day stands beside the rule, not in it."),
        (FRIDAYS + ";BYDAY=MO", PARTS),
        (FRIDAYS + ";BYEASTER=0", PARTS),
        (FRIDAYS + ";INTERVAL=0", "INTERVAL takes whole numbers, 1 to 366."),
        (FRIDAYS + ";INTERVAL=999999999", "INTERVAL takes whole numbers, 1 to 366."),
        ("FREQ=WEEKLY;BYDAY=FRI", "BYDAY takes MO, TU, WE, TH, FR, SA or SU."),
        ("FREQ=WEEKLY;BYDAY=1FR", "1FR and the like go with FREQ=MONTHLY or FREQ=YEARLY."),
        ("FREQ=MONTHLY;BYDAY=0FR", "BYDAY takes whole numbers, 1 to 53 or -1 to -53."),
        ("FREQ=MONTHLY;BYMONTH=-1", "BYMONTH takes whole numbers, 1 to 12."),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY."),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS chooses among days, which another part names."),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "No date ever fits this rule."),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "No date ever fits this rule."),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(RhythmNotUnderstood) as refused:
        parse_rule(text)

    assert str(refused.value) == sentence


@unhurried
@given(st.text(alphabet="FREQ=WEKLYMONTH;BDAI,1234-+:\n\u0131", max_size=400) | st.text())
def test_any_text_is_a_rule_or_refused(text):
    normal = accepted(text)

    assert normal is None or len(normal) <= 300


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Europe/Londinium"},
        {"zone": "../../etc/passwd"},
        {"zone": "Europe"},
        {"zone": ""},
        {"minutes": 0},
        {"minutes": 1441},
        {"moves": {date(2026, 1, 9): datetime(2026, 1, 8, 13)}},
    ],
)
def test_a_rhythm_has_a_known_zone_a_length_and_moves_that_name_an_instant(wrong):
    with pytest.raises(RhythmNotUnderstood):
        make_rhythm(**wrong)


def test_a_rule_that_misses_its_own_step_forever_ends_the_search():
    rhythm = make_rhythm("FREQ=DAILY;INTERVAL=7;BYDAY=FR", since=date(2026, 1, 6))  # a Tuesday

    assert rhythm.next_slots(utc("2026-01-06"), 3) == []


# What was changed by hand


def test_a_skipped_date_has_no_hour():
    rhythm = make_rhythm(skips=frozenset({date(2026, 12, 25)}))

    assert days(rhythm, "2026-12-15", "2027-01-05") == ["2026-12-18", "2027-01-01"]
    assert rhythm.slot_of(utc("2026-12-25 13:30")) is None


def test_a_moved_date_stands_where_it_was_moved_to_even_in_another_year():
    moved_to = datetime(2027, 1, 4, 18, tzinfo=ZoneInfo("Europe/London"))
    rhythm = make_rhythm(moves={date(2026, 12, 25): moved_to})

    assert list(rhythm.slots(utc("2026-12-20"), utc("2027-01-09"))) == [
        Slot(date(2027, 1, 1), utc("2027-01-01 13:00"), utc("2027-01-01 14:00")),
        Slot(
            date(2027, 1, 4),
            utc("2027-01-04 18:00"),
            utc("2027-01-04 19:00"),
            moved_from=date(2026, 12, 25),
        ),
        Slot(date(2027, 1, 8), utc("2027-01-08 13:00"), utc("2027-01-08 14:00")),
    ]


def test_a_move_of_a_date_that_the_rule_no_longer_has_is_forgotten():
    rhythm = make_rhythm(moves={date(2026, 12, 24): utc("2026-12-23 13:00")})

    assert days(rhythm, "2026-12-22", "2026-12-31") == ["2026-12-25"]


def test_a_date_moved_onto_another_makes_one_hour_of_two():
    rhythm = make_rhythm(moves={date(2026, 1, 9): utc("2026-01-16 13:00")})

    assert days(rhythm, "2026-01-05", "2026-01-20") == ["2026-01-16"]


# Looking for one


def test_slots_include_their_first_instant_and_not_their_last():
    assert starts(make_rhythm(), "2026-01-09 13:00", "2026-01-16 13:00") == ["01-09 13:00"]


def test_the_next_hours_begin_from_now_on():
    coming = make_rhythm().next_slots(utc("2026-01-09 13:01"), 2)

    assert [slot.day for slot in coming] == [date(2026, 1, 16), date(2026, 1, 23)]


@pytest.mark.parametrize(
    ("said_at", "day"),
    [
        ("2014-10-24 11:44:59", None),
        ("2014-10-24 11:45", date(2014, 10, 24)),  # a quarter of an hour early
        ("2014-10-24 12:59", date(2014, 10, 24)),
        ("2014-10-24 14:30", date(2014, 10, 24)),  # an hour and a half late
        ("2014-10-24 14:30:01", None),
        ("2014-10-31 12:45", date(2014, 10, 31)),  # after the clocks went back
        ("0001-01-01 13:00", None),
        ("9999-12-31 23:59", None),
    ],
)
def test_a_post_from_an_archive_finds_its_hour(said_at, day):
    slot = make_rhythm().slot_of(utc(said_at))

    assert (slot and slot.day) == day


def test_talk_after_midnight_on_new_year_belongs_to_the_old_year():
    rhythm = make_rhythm("FREQ=DAILY", at=time(22, 45))

    assert rhythm.slot_of(utc("2026-01-01 00:30")).day == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("said_at", "started_at"),
    [
        ("12:59", "12:00"),  # on, though the next lobby is open
        ("13:20", "12:00"),  # between two: it spilled
        ("13:40", "13:35"),  # on, though the one before may still spill
    ],
)
def test_of_two_hours_that_touch_the_one_that_was_on_wins_then_the_one_it_spilled_from(
    said_at, started_at
):
    moves = {date(2026, 1, 9): utc("2026-01-16 12:00"), date(2026, 1, 16): utc("2026-01-16 13:35")}
    rhythm = make_rhythm(moves=moves)

    slot = rhythm.slot_of(utc(f"2026-01-16 {said_at}"))

    assert f"{slot.starts_at:%H:%M}" == started_at


zones = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Sydney"])
after_breakfast = st.times(time(4)).map(lambda at: at.replace(microsecond=0))  # clocks are set
dates = st.dates(date(2012, 1, 1), date(2030, 12, 31))
aware = st.datetimes(datetime(2012, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))


@st.composite
def rhythms(draw):
    rule = draw(rules())
    assume(accepted(rule))
    at, since, minutes = draw(after_breakfast), draw(dates), draw(st.integers(1, 1440))
    plain = make_rhythm(rule, zone=draw(zones), at=at, since=since, minutes=minutes)
    days = [slot.day for slot in plain.next_slots(utc("2026-01-01"), 20)] or [since]
    skips = draw(st.frozensets(st.sampled_from(days)))
    return replace(plain, skips=skips, moves=draw(st.dictionaries(st.sampled_from(days), aware)))


@unhurried
@given(rhythms())
def test_hours_come_in_order_and_at_their_local_time(rhythm):
    slots = rhythm.next_slots(utc("2025-06-01"), 60)

    starts = [slot.starts_at for slot in slots]
    local = [start.astimezone(ZoneInfo(rhythm.zone)) for start in starts]
    assert starts == sorted(set(starts))
    assert [slot.day for slot in slots] == [start.date() for start in local]
    by_rule = {start for start, slot in zip(local, slots, strict=True) if not slot.moved_from}
    assert {start.time() for start in by_rule} <= {rhythm.at}
    assert not rhythm.skips & {slot.moved_from or slot.day for slot in slots}


@unhurried
@given(rhythms())
def test_an_hour_is_found_again_from_its_first_moment(rhythm):
    slots = rhythm.next_slots(utc("2014-01-01"), 30)

    assert [rhythm.slot_of(slot.starts_at) for slot in slots] == slots


# Words


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (make_rhythm(), "Fridays, 13:00 to 14:00, London"),
        (make_rhythm("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
         "Every second Tuesday, 13:00 to 14:00, London"),
        (in_new_york(),
         "First and third Thursdays of the month, 21:00 to 22:00, New York"),
        (make_rhythm("FREQ=MONTHLY;BYDAY=-1FR"),
         "Last Friday of the month, 13:00 to 14:00, London"),
        (make_rhythm("FREQ=MONTHLY;BYDAY=1MO,1FR"),
         "First Monday and Friday of the month, 13:00 to 14:00, London"),
        (make_rhythm("FREQ=WEEKLY;BYDAY=FR,MO,WE"),
         "Mondays, Wednesdays and Fridays, 13:00 to 14:00, London"),
        (make_rhythm("FREQ=WEEKLY;INTERVAL=6;BYDAY=FR"),
         "Every 6 weeks on Fridays, 13:00 to 14:00, London"),
        (make_rhythm("FREQ=DAILY", at=time(23, 30), zone="UTC"), "Every day, 23:30 to 00:30, UTC"),
        (make_rhythm("FREQ=DAILY;BYDAY=FR"), "Fridays, 13:00 to 14:00, London"),
        (make_rhythm("FREQ=MONTHLY;BYDAY=1MO,2FR", minutes=90),
         "By its own rule (FREQ=MONTHLY;BYDAY=1MO,2FR), 13:00 to 14:30, London"),
    ],
)  # fmt: skip
def test_a_rhythm_is_said_as_people_say_it(rhythm, words):
    assert describe(rhythm) == words


some_weekdays = st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple)
some_of_month = st.sets(st.sampled_from([1, 2, 3, 4]), min_size=1).map(sorted).map(tuple)
choices = st.builds(RhythmChoices, some_weekdays, every_weeks=st.integers(1, 20)) | st.builds(
    RhythmChoices, some_weekdays, of_month=some_of_month | st.just((1, -1))
)


@unhurried
@given(choices)
def test_what_was_chosen_fills_the_form_again(chosen):
    assert choices_from_rule(rule_from_choices(chosen)) == chosen


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;BYDAY=5TH", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU",
     "FREQ=DAILY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1", "FREQ=WEEKLY"],
)  # fmt: skip
def test_a_rule_that_the_form_cannot_say_fills_nothing(rule):
    assert choices_from_rule(rule) is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (RhythmChoices(()), "Choose at least one day of the week."),
        (RhythmChoices((7,)), "Choose at least one day of the week."),
        (RhythmChoices((4,), every_weeks=2, of_month=(1,)),
         "Choose either every few weeks or days of the month."),
        (RhythmChoices((4,), of_month=(5,)),
         "Choose from the first, second, third, fourth and last."),
        (RhythmChoices((4,), every_weeks=0), "INTERVAL takes whole numbers, 1 to 366."),
    ],
)  # fmt: skip
def test_choices_that_make_no_rule_are_refused_in_one_sentence(wrong, sentence):
    with pytest.raises(RhythmNotUnderstood) as refused:
        rule_from_choices(wrong)

    assert str(refused.value) == sentence


def test_a_month_has_no_sixteenth_monday():
    rhythm = make_rhythm("FREQ=YEARLY;BYMONTH=10;BYDAY=1MO,16MO", since=date(2010, 1, 1))

    slots = rhythm.slots(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))

    assert [slot.day for slot in slots] == [date(2026, 10, 5), date(2027, 10, 4)]
