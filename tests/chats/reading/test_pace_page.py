"""The room's first page in a quiet hour, a busy one and a storm."""

import pytest
from django.utils import timezone

from goodtalk.chats.frames import frames_of
from tests.chats.pages import read
from tests.hour import at


@pytest.fixture
def storm(make_chat, post_in, monkeypatch):
    """Fifty posts in a minute, of which one asks something."""
    monkeypatch.setattr(timezone, "now", lambda: at("13:11"))
    chat = make_chat()
    post_in(chat, "A first post", when="13:10")
    for number in range(50):
        post_in(chat, f"Post {number}", when=f"13:10:{5 + number:02}")
    post_in(chat, "Who knows?", when="13:10:58")
    return chat


def test_in_a_storm_the_page_has_the_highlights_and_the_full_log_one_tap_away(client, storm):
    page = read(client, storm.get_absolute_url())

    asked, first = storm.posts.get(text="Who knows?"), storm.posts.get(text="A first post")
    assert page.posts == [asked.pk, first.pk]
    assert page.values("data-shape") == ["highlights"]
    full = [href for href in page.values("href", "a") if "pace=stream" in href]
    assert full == ["?read=flow&pace=stream"] * 2
    assert len(read(client, f"{storm.get_absolute_url()}{full[0]}").posts) == 52


def test_a_reader_without_javascript_chooses_by_the_address(client, storm):
    shapes = [
        read(client, f"{storm.get_absolute_url()}?pace={choice}").values("data-shape")
        for choice in ("auto", "stream", "counted", "nonsense")
    ]

    assert shapes == [["highlights"], ["stream"], ["counted"], ["highlights"]]


def test_a_quiet_hour_is_a_stream_with_the_hosts_limits(client, make_chat, post_in, settings):
    settings.PACE_COUNTED = 12
    chat = make_chat()
    post_in(chat, "Just one")

    page = read(client, chat.get_absolute_url())

    told = [page.values(f"data-{name}") for name in ("shape", "counted", "highlights")]
    assert told == [["stream"], ["12"], ["40"]]


def test_an_hour_that_is_over_has_no_pace(client, storm):
    storm.closed_at = at("14:00")
    storm.save()

    page = read(client, f"{storm.get_absolute_url()}?pace=highlights&read=flow")

    assert (len(page.posts), page.values("data-lanes")) == (52, [])


def test_listeners_are_told_which_posts_stand_out(storm):
    told = [frame.data.decode() for frame in frames_of(storm.pk, 0)]

    assert sum('"highlight": true' in data for data in told) == 2
