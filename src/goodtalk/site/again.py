"""Work that is done again and again in a thread of the worker, whatever fails."""

import logging
import threading
from collections.abc import Callable

from django.db import Error, close_old_connections, connections

PAUSES_SECONDS = (0.25, 0.5, 1, 2, 5)  # after failures in a row, growing

Duty = Callable[[threading.Event], None]  # goes on until the event is set

logger = logging.getLogger(__name__)


def again_and_again(
    do: Callable[[], object],
    seconds: float,
    stop: threading.Event,
    what: str,
    bell: threading.Event | None = None,
) -> None:
    """Until told to stop, whatever fails: a database that is away, or a mistake of ours.

    After failures it waits longer each time; it tells of the first one, and when it is over.
    Where there is a bell, it need not wait for so many seconds while all is well.
    """
    failures = 0
    while not _is_told_to_stop(stop, _pause(failures), seconds, bell):
        close_old_connections()
        try:
            do()
        except Error as error:
            failures += 1
            level = logging.WARNING if failures == 1 else logging.DEBUG
            logger.log(level, "%s: %s", what, str(error).strip())
        except Exception:
            failures += 1
            logger.exception("%s", what)
        else:
            if failures:
                logger.info("%s goes on after %s failures.", what, failures)
            failures = 0
    connections.close_all()


def _is_told_to_stop(
    stop: threading.Event, pause: float, seconds: float, bell: threading.Event | None
) -> bool:
    """Waits first. Whoever tells work with a bell to stop rings that as well."""
    if pause or bell is None:
        return stop.wait(pause or seconds)
    if not stop.is_set():
        bell.wait(seconds)
        bell.clear()
    return stop.is_set()


def _pause(failures: int) -> float:
    return PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS)) - 1] if failures else 0
