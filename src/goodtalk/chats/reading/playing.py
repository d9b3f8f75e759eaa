"""An old hour played again on a reader's page: from when to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from goodtalk.chats.models import Chat
from goodtalk.chats.reading.finding_in_hour import AFTER, BEFORE, Time

SPEEDS = (1, 5, 20, 60)
MINUTE = timedelta(minutes=1)  # a step of the slider, which has to reach the last post


@dataclass(frozen=True)
class Play:
    """The time over which the bar's slider goes. What came later than that is not played."""

    begins: datetime
    ends: datetime
    speeds: tuple[int, ...] = SPEEDS

    @classmethod
    def of(cls, chat: Chat, times: Sequence[Time]) -> "Play | None":
        """From the first post around the hour to the last; None where nothing can be played."""
        around = [
            said for _, said in times if chat.starts_at - BEFORE <= said <= chat.ends_at + AFTER
        ]
        if not chat.is_over or not around:
            return None
        begins, last = min(around[0], chat.starts_at), max(around[-1], chat.ends_at)
        return cls(begins, begins + ceil((last - begins) / MINUTE) * MINUTE)

    @property
    def seconds(self) -> int:
        """Its length."""
        return round((self.ends - self.begins).total_seconds())
