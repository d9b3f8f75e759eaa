"""Tweets whose times are off by a time zone: the number of each tells when it was said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from goodtalk.chats.arriving.own_moments import zone_off
from goodtalk.chats.arriving.receive import receive_posts
from goodtalk.chats.models import Post
from tests.conftest import incoming_post
from tests.hour import at

SAID = datetime(2014, 7, 11, 12, 12, 31, tzinfo=UTC)
NOTHING = timedelta(0)


def number_at(moment, within=7):
    """A number such as a tweet of that moment has."""
    return (round(moment.timestamp() * 1000) - 1_288_834_974_657 << 22) + within


def tweet_at(moment):
    return f"https://twitter.com/i/status/{number_at(moment)}"


@pytest.mark.parametrize(
    "off",
    [
        timedelta(hours=1),
        timedelta(hours=-5),
        timedelta(hours=5, minutes=45),
        timedelta(hours=14),
        timedelta(hours=-12),
    ],
)
def test_a_time_that_is_off_by_a_zone_is_known_by_the_number(off):
    assert zone_off(SAID + off, tweet_at(SAID)) == off
    assert zone_off(SAID + off + timedelta(seconds=1), tweet_at(SAID)) == off


def test_it_is_known_where_the_sheet_has_no_seconds():
    written = (SAID + timedelta(hours=1)).replace(second=0)

    assert zone_off(written, tweet_at(SAID)) == timedelta(hours=1)


@pytest.mark.parametrize(
    "off",
    [
        NOTHING,
        timedelta(seconds=1),
        timedelta(seconds=-31),
        timedelta(minutes=10),
        timedelta(hours=1, seconds=20),
        timedelta(hours=15),
        timedelta(days=1),
        timedelta(days=-3000),
    ],
)
def test_other_differences_tell_of_no_zone(off):
    assert zone_off(SAID + off, tweet_at(SAID)) == NOTHING


@pytest.mark.parametrize(
    "uri",
    [
        "https://twitter.com/i/status/20",
        "https://twitter.com/i/status/29700859247",
        f"https://twitter.com/i/status/{number_at(SAID) // 100_000 * 100_000}",
        f"https://twitter.com/i/status/{number_at(SAID)}0",
        f"https://social.example/users/jo/statuses/{number_at(SAID)}",
        "",
    ],
)
def test_numbers_that_do_not_tell_the_time_tell_of_no_zone(uri):
    assert zone_off(SAID + timedelta(hours=1), uri) == NOTHING


def take(chat, published):
    said = tweet_at(at("13:12"))
    post = replace(incoming_post("A1 Grit"), network="twitter", uri=said, published=published)
    [receipt] = receive_posts(chat.community, [post], now=at("17:00"), rebuild=True)
    return receipt.outcome, receipt.completed


def stored():
    return Post.objects.values_list("published_at", "chat__day").get()


def test_a_tweet_that_is_here_an_hour_late_finds_its_hour_when_it_comes_with_its_time(make_chat):
    chat = make_chat(is_rebuilt=True)
    take(chat, at("16:12"))

    assert take(chat, at("13:12")) == ("duplicate", True)
    assert stored() == (at("13:12"), chat.day)


def test_a_right_time_stays_when_a_wrong_one_comes(make_chat):
    chat = make_chat(is_rebuilt=True)
    take(chat, at("13:12"))

    assert take(chat, at("16:12")) == ("duplicate", False)
    assert stored() == (at("13:12"), chat.day)
