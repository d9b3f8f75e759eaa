"""Keeps the cache of pictures within its bounds, and without what was erased."""

from collections.abc import Sequence
from itertools import islice
from threading import Lock
from time import monotonic

from django.conf import settings

from goodtalk.chats.arriving.among import among
from goodtalk.pictures.files import kept_files, remove_file
from goodtalk.pictures.models import Picture

EVERY_SECONDS = 600
BATCH = 1000  # keys a query

_lock = Lock()
_next = 0.0


def tidy_now_and_then() -> None:
    """Tidy up, if this process has not done so for ten minutes."""
    global _next  # one clock for the process
    with _lock:
        if monotonic() < _next:
            return
        _next = monotonic() + EVERY_SECONDS
    tidy()


def tidy() -> int:
    """Throw away files without a row, then the longest kept until the rest fits. How many went."""
    kept = kept_files()
    wanted = _with_row([key for _at, _size, key in kept])
    gone = [key for _at, _size, key in kept if key not in wanted]
    size = sum(size for _at, size, key in kept if key in wanted)
    for _at, bytes_of_it, key in kept:
        if size <= settings.PICTURES_MEGABYTES * 1024 * 1024:
            break
        if key in wanted:
            gone.append(key)
            size -= bytes_of_it
    for key in gone:
        remove_file(key)
    return len(gone)


def _with_row(keys: Sequence[str]) -> set[str]:
    rest, found = iter(keys), set[str]()
    while batch := list(islice(rest, BATCH)):
        rows = Picture.objects.filter(among("key", batch))
        found.update(rows.values_list("key", flat=True))
    return found
