"""In an hour that is on, pictures are here before anybody asks; what waits for a look is not."""

import pytest

from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.chats.keeping_order.moderation import let_in
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.pictures.addresses import picture_address
from goodtalk.pictures.fetching_ahead import AT_A_TIME, Ahead
from tests.hour import at
from tests.pictures.conftest import png

NOW = at("13:20")


@pytest.fixture
def picture(post_in, elsewhere):
    """A post with a picture: picture(chat, "/cat.png"); its answer may be a status."""

    def show(chat, path="/cat.png", answer=None, **fields):
        elsewhere.answers[path] = answer or png()
        came = Enclosed(pictures=(Picture(elsewhere.origin + path),))
        return post_in(chat, "Look", enclosed=came, **fields).post

    return show


def test_a_reader_finds_it_here(client, make_chat, picture, elsewhere):
    post = picture(make_chat())

    asked = Ahead().fetch(NOW)
    del elsewhere.answers["/cat.png"]
    shown = client.get(picture_address(post, elsewhere.origin + "/cat.png"))

    assert (asked, shown.status_code, elsewhere.asked) == (1, 200, ["/cat.png"])


def test_what_is_held_is_fetched_once_it_is_let_in(make_chat, picture, elsewhere, chair):
    ahead, chat = Ahead(), make_chat()
    post = picture(chat, hold=True)

    before = ahead.fetch(NOW), list(elsewhere.asked)
    let_in(post, by=chair, now=NOW)
    after = ahead.fetch(NOW), list(elsewhere.asked)

    assert (before, after) == ((0, []), (1, ["/cat.png"]))


def test_hours_that_are_not_on_are_left_to_their_readers(make_chat, picture, elsewhere):
    picture(make_chat(closed_at=at("14:00")))

    assert (Ahead().fetch(NOW), elsewhere.asked) == (0, [])


def test_films_are_not_fetched(make_chat, post_in, elsewhere):
    film = Picture(elsewhere.origin + "/cat.mp4", kind="video")
    post_in(make_chat(), "Look", enclosed=Enclosed(pictures=(film,)))

    assert (Ahead().fetch(NOW), elsewhere.asked) == (0, [])


def test_a_server_that_fails_is_asked_for_nothing_more_this_time(make_chat, picture, elsewhere):
    chat = make_chat()
    for number in range(3):
        picture(chat, f"/{number}.png", 500)

    Ahead().fetch(NOW)

    assert len(elsewhere.asked) == 1


def test_so_many_at_a_time_and_the_rest_next_time(make_chat, picture, elsewhere):
    ahead, chat = Ahead(), make_chat()
    for number in range(AT_A_TIME + 2):
        picture(chat, f"/{number}.png")

    assert [ahead.fetch(NOW) for _ in range(3)] == [AT_A_TIME, 2, 0]
    assert len(elsewhere.asked) == AT_A_TIME + 2


def test_nothing_is_fetched_from_a_server_whose_media_the_host_rejects(
    make_chat, picture, elsewhere
):
    picture(make_chat())
    DomainRule.objects.create(
        domain="social.example", severity="silence", rejects_media=True, made_at=at("12:00")
    )

    Ahead().fetch(NOW)

    assert elsewhere.asked == []


def test_where_nothing_has_happened_it_asks_once(make_chat, picture, django_assert_num_queries):
    ahead = Ahead()
    picture(make_chat())
    ahead.fetch(NOW)

    with django_assert_num_queries(1):
        ahead.fetch(NOW)
