"""How this process hears that a chat has grown, whoever wrote to its log.

A nudge says where to look and nothing else. It may be lost, and may come twice: the log is the
truth, and `rooms` looks there every few seconds whatever it hears.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

from goodtalk.chats.log import CHANNEL, hear_nudges

LOOK_SECONDS = 0.05  # SQLite: how long a post that another process wrote may stay unnoticed
PAUSES_SECONDS = (0.25, 0.5, 1, 2, 5, 10)  # PostgreSQL: between attempts to connect

Heard = Callable[[int | None], None]  # a chat has grown; None: something has, or may have

logger = logging.getLogger(__name__)


async def hear_of_growth(heard: Heard) -> None:
    """Call `heard` on this loop whenever a chat may have grown. Ends when it is cancelled."""
    loop = asyncio.get_running_loop()

    def hear_here(chat_id: int) -> None:
        loop.call_soon_threadsafe(heard, chat_id)

    stop = hear_nudges(hear_here)
    try:
        if connection.vendor == "postgresql":
            await _listen(heard)
        else:
            await _watch(heard)
    finally:
        stop()


async def _watch(heard: Heard) -> None:
    """SQLite counts what others have committed; reading the count takes some microseconds."""
    path = connection.settings_dict["NAME"]
    version, watched = 0, None
    try:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                watched = watched or sqlite3.connect(path, timeout=0, isolation_level=None)
                seen = watched.execute("PRAGMA data_version").fetchone()[0]
            except sqlite3.Error as error:  # locked while somebody recovers the file
                logger.debug("Looking for what is new: %s", error)
                continue
            if seen != version:
                version = seen
                heard(None)
    finally:
        if watched is not None:
            watched.close()


async def _listen(heard: Heard) -> None:
    """PostgreSQL tells every process that listens, on any machine."""
    failures = 0
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_address()) as listening:
                await listening.execute(f"LISTEN {CHANNEL}")
                if failures:
                    logger.info("Hearing what is new again.")
                failures = 0
                heard(None)  # what was said while we were deaf
                async for notice in listening.notifies():
                    heard(int(notice.payload) if notice.payload.isdecimal() else None)
        except psycopg.Error as error:
            logger.log(
                logging.DEBUG if failures else logging.WARNING,
                "Cannot hear what is new until the database is back: %s",
                str(error).strip(),
            )
        await asyncio.sleep(PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS) - 1)])
        failures += 1


def _address() -> dict[str, Any]:
    database = connection.settings_dict
    named = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    return {
        **database.get("OPTIONS", {}),
        **{name: value for name, value in named.items() if value},
        "autocommit": True,
        "connect_timeout": 10,
        # A database whose machine has vanished sends no goodbye.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
