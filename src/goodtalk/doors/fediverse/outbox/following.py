"""We follow somebody, as the server's actor or a community's: a relay, or an actor for a tag."""

from datetime import datetime
from typing import Any

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.outbox.activities import proven
from goodtalk.doors.fediverse.outbox.delivering import deliver

CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"]


def follow(
    actor: RemoteActor, community: Community | None, *, now: datetime, what: str = ""
) -> str:
    """Ask to follow; returns the id of the request. Their Accept or Reject comes to our inbox.

    `what` is what the request says that we follow, if that is not the actor: relays of Mastodon's
    kind want as:Public. Runs in the caller's transaction.
    """
    request = _request(actor, community, now=now, what=what)
    deliver(community, proven(request, community), [actor.inbox], now=now)
    return str(request["id"])


def unfollow(
    actor: RemoteActor, community: Community | None, *, now: datetime, what: str = ""
) -> None:
    """End it. Servers find what is undone by who followed whom."""
    request = _request(actor, community, now=now, what=what)
    del request["@context"]
    undo = {
        "@context": CONTEXT,
        "id": addresses.activity_uri(community, "undo", actor.pk, now),
        "type": "Undo",
        "actor": addresses.actor_uri_of(community),
        "to": [actor.uri],
        "object": request,
    }
    deliver(community, proven(undo, community), [actor.inbox], now=now)


def _request(
    actor: RemoteActor, community: Community | None, *, now: datetime, what: str
) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": addresses.activity_uri(community, "follow", actor.pk, now),
        "type": "Follow",
        "actor": addresses.actor_uri_of(community),
        "to": [actor.uri],
        "object": what or actor.uri,
    }
