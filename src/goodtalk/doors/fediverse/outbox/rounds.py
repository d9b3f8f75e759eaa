"""A round of deliveries: what was claimed is sent, and what came of it is kept as it comes.

A server is free for the next thing as soon as its own answers are kept, whoever else is slow; and
a worker that is killed has lost no more than what was answered in the last tenth of a second.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Event
from time import monotonic

from django.db import InterfaceError, OperationalError, close_old_connections

from goodtalk.doors.fediverse.outbox.claiming import (
    RENEW_SECONDS,
    claimed_keys,
    give_back,
    later,
    on_their_way,
    renew,
)
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.doors.fediverse.outbox.outcomes import settle
from goodtalk.doors.fediverse.outbox.sending import NO_TIME, Sent, sending

TRIES = 3  # at keeping what became of some: on SQLite each waits 20 seconds for the lock
MOST = 10_000  # deliveries on their way: more is not claimed, for a round is kept in memory


def go_round(
    rows: Sequence[Delivery],
    *,
    now: datetime,
    stop: Event | None = None,
    more: Callable[[], tuple[Sequence[Delivery], datetime]] | None = None,
) -> None:
    """Send what was claimed, and what `more` claims meanwhile, until nothing is on its way.

    `more` is called ten times a second, and says what time it is. What was not tried, or was
    called off, is due as before. Where we fail ourselves, the lease runs out instead: what was
    answered is then sent again, and not at once.
    """
    began = renewed = monotonic()
    with on_their_way(rows) as left, sending(stop) as under_way:
        under_way.add(rows, claimed_keys(rows))
        for answers in under_way.answers():
            _keep(answers, now=now)
            for sent in answers:
                del left[sent.delivery.pk]
            if more and len(left) < MOST:
                with _unless_the_database_is_busy():  # what is on its way goes on
                    fresh, now = more()
                    began = monotonic()
                    under_way.add(fresh, claimed_keys(fresh))
                    left.update({row.pk: row.host for row in fresh})
            if left and monotonic() - renewed >= RENEW_SECONDS:
                renew(left, later(now, began))
                renewed = monotonic()
        if left:
            give_back(left)


def _keep(answers: Sequence[Sent], *, now: datetime) -> None:
    """What became of them; a server whose time was over has the rest of its own back."""
    if tried := [sent for sent in answers if sent.status != NO_TIME]:
        _settle(tried, now=now)
    if untried := [sent.delivery.pk for sent in answers if sent.status == NO_TIME]:
        give_back(untried)


def _settle(answers: Sequence[Sent], *, now: datetime) -> None:
    """A database that is busy is asked again: what has been sent must not be sent once more."""
    for _ in range(TRIES - 1):
        try:
            settle(answers, now=now)
        except (OperationalError, InterfaceError):
            close_old_connections()
        else:
            return
    settle(answers, now=now)


@contextmanager
def _unless_the_database_is_busy() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError):
        close_old_connections()
