"""Whoever asks may quote what our communities have said: it is for everybody (FEP-044f)."""

from typing import Any
from urllib.parse import quote

from goodtalk.doors.fediverse.actors.addresses import (
    activity_uri,
    actor_uri,
    object_uri,
    own_object_of,
)
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import is_of_one_server, uri_in
from goodtalk.doors.fediverse.outbox.activities import proven
from goodtalk.doors.fediverse.outbox.delivering import deliver
from goodtalk.doors.fediverse.outbox.models import OwnObject

_TERMS = {
    "gts": "https://gotosocial.org/ns#",
    "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
    "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
    "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
    "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
}
CONTEXT = [
    "https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1", _TERMS
]  # fmt: skip


def allow(taken: Taken) -> Outcome:
    """Say yes, and where that stands; nothing is kept of it."""
    own, asked = own_object_of(taken.uri), taken.activity
    if own is None or own.withdrawn_at is not None:
        return ignored("It asks about nothing that we have said.")
    uri, quoting = uri_in(asked.get("id")), uri_in(asked.get("instrument"))
    if not uri or not taken.actor.inbox or not is_of_one_server(quoting, taken.actor.uri):
        return refused("It does not say what is to quote us, or whom to answer.")
    request = {
        "id": uri, "type": "QuoteRequest", "actor": taken.actor.uri, "object": taken.uri,
        "instrument": quoting,
    }  # fmt: skip
    accept = {
        "@context": CONTEXT,
        "id": activity_uri(own.community, "allow", own.pk, taken.now),
        "type": "Accept",
        "actor": actor_uri(own.community),
        "to": [taken.actor.uri],
        "object": request,
        "result": _permission_uri(own, quoting),
    }
    deliver(own.community, proven(accept, own.community), [taken.actor.inbox], now=taken.now)
    return changed("They may quote it.")


def permission_of(own: OwnObject, quoting: str) -> dict[str, Any]:
    """What stands at the address of a permission. It is given to everybody, and so not kept."""
    return {
        "@context": CONTEXT,
        "id": _permission_uri(own, quoting),
        "type": "QuoteAuthorization",
        "attributedTo": actor_uri(own.community),
        "interactingObject": quoting,
        "interactionTarget": object_uri(own.community, own.pk),
    }


def _permission_uri(own: OwnObject, quoting: str) -> str:
    return f"{object_uri(own.community, own.pk)}/quoted?by={quote(quoting, safe='')}"
