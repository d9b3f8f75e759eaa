"""Dates of the rhythm that are skipped, moved, and as usual again."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from goodtalk.communities.changed_dates import (
    NotAhead,
    coming_dates,
    date_ahead,
    move_date,
    skip_date,
    undo_change,
)
from goodtalk.communities.models import Community
from tests.hour import FRIDAY, at

WEEK = timedelta(days=7)


def test_ten_dates_are_ahead_and_the_one_that_has_begun_is_not(make_community):
    community = make_community()

    before = [one.day for one in coming_dates(community, now=at("12:59"))]
    after = [one.day for one in coming_dates(community, now=at("13:01"))]

    assert before == [FRIDAY + WEEK * n for n in range(10)]
    assert after == [FRIDAY + WEEK * n for n in range(1, 11)]


def test_a_skipped_and_a_moved_date_stay_on_the_list_with_what_became_of_them(make_community):
    community = make_community()
    skip_date(community, FRIDAY, reason="Council elections")
    move_date(community, FRIDAY + WEEK, to=at("15:00") + timedelta(days=6), reason="")

    first, second, third, *_ = coming_dates(community, now=at("09:00"))

    assert (first.day, first.change.moved_to, first.change.reason) == (
        FRIDAY, None, "Council elections"
    )  # fmt: skip
    assert (second.day, second.change.moved_to) == (FRIDAY + WEEK, at("15:00") + timedelta(days=6))
    assert (third.day, third.change) == (FRIDAY + WEEK * 2, None)


def test_the_rhythm_follows_each_change_and_its_undoing(make_community):
    community = make_community()
    hours = [next_hour()]
    for change in (
        lambda: skip_date(community, FRIDAY, reason=""),
        lambda: move_date(community, FRIDAY, to=at("18:00"), reason=""),
        lambda: undo_change(community, FRIDAY),
    ):
        change()
        hours.append(next_hour())

    assert hours == [at("13:00"), at("13:00") + WEEK, at("18:00"), at("13:00")]


def next_hour():
    return Community.objects.get().rhythm.next_slots(at("09:00"), 1)[0].starts_at


def test_a_change_far_ahead_is_listed_so_that_it_can_be_undone(make_community):
    community, far = make_community(), FRIDAY + WEEK * 30
    skip_date(community, far, reason="")

    listed = coming_dates(community, now=at("09:00"))

    assert [one.day for one in listed][-2:] == [FRIDAY + WEEK * 9, far]


def test_an_hour_that_was_moved_to_later_can_be_changed_after_its_usual_time(make_community):
    community = make_community()
    move_date(community, FRIDAY, to=at("19:00"), reason="")

    listed = coming_dates(community, now=at("14:00"))

    assert listed[0] == date_ahead(community, FRIDAY, now=at("14:00"))
    with pytest.raises(NotAhead):
        date_ahead(community, FRIDAY, now=at("19:01"))


@pytest.mark.parametrize(
    "day",
    [
        FRIDAY + timedelta(days=1),
        FRIDAY - WEEK,
        date(1, 1, 1),
        date(2199, 12, 31),
        date(9999, 12, 31),
    ],
)
def test_a_day_without_an_hour_to_come_cannot_be_changed(make_community, day):
    with pytest.raises(NotAhead):
        date_ahead(make_community(), day, now=at("09:00"))


def test_a_change_that_the_rule_has_left_behind_is_not_listed(make_community):
    community = make_community()
    skip_date(community, FRIDAY, reason="")
    community.rule = "FREQ=WEEKLY;BYDAY=MO"
    community.save()

    assert {one.change for one in coming_dates(community, now=at("09:00"))} == {None}


def test_dates_are_named_by_the_community_s_own_clock(make_community):
    community = make_community(at=time(8), zone="Pacific/Auckland")

    first = coming_dates(community, now=datetime(2026, 11, 26, 12, tzinfo=UTC))[0]

    assert (first.day, first.slot.starts_at) == (FRIDAY, datetime(2026, 11, 26, 19, tzinfo=UTC))
