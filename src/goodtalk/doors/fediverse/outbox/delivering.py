"""The queue of what has to reach whom: put aside here in the transaction that causes it.

Rows of Delivery are the queue (docs/decisions/0007): the worker has a loop of its own for them, so
that no long task of the task queue holds up a question.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Event
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.outbox.claiming import claim
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower, OwnObject
from goodtalk.doors.fediverse.outbox.rounds import go_round
from goodtalk.doors.fediverse.outbox.servers import worth_telling

A_ROUND = 2_000  # deliveries

_listeners: list[Callable[[], object]] = []


def deliver(
    community: Community | None, activity: dict[str, Any], inboxes: Iterable[str], *,
    now: datetime, own: OwnObject | None = None,
) -> int:  # fmt: skip
    """Put an activity aside for some inboxes; returns for how many. It tells of `own`, if of any.

    Nothing while this door is closed, to ourselves, to servers that are shut out, or to dead ones.
    Four queries, however many inboxes.
    """
    if not addresses.is_open():
        return 0
    hosts = {inbox: addresses.host_of(inbox) for inbox in inboxes if inbox}
    told = worth_telling(set(hosts.values()) - {addresses.our_host()}) if hosts else set()
    waits = _waits(told)
    body, kind = _bytes_of(activity), activity["type"] if own else ""
    rows = [
        Delivery(
            community=community, inbox=inbox, host=host, activity=body, first_at=now,
            due_at=max(now, waits.get(host, now)), own=own, kind=kind,
        )
        for inbox, host in hosts.items() if host in told
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows)
    if rows:
        transaction.on_commit(_tell_listeners, robust=True)
    return len(rows)


def catch_up(own: OwnObject, *, create: dict[str, Any], update: dict[str, Any]) -> None:
    """What still waits says what was said otherwise: nobody is told the old words any more.

    An Update that was overtaken goes. What is just being sent is the newest if it is sent again.
    """
    waiting = Delivery.objects.filter(own=own)
    waiting.filter(kind="Update", taken_until=None).delete()
    for activity in (create, update):
        waiting.filter(kind=activity["type"]).update(activity=_bytes_of(activity))


def call_back(own: OwnObject, *, delete: dict[str, Any]) -> None:
    """What still waits of something that was taken back is not sent, nor kept.

    What is just being sent is the Delete if it is sent again.
    """
    waiting = Delivery.objects.filter(own=own)
    waiting.filter(taken_until=None).delete()
    waiting.update(activity=_bytes_of(delete), kind=delete["type"])


def deliver_to_followers(community: Community, activity: dict[str, Any], *, now: datetime) -> int:
    """The same for all who follow a community: one delivery for each shared inbox."""
    return deliver(community, activity, inboxes_of_followers(community), now=now)


def inboxes_of_followers(community: Community) -> set[str]:
    """Where a community's followers are reached. One query."""
    followers = Follower.objects.filter(community=community, actor__gone_at=None)
    pairs = followers.values_list("actor__shared_inbox", "actor__inbox").distinct()
    return {shared or own for shared, own in pairs}


def deliver_due(
    now: datetime,
    *,
    failing: bool | None = None,
    stop: Event | None = None,
    bell: Event | None = None,
) -> int:
    """Send what is due; returns how many were tried. One query when nothing is.

    Any number of threads and workers may call it at once: what one of them has taken is not due
    for the others, nor is anything else for the same server. `failing` keeps to servers that have
    failed for some time, or to all others, so that the dead do not hold up the living. When the
    bell rings meanwhile, what is due for others is sent as well (and not counted). Told to stop,
    it gives back within a second what has not been answered.
    """

    def more() -> tuple[list[Delivery], datetime]:
        its_time = timezone.now()
        if bell is None or not bell.is_set():
            return [], its_time
        bell.clear()
        return claim(its_time, A_ROUND, failing=failing), its_time

    rows = claim(now, A_ROUND, failing=failing)
    if rows:
        go_round(rows, now=now, stop=stop, more=more if bell else None)
    return len(rows)


def hear_of_deliveries(listener: Callable[[], object]) -> Callable[[], None]:
    """Have it called after this process has put something aside; returns what stops it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def _bytes_of(activity: dict[str, Any]) -> str:
    return json.dumps(activity, ensure_ascii=False, separators=(",", ":"))


def _tell_listeners() -> None:
    for listener in _listeners:
        listener()


def _waits(hosts: Iterable[str]) -> dict[str, datetime]:
    """Until when a server is left alone, of those for which something waits that failed before.

    What comes later waits as long, so that an edit does not overtake what it edits.
    """
    waiting = Delivery.objects.filter(host__in=list(hosts), attempts__gt=0)
    return dict(waiting.values("host").annotate(until=Max("due_at")).values_list("host", "until"))
