import json

import pytest
from django.utils import timezone

from goodtalk.chats.keeping_order.moderation import (
    end_spotlight,
    set_aside,
    spotlight,
    withdraw,
)
from goodtalk.doors.fediverse.actors.known import known_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.outbox.carrying import carry_out
from goodtalk.doors.fediverse.outbox.delivering import deliver_due
from goodtalk.doors.fediverse.outbox.models import Delivery, OwnObject
from goodtalk.doors.fediverse.outbox.thanks import choose_thanks, thank_for
from tests.doors.fediverse.conftest import Reply
from tests.hour import at

pytestmark = pytest.mark.django_db

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture
def spotlit(peer, make_chat, post_in, organiser):
    """jo's post, which is in the spotlight of an hour of a community that gives thanks."""
    from goodtalk.chats.arriving.incoming import Author

    chat = make_chat(questions=1)
    choose_thanks(chat.community, wanted=True, now=at("12:00"))
    peer.keep()
    jo = Author(uri=peer.actor_uri, handle="@jo@council.example", name="Jo")
    post = post_in(chat, "A1 grit", uri=peer.note()["id"], author=jo).post
    return spotlight(post, by=organiser, now=at("13:11"))


def test_a_public_post_in_the_spotlight_is_thanked_for_by_a_reply(spotlit, peer):
    thank_for.func(spotlit.pk)

    own = OwnObject.objects.get()
    assert own.content["inReplyTo"] == spotlit.uri
    assert own.content["cc"] == ["https://chat.example/@lgovsm/followers", peer.actor_uri]
    assert own.content["tag"][1] == {
        "type": "Mention", "href": peer.actor_uri, "name": "@jo@council.example"
    }  # fmt: skip
    assert own.content["source"]["content"] == (
        "@jo@council.example Thank you: this is in the spotlight of our hour. "
        f"https://chat.example/lgovsm/2026-11-27/{spotlit.pk}/ #lgovsm"
    )
    assert [row.inbox for row in Delivery.objects.all()] == [peer.shared_inbox]


def test_an_author_whose_server_hears_of_it_anyhow_is_told_by_the_one_delivery(
    spotlit, peer, make_follower
):
    make_follower(spotlit.community, f"{peer.origin}/users/ann/inbox", peer.shared_inbox)

    thank_for.func(spotlit.pk)

    assert [row.inbox for row in Delivery.objects.all()] == [peer.shared_inbox]


def test_an_author_whose_server_has_no_shared_inbox_is_told_in_their_own(spotlit, peer):
    RemoteActor.objects.update(shared_inbox="")

    thank_for.func(spotlit.pk)

    assert [row.inbox for row in Delivery.objects.all()] == [peer.inbox]


def test_thanks_are_given_once(spotlit):
    thank_for.func(spotlit.pk)
    thank_for.func(spotlit.pk)

    assert (OwnObject.objects.count(), Delivery.objects.count()) == (1, 1)


def test_who_shows_posts_to_those_alone_who_sign_is_thanked_too(spotlit, peer):
    address = spotlit.uri.removeprefix(peer.origin)
    note = peer.documents[address]
    peer.documents[address] = lambda sent: note if "signature" in sent.headers else Reply(401)

    thank_for.func(spotlit.pk)

    asked = peer.sent[-1].headers["signature"]
    assert 'keyId="https://chat.example/fediverse-actor#main-key"' in asked
    assert OwnObject.objects.get().content["inReplyTo"] == spotlit.uri


@pytest.mark.parametrize(
    "audience",
    [
        {"to": [], "cc": [PUBLIC]},  # unlisted
        {"to": ["https://x.example/followers"], "cc": []},
        {"to": None},
    ],
)
def test_a_post_that_is_not_fully_public_is_never_amplified(spotlit, peer, audience):
    peer.note(**audience)

    thank_for.func(spotlit.pk)

    assert OwnObject.objects.count() == 0


def test_a_post_that_is_gone_from_its_server_is_not_thanked_for(spotlit, peer):
    peer.documents.clear()

    thank_for.func(spotlit.pk)

    assert OwnObject.objects.count() == 0


def test_nobody_is_thanked_unless_the_community_has_chosen_to(spotlit):
    choose_thanks(spotlit.community, wanted=False, now=at("13:12"))

    thank_for.func(spotlit.pk)
    carry_out(at("13:12:01"))

    assert OwnObject.objects.count() == 0


def ended(organiser, how):
    """What ends thanks: the desk, or the author."""
    return {
        "the spotlight ends": lambda post: end_spotlight(post, by=organiser, now=at("13:12")),
        "set aside": lambda post: set_aside(post, by=organiser, now=at("13:12")),
        "taken back": lambda post: withdraw(post, now=at("13:12")),
    }[how]


@pytest.mark.parametrize("how", ["the spotlight ends", "set aside", "taken back"])
def test_thanks_that_end_are_taken_back_where_they_went_though_nobody_follows(
    spotlit, peer, organiser, how
):
    carry_out(at("13:11:01"))
    thank_for.func(spotlit.pk)
    deliver_due(timezone.now())
    ended(organiser, how)(spotlit)

    carry_out(at("13:12:01"))

    rows = [(row.inbox, json.loads(row.activity)["type"]) for row in Delivery.objects.all()]
    assert rows == [(f"{peer.origin}{peer.posted[0].path}", "Delete")]
    assert OwnObject.objects.get().also_to == []


def does(peer, kind, about, number):
    """jo does something to the community."""
    take_in(peer.activity(kind, about, number), actor=known_actor(peer.actor_uri), now=at("13:12"))


def test_whoever_has_blocked_the_community_is_not_thanked_until_they_undo_that(spotlit, peer):
    does(peer, "Block", "https://chat.example/@lgovsm", 1)

    thank_for.func(spotlit.pk)

    assert (OwnObject.objects.count(), Delivery.objects.count(), peer.posted) == (0, 0, [])


@pytest.mark.parametrize("how", ["whole", "named", "a new Follow"])
def test_whoever_undoes_that_is_thanked_again(spotlit, peer, how):
    us = "https://chat.example/@lgovsm"
    does(peer, "Block", us, 1)
    block = peer.activity("Block", us, 1)

    if how == "a new Follow":
        does(peer, "Follow", us, 2)
    else:
        does(peer, "Undo", block if how == "whole" else block["id"], 2)
    thank_for.func(spotlit.pk)

    assert OwnObject.objects.count() == 1


def test_thanks_to_whoever_blocks_the_community_are_taken_back(spotlit, peer):
    thank_for.func(spotlit.pk)
    deliver_due(timezone.now())

    does(peer, "Block", "https://chat.example/@lgovsm", 1)

    assert OwnObject.objects.get().withdrawn_at == at("13:12")
    assert [json.loads(row.activity)["type"] for row in Delivery.objects.all()] == ["Delete"]
