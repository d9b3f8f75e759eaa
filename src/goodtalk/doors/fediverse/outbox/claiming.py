"""Takes what is due out of the queue for a while, so that nobody else sends it as well."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from goodtalk.doors.fediverse.actors.own_keys import former_signing_key, signing_key
from goodtalk.doors.fediverse.outbox.models import Delivery, Server
from goodtalk.doors.fediverse.outbox.servers import A_MOMENT
from goodtalk.doors.fediverse.signing.keys import SigningKey

LEASE = timedelta(seconds=5)  # what a worker that died had taken is due again after that
RENEW_SECONDS = 1  # by whoever lives


@dataclass(frozen=True)
class Keys:
    """With what, and in which way, each delivery of a round is signed."""

    by_signer: dict[tuple[int | None, int | None], SigningKey]
    ways: dict[str, str]  # by host, of those that are known: "cavage" or "rfc9421"


# Of each round of this very process, the servers of what is not kept yet. On SQLite a lease may
# run out while whoever would renew it waits for the lock.
_rounds: list[dict[int, str]] = []


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
        since = now - A_MOMENT
        bad = Server.objects.filter(host=OuterRef("host"), failing_since__lte=since)
        free = free.filter(Exists(bad) if failing else ~Exists(bad))
    if not free.exists():  # without a lock: this is asked again and again
        return []
    began = monotonic()
    with transaction.atomic():
        taking = free.select_for_update(of=("self",)).select_related("community", "former")
        rows = _not_taken_meanwhile(list(taking.order_by("due_at", "pk")[:most]), now)
        mine = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        mine.update(taken_until=later(now, began) + LEASE, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
    return rows


def _not_taken_meanwhile(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Whoever waited for a lock on PostgreSQL looks again at what that lock was held for."""
    hosts = {row.host for row in rows}
    taken = Delivery.objects.filter(host__in=hosts, taken_until__gt=now)
    busy = set(taken.values_list("host", flat=True))
    for left in _rounds:
        busy.update(left.values())
    return [row for row in rows if row.host not in busy]


@contextmanager
def on_their_way(rows: Iterable[Delivery]) -> Iterator[dict[int, str]]:
    """Nobody else in this process takes anything for the servers of what stays in it."""
    left = {row.pk: row.host for row in rows}
    _rounds.append(left)
    try:
        yield left
    finally:
        _rounds.remove(left)


def renew(numbers: Iterable[int], now: datetime) -> None:
    """Whoever sends them lives. A database that is busy keeps nobody from sending."""
    try:
        Delivery.objects.filter(pk__in=list(numbers)).update(taken_until=now + LEASE)
    except (OperationalError, InterfaceError):
        close_old_connections()


def give_back(numbers: Iterable[int]) -> None:
    """They are due as before, as if nobody had taken them."""
    taken = Delivery.objects.filter(pk__in=list(numbers))
    taken.update(taken_until=None, attempts=F("attempts") - 1)


def later(now: datetime, began: float) -> datetime:
    """What time it is, when it was `now` as the machine's steady clock said `began`."""
    return now + timedelta(seconds=monotonic() - began)


def claimed_keys(rows: Iterable[Delivery]) -> Keys:
    """What the deliveries are signed with. A query for each community, and one for all servers."""
    signers = {row.signer: row for row in rows}
    keys = {signer: _key_for(row) for signer, row in signers.items()}
    known = Server.objects.filter(host__in={row.host for row in rows})
    return Keys(
        {signer: key for signer, key in keys.items() if key},
        dict(known.values_list("host", "signs")),
    )


def _key_for(row: Delivery) -> SigningKey | None:
    return former_signing_key(row.former) if row.former else signing_key(row.community, "rsa")
