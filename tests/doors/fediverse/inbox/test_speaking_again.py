"""What people wish may have changed: who speaks again after a week is read anew."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Account, Post
from goodtalk.doors.fediverse.actors.known import keep_actor, known_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox.models import Wanted
from goodtalk.doors.fediverse.inbox.notes import take_note
from goodtalk.doors.fediverse.inbox.receiving import handle_waiting
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.inbox.wanting import want
from goodtalk.doors.fediverse.outbox.models import Follower
from tests.doors.fediverse.conftest import Reply
from tests.doors.fediverse.inbox.conftest import OURS
from tests.hour import at

TAG = [{"type": "Hashtag", "name": "#LGovSM"}]
MENTION = [{"type": "Mention", "href": OURS, "name": "@lgovsm@chat.example"}]
LEFT_OUT = ("ignored", "Its author does not want to be gathered.")
LATER = at("14:12")  # when everybody who spoke at 13:10 has been read anew


@pytest.fixture
def say(chat, peer):
    """jo says something under the tag alone, or to us: say(1), say(2, MENTION)."""

    def say(number, tags=TAG, when="13:10"):
        create = peer.activity("Create", peer.note(number, tag=tags), number)
        outcome = take_in(create, actor=known_actor(peer.actor_uri), now=at(when))
        return outcome.kind, outcome.reason

    return say


def known_since(peer, days, **told):
    """jo's server told of them so many days before."""
    return keep_actor(peer.actor(**told), now=at("13:00") - timedelta(days=days))


def is_now(peer, **told):
    """What their server says of them now; it tells nobody by itself."""
    peer.documents["/users/jo"] = peer.actor(**told)


def asked(peer):
    return [sent.path for sent in peer.sent]


def test_a_wish_that_their_server_tells_us_counts_at_once(peer, say):
    known_since(peer, 0)
    say(1)
    after = []
    for number, told in enumerate([{"summary": "#nobot", "indexable": False}, {}], 2):
        update = peer.activity("Update", peer.actor(**told), number)
        take_in(update, actor=known_actor(peer.actor_uri), now=at("13:10"))
        hides = Account.objects.get(uri=peer.actor_uri).hides_from_search
        after.append((say(number), hides))

    assert after == [(LEFT_OUT, True), (("stored", "Said in #lgovsm."), False)]


def test_who_speaks_again_after_a_week_is_heard_at_once_and_read_anew_within_an_hour(peer, say):
    known_since(peer, 8)
    is_now(peer, summary="<p>Grit. #nobot</p>", indexable=False)

    first = say(1)
    before = asked(peer)
    handle_waiting(LATER, and_wait=True)

    assert (first, before) == (("stored", "Said in #lgovsm."), [])
    assert asked(peer) == ["/users/jo"]
    assert Account.objects.get(uri=peer.actor_uri).hides_from_search
    assert say(2) == LEFT_OUT
    assert say(3, MENTION) == ("stored", "Said in #lgovsm.")
    assert not Wanted.objects.exists()


def test_nobody_is_read_anew_within_a_week_nor_for_what_is_none_of_ours(peer, say):
    known_since(peer, 6)
    say(1)
    known_since(peer, 8)
    say(2, tags=[])

    assert not Wanted.objects.exists()


def test_who_was_left_out_and_wishes_that_no_more_is_heard_again(peer, say):
    known_since(peer, 8, summary="#nobot")
    is_now(peer, summary="Grit.")

    first = say(1)
    handle_waiting(LATER, and_wait=True)

    assert [first, say(2)] == [LEFT_OUT, ("stored", "Said in #lgovsm.")]


@pytest.mark.parametrize("status", [404, 410, 503])
def test_whose_server_does_not_say_is_asked_again_the_next_day(peer, say, status):
    known_since(peer, 8)
    peer.documents["/users/jo"] = Reply(status)
    say(1)
    handle_waiting(LATER, and_wait=True)
    Wanted.objects.all().delete()

    say(2, when="14:20")
    waiting = Wanted.objects.count()

    actor = known_actor(peer.actor_uri)
    assert (waiting, asked(peer)) == (0, ["/users/jo"])
    assert bool(actor.gone_at) == (status == 410)
    assert actor.fetched_at + timedelta(days=7) == LATER + timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "reason"),
    [({"summary": "#nobot"}, LEFT_OUT[1]), ({}, "Said in #lgovsm."), (None, "Said in #lgovsm.")],
)
def test_what_a_relay_tells_of_is_taken_as_its_author_wishes_now(chat, peer, told, reason):
    relay = Source.objects.create(kind="relay", address="https://r.example", added_at=at("12:00"))
    known_since(peer, 8)
    peer.documents["/users/jo"] = Reply(503) if told is None else peer.actor(**told)

    outcome = take_note(peer.note(1, tag=TAG), now=at("13:10"), source=relay)

    assert (outcome.reason, asked(peer)) == (reason, ["/users/jo"])
    assert Post.objects.exists() == (reason != LEFT_OUT[1])


def test_whose_server_says_that_they_are_gone_is_forgotten_as_if_they_had_said_so(peer, say):
    jo = known_since(peer, 8)
    take_in(peer.activity("Follow", OURS), actor=jo, now=at("13:00"))
    say(1)
    say(2, when="13:11")
    peer.documents["/users/jo"] = Reply(410)

    handle_waiting(LATER, and_wait=True)

    assert [post.text for post in Post.objects.all()] == ["", ""]
    assert (Account.objects.get().name, Follower.objects.count()) == ("", 0)


def test_whoever_is_known_to_be_gone_and_was_not_forgotten_is_at_the_next_look(peer, say):
    jo = known_since(peer, 0)
    say(1)
    RemoteActor.objects.update(gone_at=at("13:20"))
    want(jo.uri, now=at("13:30"))

    handle_waiting(LATER, and_wait=True)

    assert (Post.objects.get().text, Account.objects.get().name) == ("", "")
