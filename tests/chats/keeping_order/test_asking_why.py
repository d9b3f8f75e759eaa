"""Whoever's post was set aside sees that and why, asks once, and reads the answer; nobody else."""

import pytest
from django.utils import timezone

from goodtalk.chats.arriving.speakers import guest_author, web_author
from goodtalk.chats.keeping_order.asking_why import AnsweredMeanwhile, answer_why, ask_why
from goodtalk.chats.keeping_order.moderation import restore, set_aside, withdraw
from goodtalk.chats.models import Account, Why
from goodtalk.chats.taking_part import GUEST_KEY
from goodtalk.communities.models import User
from tests.chats.pages import Page, read
from tests.hour import at

NOW = at("13:20")
SECRETS = ("Buy my boots", "An advert, sorry", "But why?", "House rule three")


@pytest.fixture
def aside(make_chat, post_in, newcomer, chair, monkeypatch):
    """A post of the newcomer's that the chair has set aside."""
    monkeypatch.setattr(timezone, "now", lambda: at("13:30"))
    chat = make_chat()
    post = post_in(chat, "Buy my boots", network="web", author=web_author(newcomer)).post
    return set_aside(post, by=chair, now=NOW, because="An advert, sorry")


def ask(client, post, words="But why?"):
    response = client.post(f"{post.get_absolute_url()}why", {"question": words}, follow=True)
    return response.status_code, Page(response.content.decode())


def test_the_author_sees_it_in_the_room_and_at_its_place_with_the_reason(client, aside, newcomer):
    client.force_login(newcomer)

    room, page = read(client, aside.chat.get_absolute_url()), read(client, aside.get_absolute_url())

    assert "A post of yours was set aside." in room.text
    assert ["An advert, sorry" in shown.text for shown in (room, page)] == [True, True]
    assert (room.posts, page.posts) == ([], [aside.pk])


def test_the_author_asks_once_and_both_sides_keep_question_and_answer(
    client, aside, newcomer, chair
):
    client.force_login(newcomer)
    asked = ask(client, aside)
    again = ask(client, aside, "And now?")
    client.force_login(chair)
    desk = read(client, aside.chat.desk_url())
    client.post(f"{aside.chat.desk_url()}whys/{aside.pk}", {"answer": "House rule three"})
    at_desk = read(client, aside.get_absolute_url())
    client.force_login(newcomer)
    answered = read(client, aside.get_absolute_url())

    assert "Asked. The answer will stand here." in asked[1].text
    assert "You have asked already." in again[1].text
    assert "Nia asks why" in desk.text
    for page in (at_desk, answered):
        assert ["But why?" in page.text, "House rule three" in page.text] == [True, True]


@pytest.mark.parametrize("who", ["stranger", "lurker"])
def test_nobody_else_reads_any_of_it_or_can_ask(client, aside, request, who):
    why = ask_why(aside, "But why?", by=None, now=NOW)
    answer_why(why, "House rule three", by=User.objects.first(), now=NOW)
    if who == "lurker":
        client.force_login(request.getfixturevalue("lurker"))

    pages = [read(client, aside.chat.get_absolute_url())]
    pages += [read(client, aside.get_absolute_url(), status=410)]
    status, _ = ask(client, aside)

    found = [secret for secret in SECRETS for page in pages if secret in page.text]
    assert (found, status) == ([], 404)


def test_a_guest_reads_and_asks_on_the_device_from_which_they_spoke(
    client, make_chat, post_in, chair, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: at("13:30"))
    chat = make_chat()
    post = post_in(chat, "Hello all", network="web", author=guest_author("k" * 32, "Gus")).post
    set_aside(post, by=chair, now=NOW, because="Off the subject")
    session = client.session
    session[GUEST_KEY] = "k" * 32
    session.save()

    status, page = ask(client, post)

    assert (status, Why.objects.get().question) == (200, "But why?")
    assert "Off the subject" in page.text
    assert Account.objects.count() == 1


def test_two_desks_that_answer_at_once_give_one_answer(aside, chair, organiser):
    why = ask_why(aside, "But why?", by=None, now=NOW)
    answer_why(why, "House rule three", by=chair, now=NOW)

    with pytest.raises(AnsweredMeanwhile):
        answer_why(why, "Because", by=organiser, now=NOW)
    answer_why(why, "House rule four", by=organiser, now=NOW, seen="House rule three")

    assert (Why.objects.get().answer, Why.objects.get().answered_by) == (
        "House rule four", organiser
    )


def test_who_takes_the_post_back_takes_the_question_with_it(aside):
    ask_why(aside, "But why?", by=None, now=NOW)

    withdraw(aside, now=NOW)

    assert Why.objects.count() == 0


def test_what_is_in_the_room_needs_no_asking(client, make_chat, post_in, newcomer):
    post = post_in(make_chat(), "Hello", network="web", author=web_author(newcomer)).post
    client.force_login(newcomer)

    assert ask(client, post)[0] == 404


def test_the_answer_stays_for_its_author_when_the_post_is_back(
    client, aside, newcomer, chair, lurker
):
    why = ask_why(aside, "But why?", by=newcomer, now=NOW)
    answer_why(why, "House rule three", by=chair, now=NOW)
    restore(aside, by=chair, now=NOW)

    client.force_login(newcomer)
    mine = read(client, aside.get_absolute_url()).text
    client.force_login(lurker)
    others = read(client, aside.get_absolute_url()).text

    assert ["House rule three" in page for page in (mine, others)] == [True, False]
    assert "But why?" not in others
