"""Posts that nobody tells us are gone."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.gathering.gathering import gather_due
from goodtalk.doors.fediverse.gathering.models import Recheck
from goodtalk.doors.fediverse.gathering.rechecking import look_again, look_later
from tests.doors.fediverse.conftest import Reply
from tests.hour import at, logged


@pytest.fixture
def told(make_chat, post_in, peer):
    """A post of the peer's jo that only a timeline told of, at 13:10."""
    from goodtalk.chats.arriving.incoming import Author

    chat = make_chat()
    note = peer.note(1)
    post = post_in(
        chat, "Said 1", uri=note["id"], author=Author(peer.actor_uri, "@jo", "Jo")
    ).post
    look_later([post.pk], at("13:10"))
    return post


def answering(peer, answer):
    peer.documents["/users/jo/statuses/1"] = answer


def is_gone():
    return Post.objects.get().withdrawn_at is not None


def test_a_post_that_is_there_is_looked_for_ever_more_seldom(told, peer):
    now, dues = at("13:20"), []
    for _ in range(7):
        look_again(now)
        now = Recheck.objects.get().due_at
        dues.append(now - at("13:10"))

    assert dues == [
        timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30),
        timedelta(days=120), timedelta(days=210), timedelta(days=300),
    ]  # fmt: skip
    assert not is_gone()
    assert len(peer.sent) == 7


def test_a_post_that_its_author_deleted_leaves_the_room(told, peer):
    answering(peer, Reply(410))

    gather_due(at("13:20"))

    assert logged(told.chat)[1:] == [(2, "post.withdrawn")]
    assert Post.objects.get().text == ""
    assert not Recheck.objects.exists()


def test_a_tombstone_is_a_deletion_too(told, peer):
    answering(peer, {"id": told.uri, "type": "Tombstone"})

    look_again(at("13:20"))

    assert is_gone()


def test_what_is_not_found_twice_is_gone(told, peer):
    answering(peer, Reply(404))

    look_again(at("13:20"))
    after_once = is_gone()
    look_again(at("13:30"))

    assert (after_once, is_gone()) == (False, True)


def test_what_is_not_found_once_and_then_there_again_stays(told, peer):
    there = peer.documents["/users/jo/statuses/1"]
    answering(peer, Reply(404))
    look_again(at("13:20"))
    answering(peer, there)
    look_again(at("13:30"))
    answering(peer, Reply(404))

    look_again(at("14:10"))

    assert not is_gone()


@pytest.mark.parametrize(
    "answer",
    [
        Reply(500),
        Reply(403),
        Reply(200, b"<html>"),
        Reply(200, b"[" * 100_000),
        Reply(200, b"7"),
        Reply(302, headers={"Location": "http://10.0.0.1/"}),
    ],
)
def test_a_server_that_says_nothing_of_use_takes_nothing_away(told, peer, answer):
    answering(peer, answer)

    look_again(at("13:20"))

    assert not is_gone()
    assert Recheck.objects.get().due_at == at("14:10")


def test_a_post_that_is_somebody_elses_was_told_wrong(told, peer):
    peer.note(1, attributedTo=f"{peer.origin}/users/al")

    look_again(at("13:20"))

    assert is_gone()


def test_a_post_that_was_changed_is_fetched_again(told, peer):
    from goodtalk.doors.fediverse.inbox.models import Wanted

    peer.note(1, updated="2026-11-27T13:15:00Z")

    look_again(at("13:20"))

    assert list(Wanted.objects.values_list("uri", flat=True)) == [told.uri]


def test_requests_are_signed_for_servers_that_show_nothing_to_strangers(told, peer, our_origin):
    look_again(at("13:20"))

    assert f'keyId="{our_origin}/fediverse-actor#main-key"' in peer.sent[0].headers["signature"]


def test_a_server_that_has_had_enough_is_left_alone_for_an_hour(told, peer, post_in):
    more = [post_in(told.chat, "More", uri=f"{peer.origin}/notes/{number}").post for number in "ab"]
    look_later([post.pk for post in more], at("13:10"))
    answering(peer, Reply(429))

    look_again(at("13:20"))

    assert len(peer.sent) == 1
    assert set(Recheck.objects.values_list("due_at", "looks")) == {(at("14:20"), 0)}


def test_a_server_is_asked_for_few_posts_at_a_time(told, peer, post_in):
    uris = [f"{peer.origin}/notes/{number}" for number in "abcd"]
    more = [post_in(told.chat, "More", uri=uri).post for uri in uris]
    look_later([post.pk for post in more], at("13:10"))

    look_again(at("13:20"))
    after_one = len(peer.sent)
    look_again(at("13:20"))

    assert (after_one, len(peer.sent)) == (3, 5)


def test_nothing_is_looked_for_before_its_time(told, peer):
    look_again(at("13:19"))

    assert peer.sent == []
