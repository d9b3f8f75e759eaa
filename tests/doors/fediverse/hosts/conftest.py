"""Followers and waiting deliveries of other servers, for the host to decide about."""

import pytest

from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower
from tests.hour import at


@pytest.fixture
def follow(make_community):
    """Somebody follows: follow(community, "https://social.example/users/jo")."""

    def make(community, uri):
        actor = RemoteActor.objects.create(uri=uri, kind="Person", fetched_at=at("09:00"))
        return Follower.objects.create(
            community=community, actor=actor, follow_uri=f"{uri}#follow", since=at("09:00")
        )

    return make


@pytest.fixture
def wait_for(db):
    """Something waits to be sent: wait_for("social.example")."""

    def make(host):
        return Delivery.objects.create(
            inbox=f"https://{host}/inbox", host=host, activity="{}", first_at=at("13:00"),
            due_at=at("13:00"),
        )  # fmt: skip

    return make
