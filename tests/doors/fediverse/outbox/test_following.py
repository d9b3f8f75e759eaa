import pytest

from goodtalk.doors.fediverse.outbox.delivering import deliver_due
from goodtalk.doors.fediverse.outbox.following import follow, unfollow
from tests.hour import at

pytestmark = pytest.mark.django_db


def test_the_server_follows_a_relay_and_ends_it(peer):
    relay = peer.keep()
    public = "https://www.w3.org/ns/activitystreams#Public"

    asked = follow(relay, None, now=at("12:00"), what=public)
    unfollow(relay, None, now=at("12:01"), what=public)
    deliver_due(at("12:02"))

    first, second = [sent.activity for sent in peer.posted]
    us = "https://chat.example/fediverse-actor"
    assert (first["id"], first["type"], first["actor"], first["object"]) == (
        asked, "Follow", us, public
    )  # fmt: skip
    assert (second["type"], second["actor"], second["object"]["object"]) == ("Undo", us, public)
