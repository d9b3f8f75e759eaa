"""Takes what is due out of the queue for a while, so that nobody else sends it as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.outbox.models import Delivery, Server
from goodtalk.doors.fediverse.signing.keys import SigningKey

LEASE = timedelta(minutes=2)  # what a worker that died had taken is due again after that
BAD_AFTER = timedelta(minutes=1)  # of failures: then a server is tried apart from the others


@dataclass(frozen=True)
class Keys:
    """With what, and in which way, each delivery of a round is signed."""

    by_community: dict[int | None, SigningKey]
    ways: dict[str, str]  # by host, of those that are known: "cavage" or "rfc9421"


def due(now: datetime) -> QuerySet[Delivery]:
    """What may be sent now: nothing to a server to which something is on its way already."""
    on_its_way = Delivery.objects.filter(host=OuterRef("host"), taken_until__gt=now)
    is_free = Q(taken_until=None) | Q(taken_until__lte=now)
    return Delivery.objects.filter(is_free, ~Exists(on_its_way), due_at__lte=now)


def claim(now: datetime, most: int, *, failing: bool | None) -> list[Delivery]:
    """Take what is due, longest due first. One query when nothing is, five otherwise.

    A server that failed once, a moment ago, is not among the failing: that may have been us.
    """
    free = due(now)
    if failing is not None:
        since = now - BAD_AFTER
        bad = Server.objects.filter(host=OuterRef("host"), failing_since__lte=since)
        free = free.filter(Exists(bad) if failing else ~Exists(bad))
    if not free.exists():  # without a lock: this is asked again and again
        return []
    with transaction.atomic():
        taking = free.select_for_update(of=("self",)).select_related("community")
        rows = _not_taken_meanwhile(list(taking.order_by("due_at", "pk")[:most]), now)
        mine = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        mine.update(taken_until=now + LEASE, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
    return rows


def _not_taken_meanwhile(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Whoever waited for a lock on PostgreSQL looks again at what that lock was held for."""
    hosts = {row.host for row in rows}
    taken = Delivery.objects.filter(host__in=hosts, taken_until__gt=now)
    busy = set(taken.values_list("host", flat=True))
    return [row for row in rows if row.host not in busy]


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
