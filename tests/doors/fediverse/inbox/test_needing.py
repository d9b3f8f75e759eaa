"""What is put aside of a delivery while its sender's key is fetched, and what still comes of it."""

import json

import pytest
from django.utils import timezone

from goodtalk.chats.models import Account, Post
from goodtalk.doors.fediverse.inbox.models import Gone, Waiting, Wanted
from goodtalk.doors.fediverse.inbox.receiving import handle_waiting
from goodtalk.doors.fediverse.models import Follower, RemoteKey, Source
from tests.doors.fediverse.conftest import Reply

SHARED, US = "/fediverse-inbox", "https://chat.example/@lgovsm"
TAG = [{"type": "Hashtag", "name": "#lgovsm"}]
LATER = "It is looked at as soon as the sender's key is here."


@pytest.fixture
def note(peer):
    """A direct note to the community."""
    return peer.note(1, to=[US], cc=[], content="Secret", summary="Secret", tag=TAG)


def bring(client, peer, activity, how="cavage"):
    """Deliver it while the key's server has trouble; the answer, and what is kept of it."""
    actor = peer.documents["/users/jo"]
    peer.documents["/users/jo"] = Reply(503)
    answer = peer.deliver(client, SHARED, activity, how)
    work()
    peer.documents["/users/jo"] = actor
    assert answer.status_code == 202
    return answer.content.decode(), [
        json.loads(bytes(each.body)) for each in Waiting.objects.order_by("pk")
    ]


def work():
    """Do what the worker would, and all that waits at once."""
    now = timezone.now()
    Waiting.objects.update(due_at=now)
    handle_waiting(now, and_wait=True)


@pytest.mark.parametrize(
    "kind", ["Delete", "Like", "EmojiReact", "Move", "Accept", "Reject", "Block", "Follow", "Flag"]
)
@pytest.mark.parametrize("kind_within", ["Note", "Person"])
def test_of_what_stands_in_an_activity_the_address_alone_is_put_aside(
    client, chat_now, peer, note, kind, kind_within
):
    note["type"] = kind_within
    around = {"summary": "Secret", "target": note, "instrument": note, "tag": [note], "to": [US]}
    activity = peer.activity(kind, note, **around)

    answer, kept = bring(client, peer, activity)

    usual = {key: activity[key] for key in ("id", "type", "actor")} | {"object": note["id"]}
    more = {"Move": {"target": note["id"]}, "Flag": {"object": [note["id"]]}}
    assert (answer, kept) == (LATER, [usual | more.get(kind, {})])


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        ("Add", {}, "We do nothing with the kind Add."),
        ("Listen", {}, "We do nothing with the kind Listen."),
        ("Invite", {}, "We do nothing with the kind Invite."),
        ("Person", {}, "We do nothing with the kind Person."),
        ("Note", {}, "We do nothing with the kind Note."),
        ("Undo", {}, "There is nothing to undo of the kind Note."),
        ("Undo", {"type": "Person"}, "There is nothing to undo of the kind Person."),
        ("Create", {"type": "Person"}, "It makes something of the kind Person."),
        ("Update", {"type": "Person"}, "It changes nothing that we have."),
        ("Create", {"type": "ChatMessage"}, "It is not public."),
    ],
)
def test_what_nobody_here_deals_with_is_not_put_aside(
    client, chat_now, peer, note, kind, fields, answer
):
    assert bring(client, peer, peer.activity(kind, note | fields)) == (answer, [])


@pytest.mark.parametrize("how", ["cavage", "rfc9421"])
def test_a_like_of_somebody_unknown_is_thanks_though_less_of_it_was_kept(
    client, chat_now, peer, other_peer, how
):
    other_peer.keep()
    liked = other_peer.note(1, published=timezone.now().isoformat(), tag=TAG)
    other_peer.deliver(client, SHARED, other_peer.activity("Create", liked))

    _answer, kept = bring(client, peer, peer.activity("Like", liked, content="❤ so much"), how)
    work()

    assert [(each["object"], each["content"]) for each in kept] == [(liked["id"], "❤")]
    assert Post.objects.get().thanks_count == 1


def test_an_undo_of_somebody_whose_key_is_not_here_ends_their_following(client, chat_now, peer):
    peer.keep()
    follow = peer.activity("Follow", US)
    peer.deliver(client, SHARED, follow)
    RemoteKey.objects.all().delete()

    undo = peer.activity("Undo", follow | {"content": "Secret"}, to=[US], content="Secret")
    _answer, kept = bring(client, peer, undo)
    work()

    told = {key: follow[key] for key in ("id", "type", "actor", "object")}
    assert kept == [{key: undo[key] for key in ("id", "type", "actor")} | {"object": told}]
    assert Follower.objects.count() == 0


def test_a_delete_of_somebody_unknown_keeps_out_what_is_still_on_its_way(
    client, chat_now, peer, note
):
    bring(client, peer, peer.activity("Delete", {"id": note["id"], "type": "Tombstone"}))
    work()

    assert [gone.uri for gone in Gone.objects.all()] == [note["id"]]


def test_what_somebody_says_of_themselves_is_fetched_and_not_kept(client, chat_now, peer):
    peer.keep()
    said = peer.note(1, published=timezone.now().isoformat(), tag=TAG)
    peer.deliver(client, SHARED, peer.activity("Create", said))
    RemoteKey.objects.all().delete()
    peer.documents["/users/jo"] = peer.actor(name="jo") | {"name": "Joanna"}
    told = peer.documents["/users/jo"] | {"name": "Somebody", "content": "Secret"}

    answer, kept = bring(client, peer, peer.activity("Update", told))
    work()

    assert (answer, [each["object"] for each in kept]) == (LATER, [peer.actor_uri])
    assert Account.objects.get().name == "Joanna"


@pytest.mark.parametrize("is_passed_on", [True, False])
def test_of_what_a_relay_tells_before_its_key_is_here_the_address_is_fetched(
    client, chat_now, peer, other_peer, is_passed_on
):
    Source.objects.create(kind="relay", address=peer.actor_uri, added_at=timezone.now())
    said = other_peer.note(1, tag=TAG)
    told = other_peer.activity("Add", said) if is_passed_on else said

    _answer, kept = bring(client, peer, peer.activity("Announce", told))
    work()

    assert said["content"] not in str(kept)
    assert [wanted.uri for wanted in Wanted.objects.all()] == [said["id"]]


def test_a_public_post_of_somebody_unknown_is_kept_as_it_came(client, chat_now, peer):
    said = peer.note(1, published=timezone.now().isoformat(), tag=TAG)
    create = peer.activity("Create", said, conversation="tag:1")

    assert bring(client, peer, create) == (LATER, [create])
