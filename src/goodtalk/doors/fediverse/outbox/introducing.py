"""Shows a community anew to those who follow it when its name, words, colour or rhythm changed."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.documents import community_actor, profile
from goodtalk.doors.fediverse.outbox.activities import PUBLIC, proven
from goodtalk.doors.fediverse.outbox.delivering import deliver_to_followers
from goodtalk.doors.fediverse.outbox.models import Introduced


def introduce_anew(now: datetime) -> int:
    """Tell of communities that are not as they were; returns of how many.

    Looked for rather than told of by whoever changes them: pages, commands and the admin do. Three
    queries while nothing has changed, one more where there are communities not known yet.
    """
    if not addresses.is_open():
        return 0
    known = dict(Introduced.objects.values_list("community", "digest"))
    communities = list(Community.objects.prefetch_related("changes"))
    digests = {community: digest_of(community) for community in communities}
    Introduced.objects.bulk_create(
        [
            Introduced(community=community, digest=digest)
            for community, digest in digests.items() if community.pk not in known
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    changed = [one for one in communities if known.get(one.pk, digests[one]) != digests[one]]
    for community in changed:
        _tell(community, digests[community], now=now)
    return len(changed)


def digest_of(community: Community) -> str:
    """What of a community others keep, in short."""
    return sha256(json.dumps(profile(community), sort_keys=True).encode()).hexdigest()


@transaction.atomic
def _tell(community: Community, digest: str, *, now: datetime) -> None:
    """Once, however many workers have seen it."""
    row = Introduced.objects.select_for_update().get(community=community)
    if row.digest == digest:
        return
    row.digest = digest
    row.save(update_fields=["digest"])
    deliver_to_followers(community, _update_of(community, now=now), now=now)


def _update_of(community: Community, *, now: datetime) -> dict[str, Any]:
    actor = community_actor(community)
    update = {
        "@context": actor.pop("@context"),
        "id": addresses.activity_uri(community, "update-actor", community.pk, now),
        "type": "Update",
        "actor": actor["id"],
        "to": [PUBLIC],
        "cc": [actor["followers"]],
        "object": actor,
    }
    return proven(update, community)
