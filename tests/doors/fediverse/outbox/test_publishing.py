"""What waits in the queue while it is said otherwise, or taken back."""

import json
from datetime import timedelta

import pytest

from goodtalk.doors.fediverse.outbox.claiming import claim
from goodtalk.doors.fediverse.outbox.delivering import deliver_due
from goodtalk.doors.fediverse.outbox.models import Delivery, OwnObject
from goodtalk.doors.fediverse.outbox.publishing import publish, say_otherwise, take_back
from tests.doors.fediverse.conftest import Reply
from tests.hour import at

pytestmark = pytest.mark.django_db

NOON = at("12:00")


@pytest.fixture
def own(peer, make_chat, make_follower):
    """What was said to a follower, whose server has not heard of it yet."""
    chat = make_chat()
    make_follower(chat.community, peer.inbox)
    return publish(chat, OwnObject.Kind.QUESTION, "question 1", {"content": "SECRET"}, now=NOON)


def waiting():
    rows = [json.loads(row.activity) for row in Delivery.objects.order_by("pk")]
    return [(one["type"], one["object"].get("content")) for one in rows]


def test_what_was_taken_back_is_neither_sent_nor_kept_in_the_queue(own):
    take_back(own, now=NOON)

    assert waiting() == [("Delete", None)]


def test_what_was_taken_back_after_it_failed_is_not_sent_again(own, peer):
    peer.documents["/users/jo/inbox"] = Reply(503)
    deliver_due(NOON)
    peer.documents["/users/jo/inbox"] = Reply(202)
    del peer.sent[:]

    take_back(own, now=NOON)
    deliver_due(NOON + timedelta(minutes=1))

    assert [sent.activity["type"] for sent in peer.posted] == ["Delete"]


def test_what_waits_says_what_was_said_otherwise(own):
    own = say_otherwise(own, {"content": "one"}, now=at("12:01"))
    say_otherwise(own, {"content": "two"}, now=at("12:02"))

    assert waiting() == [("Create", "two"), ("Update", "two")]
    assert len({row.activity for row in Delivery.objects.all()}) == 2


@pytest.mark.parametrize(
    ("change", "then"),
    [
        (take_back, [("Delete", None), ("Delete", None)]),
        (lambda own, now: say_otherwise(own, {"content": "one"}, now=now),
         [("Create", "one"), ("Update", "one")]),
    ],
)  # fmt: skip
def test_what_is_just_being_sent_is_the_newest_if_it_has_to_be_sent_again(own, change, then):
    claim(NOON, 10, failing=None)

    change(own, now=NOON)

    assert waiting() == then
