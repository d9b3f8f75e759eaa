"""How a busy room is read: the rule that the browser shares, and the highlights."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from goodtalk.chats.models import Person, Post
from goodtalk.chats.reading.pace import Limits, Pace, highlights, pace_at, read_highlights, shape_of
from goodtalk.chats.thanking import thank
from tests.hour import at

SHARED = json.loads((Path(__file__).parents[2] / "javascript/pace.json").read_text("utf-8"))
CASES = {case["name"]: case["looks"] for case in SHARED["cases"]}


def seconds(*numbers):
    return [at("13:00") + timedelta(seconds=number) for number in numbers]


@pytest.mark.parametrize("name", CASES)
def test_the_browser_and_the_server_follow_one_rule(name):
    pace, shapes = Pace(), []

    for second, posts, _ in CASES[name]:
        pace = pace.after(posts, seconds(second)[0], Limits(**SHARED["limits"]))
        shapes.append(pace.shape)

    assert shapes == [shape for _, _, shape in CASES[name]]


@pytest.mark.parametrize(
    ("came", "now", "shape"),
    [
        ([], 60, "stream"),
        (range(10), 60, "stream"),
        (range(11), 15, "counted"),
        (range(11), 100, "counted"),
        (range(11), 200, "stream"),
        (range(60), 60, "highlights"),
    ],
)
def test_whoever_opens_the_page_sees_the_shape_that_others_see(came, now, shape):
    assert pace_at(seconds(*came), seconds(now)[0], Limits()).shape == shape


def test_a_room_that_fills_up_is_counted_unless_its_reader_chose_otherwise(make_chat, post_in):
    chat = make_chat()
    for number in range(11):
        post_in(chat, f"Post {number}", when=f"13:10:{10 + number}")

    shapes = [shape_of(chat, chosen, now=at("13:10:30")) for chosen in ("", "stream", "nonsense")]

    assert shapes == ["counted", "stream", "counted"]


def test_the_thresholds_are_the_hosts_to_set(make_chat, post_in, settings):
    settings.PACE_COUNTED, settings.PACE_HIGHLIGHTS = 1, 2
    chat = make_chat()
    for number in range(3):
        post_in(chat, f"Post {number}", when=f"13:10:{10 + number}")

    assert shape_of(chat, "auto", now=at("13:10:30")) == "highlights"


def test_an_hour_that_is_over_is_never_a_storm(make_chat, post_in):
    chat = make_chat(state="closed")
    for number in range(50):
        post_in(chat, f"Post {number}", when=f"13:10:{10 + number}")

    assert shape_of(chat, "", now=at("13:11")) == "stream"


@pytest.fixture
def storm(make_chat, post_in):
    """One of each: what stands out, and what does not."""
    chat = make_chat()
    post_in(chat, "A first post", by="ann", when="13:01")
    post_in(chat, "Just talk", by="ann", when="13:02")
    post_in(chat, "Who knows?", by="ann", when="13:03")
    thanked = post_in(chat, "A great help", by="ann", when="13:04").post
    thank(thanked, Person.objects.create(name="Thea"), wanted=True, now=at("13:05"))
    spotlit = post_in(chat, "In the light", by="ann", when="13:06").post
    Post.objects.filter(pk=spotlit.pk).update(spotlit_at=at("13:07"))
    return chat


def test_highlights_are_questions_first_posts_and_what_was_thanked_or_spotlit(storm):
    found = highlights(storm.posts.all()).order_by("published_at")

    assert [post.text for post in found] == [
        "A first post", "Who knows?", "A great help", "In the light"
    ]


def test_a_first_post_is_the_first_in_the_community_not_in_the_hour(make_chat, post_in):
    earlier = make_chat(
        state="closed", day=at("13:00").date() - timedelta(days=7),
        starts_at=at("13:00") - timedelta(days=7), ends_at=at("14:00") - timedelta(days=7),
    )
    post_in(earlier, "Long ago", by="jo", when="11:00")
    chat = make_chat()
    post_in(chat, "Back again", by="jo", when="13:01")

    assert list(highlights(chat.posts.all())) == []


def test_the_highlights_page_takes_two_queries_the_latest_first(storm, django_assert_num_queries):
    with django_assert_num_queries(2):
        reading = read_highlights(storm)

    assert [thread.post.text for thread in reading.page] == [
        "In the light", "A great help", "Who knows?", "A first post"
    ]
