"""What we do, as it is told: Create, Update, Delete, each with an integrity proof of its actor."""

from datetime import datetime
from typing import Any

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.outbox.models import OwnObject
from goodtalk.doors.fediverse.signing.proofs import prove

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
# The terms of ActivityStreams that its own context lacks, and Mobilizon's of an Event
# (https://docs.mobilizon.org/5.%20Interoperability/1.activity_pub/).
CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    "https://w3id.org/security/data-integrity/v1",
    {
        "Hashtag": "as:Hashtag",
        "ostatus": "http://ostatus.org#",
        "conversation": "ostatus:conversation",
        "gts": "https://gotosocial.org/ns#",
        "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
        "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
        "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
        "ical": "http://www.w3.org/2002/12/cal/ical#",
        "mz": "https://joinmobilizon.org/ns#",
        "pt": "https://joinpeertube.org/ns#",
        "sc": "http://schema.org#",
        "category": "sc:category",
        "commentsEnabled": {"@id": "pt:commentsEnabled", "@type": "sc:Boolean"},
        "externalParticipationUrl": {"@id": "mz:externalParticipationUrl", "@type": "sc:URL"},
        "inLanguage": "sc:inLanguage",
        "isOnline": {"@id": "mz:isOnline", "@type": "sc:Boolean"},
        "joinMode": {"@id": "mz:joinMode", "@type": "mz:joinModeType"},
        "repliesModerationOption": {
            "@id": "mz:repliesModerationOption",
            "@type": "mz:repliesModerationOptionType",
        },
        "timezone": {"@id": "mz:timezone", "@type": "sc:Text"},
    },
]


def create_of(own: OwnObject, *, with_proof: bool = True) -> dict[str, Any]:
    """It was said."""
    uri, content = addresses.create_uri(own.community, own.pk), own.content
    done = _done(own.community, "Create", uri, content, at=own.published_at, like=content)
    return proven(done, own.community) if with_proof else done


def update_of(own: OwnObject, *, now: datetime) -> dict[str, Any]:
    """It is said otherwise now."""
    uri = addresses.activity_uri(own.community, "update", own.pk, now)
    done = _done(own.community, "Update", uri, own.content, at=now, like=own.content)
    return proven(done, own.community)


def delete_of(own: OwnObject, *, now: datetime) -> dict[str, Any]:
    """It is not said any more; `own.withdrawn_at` is set."""
    uri = addresses.activity_uri(own.community, "delete", own.pk, now)
    about, to = tombstone_of(own), audience(own)
    return proven(_done(own.community, "Delete", uri, about, at=now, like=to), own.community)


def tombstone_of(own: OwnObject) -> dict[str, Any]:
    """What stands at the address of something that is gone (ActivityPub, 6.4)."""
    return {
        "id": addresses.object_uri(own.community, own.pk),
        "type": "Tombstone",
        "formerType": "Event" if own.kind == OwnObject.Kind.EVENT else "Note",
        "deleted": own.withdrawn_at.isoformat(timespec="seconds") if own.withdrawn_at else None,
    }


def delete_of_actor(community: Community, *, now: datetime) -> dict[str, Any]:
    """The community itself is gone, and all that it has said: a Delete of its own actor, as
    Mastodon sends it (app/serializers/activitypub/delete_actor_serializer.rb).
    """
    uri = addresses.activity_uri(community, "delete-actor", community.pk, now)
    about, to = addresses.actor_uri(community), {"to": [PUBLIC], "cc": []}
    return proven(_done(community, "Delete", uri, about, at=now, like=to), community)


def audience(own: OwnObject) -> dict[str, list[str]]:
    """To everybody, and to followers in particular."""
    return {"to": [PUBLIC], "cc": [addresses.followers_uri(own.community)]}


def proven(document: dict[str, Any], community: Community | None) -> dict[str, Any]:
    """With a proof that it is ours, wherever it is found (FEP-8b32). One query."""
    return prove(document, signing_key(community, "ed25519"))


def _done(
    community: Community, kind: str, uri: str, about: dict[str, Any] | str, *, at: datetime,
    like: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    return {
        "@context": CONTEXT,
        "id": uri,
        "type": kind,
        "actor": addresses.actor_uri(community),
        "published": at.isoformat(timespec="seconds"),
        "to": like["to"],
        "cc": like["cc"],
        "object": about,
    }
