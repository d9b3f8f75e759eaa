"""What is known of other servers: who fails, who is set aside as dead, and how each wants it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from goodtalk.doors.fediverse.hosts.rules import rules_of, shuts_out
from goodtalk.doors.fediverse.outbox.models import Delivery, Server

A_MOMENT = timedelta(minutes=1)
DEAD_AFTER = timedelta(days=7)  # of nothing but failures


def heard_of(host: str, *, now: datetime | None = None) -> None:
    """Something has come from there: it lives, whatever was thought of it, and what waits for it
    waits no longer. One query, or three.

    Not of a server that failed a moment ago: one that talks all the time, and takes nothing, would
    be tried all the time. Asked first: on SQLite a change takes the lock that every other writer
    waits for.
    """
    since = (now or timezone.now()) - A_MOMENT
    failing = Server.objects.filter(host=host, failing_since__lte=since)
    if failing.exists():
        failing.update(failing_since=None, dead_since=None)
        Delivery.objects.filter(host=host).update(due_at=F("first_at"))


def worth_telling(hosts: Collection[str]) -> set[str]:
    """Those of the servers to which something may go and is likely to arrive. Two queries."""
    rules = rules_of(hosts)
    dead = Server.objects.filter(host__in=hosts, dead_since__isnull=False)
    gone = set(dead.values_list("host", flat=True))
    return {host for host in hosts if host and host not in gone and not shuts_out(rules[host])}


def note_answers(answering: Iterable[str], failing: Collection[str], *, now: datetime) -> None:
    """Keep which servers took what they were sent and which did not.

    What waits for a server that has failed for a week is dropped, and nothing more is put aside
    for it until something comes from there.
    """
    Server.objects.filter(host__in=list(answering), failing_since__isnull=False).update(
        failing_since=None, dead_since=None
    )
    if not failing:
        return
    Server.objects.bulk_create(
        [Server(host=host, failing_since=now) for host in failing], ignore_conflicts=True
    )
    Server.objects.filter(host__in=failing, failing_since=None).update(failing_since=now)
    for host in Server.objects.filter(host__in=failing, failing_since__lte=now - DEAD_AFTER):
        host.dead_since = host.dead_since or now
        host.save(update_fields=["dead_since"])
        Delivery.objects.filter(host=host.host).delete()


def note_way(host: str, signs: str) -> None:
    """Keep which kind of signature a server has taken, so that it is the first one next time."""
    Server.objects.update_or_create(host=host, defaults={"signs": signs})
