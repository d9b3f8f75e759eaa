"""Which hour a post belongs to."""

from datetime import timedelta

import pytest

from goodtalk.chats.arriving.placing import place
from goodtalk.chats.models import Chat
from tests.conftest import incoming_post
from tests.hour import at


def placed(community, *posts, **options):
    found = place(community, posts, **options)
    return [found[post.network, post.uri] for post in posts]


@pytest.mark.parametrize(
    ("clock", "is_in"),
    [
        ("12:44:59", False),
        ("12:45", True),
        ("13:00", True),
        ("14:00", True),
        ("15:30", True),
        ("15:30:01", False),
    ],
)
def test_the_hour_has_a_lobby_before_it_and_talk_that_spills_over(make_chat, clock, is_in):
    chat = make_chat()

    assert placed(chat.community, incoming_post("Hi", when=clock)) == [chat if is_in else None]


@pytest.mark.parametrize(
    ("clock", "part"), [("13:59", 1), ("14:10", 1), ("14:20", 2), ("14:30", 2), ("15:40", 2)]
)
def test_between_two_hours_of_one_day_the_nearer_one_has_it(make_chat, clock, part):
    chat = make_chat()
    make_chat(part=2, starts_at=at("14:30"), ends_at=at("15:30"))

    assert [one.part for one in placed(chat.community, incoming_post("Hi", when=clock))] == [part]


def test_a_door_that_knows_the_hour_is_believed(make_chat):
    chat = make_chat()

    assert placed(chat.community, incoming_post("Hi", when="06:00"), into=chat) == [chat]


def test_a_reply_belongs_to_the_hour_that_it_answers_into(make_chat, post_in):
    last = make_chat()
    post = post_in(last, "Us").post
    week = timedelta(days=6)
    starts_at = at("13:00") + week
    make_chat(day=starts_at.date(), starts_at=starts_at, ends_at=at("14:00") + week)
    reply = incoming_post("Hm", number=9, in_reply_to=post.uri, published=at("13:20") + week)

    assert placed(last.community, reply) == [last]


def test_an_archive_makes_an_hour_for_each_slot_that_has_posts(make_community):
    community = make_community()
    posts = [
        incoming_post("Hi", number=1),
        incoming_post("Hi", number=2, published=at("13:30") - timedelta(days=7)),
        incoming_post("Hi", number=3, published=at("13:30") - timedelta(days=1)),
        incoming_post("Hi", number=4, when="12:50"),
    ]

    found = placed(community, *posts, rebuild=True)

    days = [chat and f"{chat.day}" for chat in found]
    assert days == ["2026-11-27", "2026-11-20", None, "2026-11-27"]
    assert list(Chat.objects.values_list("is_rebuilt", flat=True)) == [True, True]
    assert [chat.state for chat in Chat.objects.all()] == ["closed", "closed"]


def test_nothing_to_place_asks_nothing(make_community, django_assert_num_queries):
    community = make_community()

    with django_assert_num_queries(0):
        found = place(community, [])

    assert found == {}
