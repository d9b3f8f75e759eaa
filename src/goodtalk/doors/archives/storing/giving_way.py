"""Gives way to hours that are on: SQLite lets one process write at a time, and others wait."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from django.db import connection

from goodtalk.chats.arriving.placing import slot_at
from goodtalk.chats.models import Chat
from goodtalk.communities.rhythm import Rhythm
from goodtalk.doors.archives.reading.batches import Batch

FEW = 400  # rows, or the rest of an hour: written in less than a tenth of a second
LOOK_AGAIN_SECONDS = 2.0
# Whoever waits for SQLite's lock tries again every tenth of a second.
SHORTEST_SECONDS, LONGEST_SECONDS = 0.15, 2.0


class GivingWay:
    """While an hour of any community is on, writes less at a time, and rests as long as it took.

    Where none is, and on PostgreSQL, nothing is any slower.
    """

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._is_needed, self._looked_at = False, float("-inf")

    @contextmanager
    def after(self) -> Iterator[None]:
        """Rest after what is written in this block."""
        began = time.monotonic()
        yield
        self.rest(time.monotonic() - began)

    def rest(self, took: float = SHORTEST_SECONDS) -> None:
        """Let others write, for about as many seconds as they had to wait."""
        if self.is_needed():
            self._sleep(min(max(took, SHORTEST_SECONDS), LONGEST_SECONDS))

    def pieces(self, batch: Batch, rhythm: Rhythm) -> Iterator[Batch]:
        """A batch, to be written in one transaction; as several, with rests, where somebody waits.

        No hour is divided, for it is filed as a whole.
        """
        if not self.is_needed():
            yield batch
            return
        for start, end in pairwise([*_ends(batch, rhythm)]):
            told = batch.told._replace(posts=batch.told.posts[start:end])
            with self.after():
                yield replace(batch, entries=batch.entries[start:end], told=told)

    def is_needed(self) -> bool:
        """Whether people are in a room, as far as is known. A query every two seconds at most."""
        if connection.vendor != "sqlite":
            return False
        if time.monotonic() - self._looked_at > LOOK_AGAIN_SECONDS:
            on = Chat.objects.filter(opened_at__isnull=False, closed_at=None)
            self._is_needed, self._looked_at = on.exists(), time.monotonic()
        return self._is_needed


def _ends(batch: Batch, rhythm: Rhythm) -> Iterator[int]:
    """Where pieces of a batch may end, from 0 on."""
    last = 0
    yield last
    moments = [post.published for _, post in batch.entries]
    for place in range(1, len(moments)):
        if place - last >= FEW and _is_between_hours(rhythm, moments[place - 1], moments[place]):
            last = place
            yield last
    if last < len(moments):
        yield len(moments)


def _is_between_hours(rhythm: Rhythm, earlier: datetime, later: datetime) -> bool:
    slot = slot_at(rhythm, earlier)
    return slot is None or slot != slot_at(rhythm, later)
