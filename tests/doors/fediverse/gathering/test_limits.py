"""What servers say of how often they want to be asked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.doors.fediverse.gathering.limits import LONGEST_RETRY, rests_until
from tests.hour import at

NOW = at("13:00")


@pytest.mark.parametrize(
    ("status", "headers", "until"),
    [
        (200, {}, None),
        (429, {"Retry-After": "120"}, "13:02"),
        (503, {"retry-after": "Fri, 27 Nov 2026 13:05:00 GMT"}, "13:05"),
        (200, {"Retry-After": "120"}, None),  # says nothing about a good answer
        (200, {"X-RateLimit-Remaining": "290", "X-RateLimit-Reset": "2026-11-27T13:05:00Z"}, None),
        (
            200,
            {"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "2026-11-27T13:05:00.123456Z"},
            "13:05:00.123456",
        ),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795784700"}, "13:05"),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"}, "13:00:30"),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-27T12:59:00Z"}, None),
        (429, {"Retry-After": "-5"}, None),
        (429, {"Retry-After": "soon"}, None),
        (429, {"Retry-After": "0001-01-01T00:00:00+14:00"}, None),
    ],
)
def test_what_a_server_wants_is_understood(status, headers, until):
    assert rests_until(status, headers, NOW) == (until and at(until))


@pytest.mark.parametrize(
    "ten_years", ["315360000", "Fri, 27 Nov 2036 13:00:00 GMT", "999999999999", "2036-11-27"]
)
def test_ten_years_are_a_day(ten_years):
    assert rests_until(429, {"Retry-After": ten_years}, NOW) == NOW + LONGEST_RETRY


@pytest.mark.parametrize("ten_years", ["315360000", "2036-11-27T13:00:00Z", "2111306400"])
def test_an_allowance_comes_back_within_the_hour(ten_years):
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": ten_years}

    assert rests_until(200, headers, NOW) == NOW + timedelta(hours=1)


@given(
    st.integers(100, 599),
    st.dictionaries(
        st.sampled_from(["Retry-After", "X-RateLimit-Remaining", "X-RateLimit-Reset"]), st.text()
    ),
)
def test_nothing_that_a_server_says_stops_us_for_longer_than_a_day(status, headers):
    until = rests_until(status, headers, NOW)

    assert until is None or NOW < until <= NOW + LONGEST_RETRY
