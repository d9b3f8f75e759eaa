"""Work that a process does beside its requests, and that must not end when it fails once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.db import Error

logger = logging.getLogger(__name__)


class Errand:
    """Asked for while it is under way, it is done once more; asked for often, only once more.

    It never fails whoever asked: what went wrong is logged, and the next one to ask tries again.
    """

    def __init__(self, do: Callable[[], Awaitable[None]], what: str) -> None:
        self._do, self._what = do, what
        self._is_wanted = False
        self._task: asyncio.Task[None] | None = None

    def ask(self) -> "asyncio.Task[None]":
        """Have it done from now on. Returns what ends when nothing more is wanted."""
        self._is_wanted = True
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return self._task

    def cancel(self) -> None:
        """Stop it where it is."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                await self._do()
        except Error as error:  # the database is away or busy
            logger.warning("%s: %s", self._what, str(error).strip())
        except Exception:
            logger.exception("%s", self._what)
        finally:
            self._task = None


async def keep_going(do: Callable[[], Awaitable[None]], what: str) -> None:
    """What should never end is begun again, and its end is told."""
    while True:
        try:
            await do()
        except Exception:
            logger.exception("%s", what)
        await asyncio.sleep(1)
