"""Every room of this process: who listens where, and what wakes them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, ParamSpec, TypeVar

from django.db import close_old_connections

from goodtalk.chats.addresses import Hour
from goodtalk.chats.frames import Frame, frames_of
from goodtalk.chats.models import Chat
from goodtalk.communities.hashtags import fold_tag
from goodtalk.live.errands import Errand, keep_going
from goodtalk.live.nudges import hear_of_growth
from goodtalk.live.room import Room
from goodtalk.live.wire import HEARTBEAT

HEARTBEAT_SECONDS = 15
LOOK_SECONDS = 5  # whatever we hear
LINGER_SECONDS = 60  # a room that nobody is in any more: for those who poll, or come back
READING_THREADS = 2

P = ParamSpec("P")
T = TypeVar("T")


class Place(NamedTuple):
    """A chat, and how far its log goes."""

    chat_id: int
    seq: int


class Rooms:
    """Opened when the server starts, closed when it stops. Everything here is the loop's own."""

    def __init__(
        self, *, max_listeners: int, frames: Callable[[int, int, int], list[Frame]] = frames_of
    ) -> None:
        self.max_listeners = max_listeners
        self.is_open = False
        self._frames = frames
        self._rooms: dict[int, Room] = {}
        self._arriving = 0
        self._threads = ThreadPoolExecutor(READING_THREADS, "live")
        self._looking = Errand(self._look, "Looking for chats that have grown")
        self._tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Begin to hear what happens."""
        self.is_open = True
        self._tasks = [
            asyncio.create_task(keep_going(self._hear, "Hearing that chats have grown")),
            asyncio.create_task(keep_going(self._keep, "Keeping the rooms")),
        ]

    async def close(self) -> None:
        """Send everybody away and stop hearing."""
        self.is_open = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for room in self._rooms.values():
            room.close()
        self._looking.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    @property
    def listeners(self) -> int:
        """How many listen, or are about to."""
        return self._arriving + sum(len(room.listeners) for room in self._rooms.values())

    @property
    def is_full(self) -> bool:
        return self.listeners >= self.max_listeners

    @contextlib.asynccontextmanager
    async def arriving(self) -> AsyncIterator[None]:
        """Counts one who is not in a room yet."""
        self._arriving += 1
        try:
            yield
        finally:
            self._arriving -= 1

    async def find(self, tag: str, hour: Hour) -> Place | None:
        """The chat at an address. One query, in a thread."""
        return await self._in_thread(_find, tag, hour)

    def room(self, place: Place) -> Room:
        """The chat's room, opened for its first listener."""
        room = self._rooms.get(place.chat_id)
        if room is None:
            room = self._rooms[place.chat_id] = Room(place.chat_id, place.seq, self._read)
        room.used_at = asyncio.get_running_loop().time()
        return room

    def heard(self, chat_id: int | None) -> None:
        """That chat has grown; None: look which. Called on the loop."""
        if chat_id is None:
            if self._rooms:
                self._looking.ask()
        elif chat_id in self._rooms:
            self._rooms[chat_id].nudge()

    async def _hear(self) -> None:
        await hear_of_growth(self.heard)

    async def _look(self) -> None:
        # As the rooms are now: one that opens or reads on while we look was not looked for.
        looked_for = [(room, room.seq) for room in self._rooms.values()]
        seqs = await self._in_thread(_seqs, [room.chat_id for room, _ in looked_for])
        for room, seq in looked_for:
            if seqs.get(room.chat_id, -1) < seq:  # deleted, or another database
                self._shut(room)
            elif seqs[room.chat_id] > room.seq:
                room.nudge()

    async def _keep(self) -> None:
        """Once a second: heartbeats for the quiet rooms, and an end of the empty ones."""
        loop = asyncio.get_running_loop()
        seconds = 0
        while True:
            await asyncio.sleep(1)
            seconds += 1
            if seconds % LOOK_SECONDS == 0:
                self.heard(None)
            for room in list(self._rooms.values()):
                if loop.time() - room.told_at >= HEARTBEAT_SECONDS:
                    await room.tell(HEARTBEAT)
                if not room.listeners and loop.time() - room.used_at >= LINGER_SECONDS:
                    self._shut(room)

    def _shut(self, room: Room) -> None:
        if self._rooms.get(room.chat_id) is room:
            del self._rooms[room.chat_id]
        room.close()

    async def _read(self, chat_id: int, after: int, limit: int) -> list[Frame]:
        return await self._in_thread(self._frames, chat_id, after, limit)

    async def _in_thread(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _with_connection, do, args)


def _with_connection(do: Callable[..., T], args: tuple[object, ...]) -> T:
    """Django ends broken and outworn connections between requests; these threads have none."""
    close_old_connections()
    try:
        return do(*args)
    finally:
        close_old_connections()


def _find(tag: str, hour: Hour) -> Place | None:
    found = Chat.objects.at(fold_tag(tag), hour.day, hour.part).values_list("pk", "last_seq")
    return Place(*found[0]) if found else None


def _seqs(chat_ids: list[int]) -> dict[int, int]:
    return dict(Chat.objects.filter(pk__in=chat_ids).values_list("pk", "last_seq"))
