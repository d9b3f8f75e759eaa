"""How often a timeline is asked: often in an hour, seldom between times, ever less when it fails.

Everything here is reckoning: no clock, no database, no chance but what is handed in.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from goodtalk.chats.models import LOBBY_MINUTES, Chat

# Mastodon lets an address ask 300 times in five minutes (docs.joinmastodon.org/api/rate-limits):
# one a second. An hour takes about a sixth of that, however many look on here.
BUSY_SECONDS = 6.0
AFTER_SECONDS = 60.0  # talk spills over
IDLE_SECONDS = 300.0
AFTER = timedelta(minutes=90)
FIRST_PAUSE_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 3600.0
LONGEST_BUSY_PAUSE_SECONDS = 90.0  # a server that comes back within the hour is heard within it


def is_on(chat: Chat, now: datetime) -> bool:
    """Whether the hour is on, or its lobby is open or should be."""
    return chat.closed_at is None and now >= chat.starts_at - timedelta(minutes=LOBBY_MINUTES)


def pause_seconds(chats: Iterable[Chat], now: datetime) -> float:
    """How long to wait before a community's tag is asked for again.

    `chats` are those of its hours that are on, near, or not long over. Between times the pause
    ends when the next lobby opens, so that nothing of an hour's beginning is late.
    """
    pause = IDLE_SECONDS
    for chat in chats:
        if is_on(chat, now):
            return BUSY_SECONDS
        if chat.closed_at is not None:
            if now < chat.closed_at + AFTER:
                pause = min(pause, AFTER_SECONDS)
            continue
        until_lobby = (chat.starts_at - timedelta(minutes=LOBBY_MINUTES) - now).total_seconds()
        pause = min(pause, max(BUSY_SECONDS, until_lobby))
    return pause


def backing_off_seconds(failures: int, usual_seconds: float, chance: float) -> float:
    """How long a server that has failed so often in a row is left alone.

    Twice as long each time, and by `chance` (0 to 1) up to half of that less, so that servers
    that failed together are not asked together again. In an hour (the usual pause is short) the
    pauses stay short enough for it.
    """
    is_busy = usual_seconds <= BUSY_SECONDS
    longest = LONGEST_BUSY_PAUSE_SECONDS if is_busy else LONGEST_PAUSE_SECONDS
    pause = min(longest, FIRST_PAUSE_SECONDS * 2.0 ** min(failures - 1, 20))
    return max(usual_seconds, pause * (1 - chance / 2))
