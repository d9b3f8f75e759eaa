"""How far a timeline has been read."""

import pytest

from goodtalk.doors.fediverse.gathering.marks import Mark, is_number, order
from tests.hour import at


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("99", "100"),
        ("103206804086086361", "103206804533200177"),  # Mastodon
        ("9vLWbhdtkO3TAGuEtE", "AfLlkS4ViWJjoLw1GS"),  # Pleroma
        ("01F8MHAMCHF6Y650WCRSCP4WMY", "01F8MHBQCBTDKN6X5VHGMMN4MA"),  # GoToSocial
        ("", "1"),
    ],
)
def test_later_numbers_are_greater(earlier, later):
    assert order(earlier) < order(later)


@pytest.mark.parametrize("text", ["", "../../x", "1?a=b", "é", "x" * 65, None, 7, "1\n"])
def test_what_could_not_stand_in_an_address_is_no_number(text):
    assert not is_number(text)


@pytest.mark.parametrize(
    "kept", [None, [], "x", {"newest": "../x"}, {"newest": 7}, {"sweep": ["1"]}]
)
def test_a_mark_that_cannot_be_read_is_as_if_it_had_never_been(kept):
    assert Mark.read(kept) == Mark()


def test_a_mark_is_the_same_after_it_was_kept():
    mark = Mark(newest="7", asked_at=at("13:00").isoformat(), etag='W/"x"')
    mark.begin_sweep(at("13:00"))

    assert Mark.read(mark.as_json()) == mark


def test_the_last_quarter_of_an_hour_is_gone_over_every_five_minutes():
    mark = Mark()
    sweeps = []
    for minute in range(0, 30, 2):
        mark.newest = str(100 + minute)
        mark.begin_sweep(at(f"13:{minute:02}"))
        if mark.sweep:
            sweeps.append((minute, mark.sweep, mark.sweep_to))
            mark.sweep = ""

    assert sweeps == [
        (6, "100", "106"),
        (12, "100", "112"),
        (18, "100", "118"),
        (24, "106", "124"),
    ]
