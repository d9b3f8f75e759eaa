"""Thanks: one from each person for each post, and never for one's own."""

import pytest

from goodtalk.chats.arriving.speakers import web_account
from goodtalk.chats.models import Person
from goodtalk.chats.thanking import OwnPost, thank
from tests.hour import at, logged

NOW = at("13:20")


def test_thanks_are_counted_once_and_can_be_taken_back(make_chat, post_in, lurker, newcomer):
    chat = make_chat()
    post = post_in(chat, "Gritters").post
    lars, nia = web_account(lurker).person, web_account(newcomer).person

    counts = [
        thank(post, person, wanted=wanted, now=NOW).thanks_count
        for person, wanted in [
            (lars, True), (lars, True), (nia, True), (lars, False), (lars, False)
        ]
    ]

    assert counts == [1, 1, 2, 1, 1]
    assert logged(chat, after=1) == [(2, "post.thanked"), (3, "post.thanked"), (4, "post.thanked")]


def test_nobody_thanks_themselves(make_chat, post_in):
    chat = make_chat()
    post = post_in(chat, "Gritters").post

    with pytest.raises(OwnPost):
        thank(post, Person.objects.get(), wanted=True, now=NOW)

    assert logged(chat) == [(1, "post.received")]


def test_a_post_between_times_gets_no_thanks(make_chat, post_in, lurker):
    post = post_in(make_chat(), "Hello", when="06:00", into=False).post

    with pytest.raises(ValueError, match="in a chat"):
        thank(post, web_account(lurker).person, wanted=True, now=NOW)
