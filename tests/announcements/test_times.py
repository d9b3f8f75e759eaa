"""When an announcement falls due, and when it is too late for it."""

from datetime import timedelta

import pytest

from goodtalk.announcements.models import Which
from goodtalk.announcements.times import good_until, latest
from tests.hour import at

HOUR = at("13:00")


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), "week"),
        (timedelta(days=4), "week"),
        (timedelta(days=4) - timedelta(seconds=1), None),  # too late for it, too soon for the next
        (timedelta(days=1, seconds=1), None),
        (timedelta(days=1), "day"),
        (timedelta(hours=11), None),
        (timedelta(hours=1), "hour"),
        (timedelta(minutes=15), "hour"),
        (timedelta(minutes=14), None),
    ],
)
def test_the_latest_whose_moment_has_come_is_due_while_it_makes_sense(make_chat, before, due):
    chat = make_chat(state="planned")

    assert latest(chat, HOUR - before) == due


@pytest.mark.parametrize(
    ("clock", "due"), [("13:00", "live"), ("13:20", "live"), ("13:21", None), ("14:00", None)]
)
def test_an_hour_that_is_on_is_told_of_at_its_beginning(make_chat, clock, due):
    assert latest(make_chat(state="live"), at(clock)) == due


def test_an_hour_that_is_over_is_not_told_of(make_chat):
    assert latest(make_chat(state="closed"), at("13:10")) is None


def test_each_is_good_until_the_next_one_takes_its_place(make_chat):
    chat = make_chat()

    assert [good_until(chat, which) for which in Which] == [
        HOUR - timedelta(days=1), at("12:00"), HOUR, at("14:00")
    ]  # fmt: skip
