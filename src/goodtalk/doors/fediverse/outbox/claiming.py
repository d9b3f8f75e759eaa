"""Takes what is due out of the queue for a while, so that nobody else sends it as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.outbox.models import Delivery, Server
from goodtalk.doors.fediverse.signing.keys import SigningKey

LEASE = timedelta(minutes=2)  # what a worker that died had taken is due again after that


@dataclass(frozen=True)
class Keys:
    """With what, and in which way, each delivery of a round is signed."""

    by_community: dict[int | None, SigningKey]
    ways: dict[str, str]  # by host, of those that are known: "cavage" or "rfc9421"


def claim(now: datetime, most: int, *, failing: bool | None) -> list[Delivery]:
    """Take what is due, longest due first. One query when nothing is, three otherwise."""
    due = Delivery.objects.filter(due_at__lte=now)
    if failing is not None:
        bad = Server.objects.filter(host=OuterRef("host"), failing_since__isnull=False)
        due = due.filter(Exists(bad) if failing else ~Exists(bad))
    if not due.exists():  # without a lock: this is asked several times a second
        return []
    with transaction.atomic():
        taking = due.select_for_update(skip_locked=True, of=("self",))
        rows = list(taking.select_related("community").order_by("due_at", "pk")[:most])
        mine = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        mine.update(due_at=now + LEASE, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
    return rows


def claimed_keys(rows: Iterable[Delivery]) -> Keys:
    """What the deliveries are signed with. A query for each community, and one for all servers."""
    communities: dict[int | None, Community | None] = {}
    for row in rows:
        communities[row.community_id] = row.community
    known = Server.objects.filter(host__in={row.host for row in rows})
    return Keys(
        {number: signing_key(community, "rsa") for number, community in communities.items()},
        dict(known.values_list("host", "signs")),
    )
