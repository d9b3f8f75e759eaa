"""Copies that bridges make, recognised by who and what, or by what the bridge says."""

import pytest

from goodtalk.chats.arriving.copies import find_original
from goodtalk.chats.arriving.incoming import Author
from tests.conftest import incoming_post

BRIDGED_JO = Author(uri="did:plc:jo", handle="jo.social.example.ap.brid.gy", name="Jo")


def original_of(incoming, chat):
    return find_original(incoming, chat.community, chat)


@pytest.mark.parametrize(
    ("fields", "is_copy"),
    [
        ({}, True),
        ({"text": "we ask\n the  GRITTERS"}, True),
        ({"text": "We ask the police"}, False),
        ({"when": "13:20"}, True),
        ({"when": "13:21"}, False),
        ({"network": "fediverse"}, False),
        ({"network": "twitter"}, False),
        ({"author": Author(uri="did:plc:jo", handle="jo.social.example")}, False),
        ({"author": Author(uri="did:plc:ann", handle="ann.social.example.ap.brid.gy")}, False),
    ],
)
def test_a_copy_is_known_by_its_bridged_name_its_words_and_its_time(
    make_chat, post_in, fields, is_copy
):
    chat = make_chat()
    post = post_in(chat, "We ask the gritters").post
    usual = {"text": "We ask the gritters", "network": "bluesky", "author": BRIDGED_JO}
    incoming = incoming_post(number=2, **usual | fields)

    assert original_of(incoming, chat) == (post if is_copy else None)


def test_whichever_came_first_stays(make_chat, post_in):
    chat = make_chat()
    copy = post_in(chat, "We ask the gritters", network="bluesky", author=BRIDGED_JO).post

    assert original_of(incoming_post("We ask the gritters", number=2), chat) == copy


def test_a_post_that_names_itself_as_its_original_is_no_copy(make_chat, post_in):
    chat = make_chat()
    incoming = incoming_post("Hello", copy_of=("https://social.example/posts/1",))

    assert original_of(incoming, chat) is None


def test_what_no_bridge_carries_costs_no_query(make_chat, django_assert_num_queries):
    chat = make_chat()

    with django_assert_num_queries(0):
        found = original_of(incoming_post("Hello", network="web"), chat)

    assert found is None
