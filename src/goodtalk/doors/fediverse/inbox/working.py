"""The worker's part: fetches what deliveries wait for, several at once."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from django.db import Error, connections
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from goodtalk.doors.fediverse.actors.known import (
    LATER,
    ActorGone,
    ActorNotUsable,
    ActorOutOfReach,
)
from goodtalk.doors.fediverse.inbox.looking import go_on
from goodtalk.doors.fediverse.inbox.models import Waiting, Wanted
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, refused
from goodtalk.doors.fediverse.inbox.parting import part_with
from goodtalk.doors.fediverse.inbox.seen import forget_old
from goodtalk.doors.fediverse.inbox.threads import fetch_wanted
from goodtalk.doors.fediverse.inbox.wanting import want_forgotten
from goodtalk.outside.client import AnsweredOtherwise, NotAllowed, NotReachable, TooMuch

AT_ONCE = 16  # fetches: they wait for strangers, and a slow one must not hold up the others
AT_ONCE_OF_HOST = 2
PAUSES_SECONDS = (15, 60, 300, 1800)  # between attempts; then it is given up
CLAIM = timedelta(minutes=5)  # whoever has taken it and died has lost it then
PRUNE_EVERY = timedelta(hours=1)

logger = logging.getLogger(__name__)

Turn = tuple[int, int, datetime]  # so often tried, the how manieth of its server, and since when


@dataclass(frozen=True)
class Work:
    """One row that this process has taken on."""

    row: Waiting | Wanted
    key: tuple[str, int]  # stays when the row is gone

    def run(self, now: datetime) -> Outcome:
        """Do it. Raises what may be over another time: ActorOutOfReach, NotReachable."""
        if isinstance(self.row, Waiting):
            return go_on(self.row, now=now)
        return fetch_wanted(self.row, now=now)


class Desk:
    """What this process is at: so much at once, and little of one server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hosts: dict[tuple[str, int], str] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="inbox")
        self._pruned_at: datetime | None = None

    def take(self, now: datetime) -> list[Work]:
        """Take on what is due, as far as there is room. Two queries when nothing is."""
        with self._lock:
            taken: list[Work] = []
            if len(self._hosts) >= AT_ONCE:
                return taken
            for row in _due(now, self._busy_hosts()):
                if len(self._hosts) >= AT_ONCE:
                    break
                if [*self._hosts.values()].count(row.host) < AT_ONCE_OF_HOST and _claim(row, now):
                    work = Work(row, (type(row).__name__, row.pk))
                    self._hosts[work.key] = row.host
                    taken.append(work)
            return taken

    def _busy_hosts(self) -> set[str]:
        """The servers of which no more is taken on for now."""
        so_many = Counter(self._hosts.values())
        return {host for host, count in so_many.items() if count >= AT_ONCE_OF_HOST}

    def put_down(self, work: Work) -> None:
        """It is done, or waits again."""
        with self._lock:
            del self._hosts[work.key]

    def submit(self, do: Callable[[Work], None], work: Work) -> None:
        """Have it done beside whoever asks."""
        self._pool.submit(do, work)

    def is_time_to_prune(self, now: datetime) -> bool:
        """Once an hour."""
        if self._pruned_at and now < self._pruned_at + PRUNE_EVERY:
            return False
        self._pruned_at = now
        return True


_desk = Desk()


def handle_waiting(now: datetime, *, and_wait: bool = False) -> int:
    """Begin with what is due: keys, notes, parents that have to be fetched. Returns how many.

    Called again and again; what was begun goes on beside it, in threads of its own, so that one
    slow server holds up nobody else. `and_wait`: do all of it before returning, in this thread.
    """
    if _desk.is_time_to_prune(now):
        forget_old(now)
        want_forgotten(now)
    begun = _desk.take(now)
    for work in begun:
        if and_wait:
            _do(work, now)
        else:
            _desk.submit(_do_beside, work)
    return len(begun)


def _due(now: datetime, busy: Collection[str]) -> list[Waiting | Wanted]:
    """Of each server the next two, the first of every one before anybody's second.

    The oldest come first, and what has failed before comes after the rest. However much there is
    of one server, it stands in nobody's way: of `busy` ones nothing is looked at.
    """
    found: list[tuple[Turn, Waiting | Wanted]] = []
    for rows in (Waiting.objects.all(), Wanted.objects.select_related("source")):
        turns = _turns(rows, now, busy)
        found += [(turns[pk], row) for pk, row in rows.in_bulk(turns).items()]
    return [row for _turn, row in sorted(found, key=itemgetter(0))]


def _turns(
    rows: QuerySet[Waiting] | QuerySet[Wanted], now: datetime, busy: Collection[str]
) -> dict[int, Turn]:
    """Whose turn it is, by their keys alone: bodies of a hundred megabytes are not sorted."""
    place = Window(RowNumber(), partition_by=F("host"), order_by=["attempts", "due_at", "pk"])
    due = rows.filter(due_at__lte=now).exclude(host__in=busy).annotate(place=place)
    due = due.filter(place__lte=AT_ONCE_OF_HOST).order_by("attempts", "place", "due_at")
    found = due.values_list("pk", "attempts", "place", "due_at")[: 2 * AT_ONCE]
    return {pk: (attempts, place, due_at) for pk, attempts, place, due_at in found}


def _claim(row: Waiting | Wanted, now: datetime) -> bool:
    """Take a row on, unless another worker has."""
    free = type(row).objects.filter(pk=row.pk, due_at=row.due_at)
    return bool(free.update(due_at=now + CLAIM))


def _do_beside(work: Work) -> None:
    try:
        _do(work, timezone.now())
    except Exception:
        logger.exception("Looking after %s", work.row)
    finally:
        connections.close_all()


def _do(work: Work, now: datetime) -> None:
    try:
        outcome = _try(work, now)
        if outcome is None:
            _again_later(work.row, now)
        else:
            logger.info("%s %s: %s", work.row, outcome.kind, outcome.reason)
            work.row.delete()
    except Error:
        raise  # the database is away: the claim runs out, and somebody takes it on again
    except Exception:
        with suppress(Error):
            _again_later(work.row, now)
        raise
    finally:
        _desk.put_down(work)


def _try(work: Work, now: datetime) -> Outcome | None:
    """What came of it; None where another time may bring more.

    Whose server says meanwhile that they are gone is forgotten, as if they had said so.
    """
    try:
        return work.run(now)
    except ActorGone as gone:
        return part_with(gone.uri, now=now)
    except ActorOutOfReach:
        return None
    except (ActorNotUsable, NotAllowed, TooMuch) as error:
        return refused(str(error))
    except AnsweredOtherwise as error:
        is_for_now = error.status in LATER or error.status >= 500
        return None if is_for_now else refused(str(error))
    except NotReachable:
        return None


def _again_later(row: Waiting | Wanted, now: datetime) -> None:
    if row.attempts >= len(PAUSES_SECONDS):
        logger.info("%s is given up.", row)
        row.delete()
        return
    row.due_at = now + timedelta(seconds=PAUSES_SECONDS[row.attempts])
    row.attempts += 1
    row.save(update_fields=["due_at", "attempts"])
