"""One look for everything that waits at this door, so that a quiet server asks little."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value

from goodtalk.doors.fediverse.inbox.models import Waiting, Wanted
from goodtalk.doors.fediverse.outbox.carrying import hours_with_news
from goodtalk.doors.fediverse.outbox.claiming import due

CARRY, DELIVER, TAKE_IN = "carry", "deliver", "take in"


def what_waits(now: datetime) -> set[str]:
    """What there is to do: CARRY, DELIVER, TAKE_IN. One query."""
    first, *others = (
        _named(CARRY, hours_with_news()),
        _named(DELIVER, due(now)),
        _named(TAKE_IN, Waiting.objects.filter(due_at__lte=now)),
        _named(TAKE_IN, Wanted.objects.filter(due_at__lte=now)),
    )
    return set(first.union(*others))


def _named(name: str, rows: QuerySet[Any]) -> QuerySet[Any, str]:
    named: QuerySet[Any] = rows.order_by().annotate(waits=Value(name, output_field=CharField()))
    return named.values_list("waits", flat=True)
