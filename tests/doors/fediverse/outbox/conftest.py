"""Followers of the tests' community, on the peer."""

import pytest

from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.outbox.models import Follower
from tests.hour import at


@pytest.fixture
def make_follower(db):
    """Somebody who follows a community: make_follower(community, peer.inbox)."""

    def make(community, inbox, shared_inbox="", name="jo"):
        actor = RemoteActor.objects.create(
            uri=f"{inbox}/{name}", kind="Person", inbox=inbox, shared_inbox=shared_inbox,
            fetched_at=at("12:00"),
        )
        return Follower.objects.create(
            community=community, actor=actor, follow_uri=f"{inbox}/follow", since=at("12:00")
        )

    return make
