"""One chat's listeners: what is new is read and rendered once, and written to all of them."""

import asyncio
from collections.abc import Awaitable, Callable

from goodtalk.chats.frames import Frame
from goodtalk.live.errands import Errand
from goodtalk.live.listeners import Listener
from goodtalk.live.ring import Ring
from goodtalk.live.wire import Packet, stream_packet

Reader = Callable[[int, int, int], Awaitable[list[Frame]]]  # chat, after, limit

PAGE = 100  # events that are read and rendered at a time
REACH = 256  # so far back, what one listener missed is read for all who come back with it
WRITES_AT_A_TIME = 500  # then others have their turn on the loop


class LogLost(Exception):
    """The log lacks events that it had: the chat was deleted, or an older backup restored."""


class Room:
    """The listeners of one chat, all of them told everything after `seq`."""

    def __init__(self, chat_id: int, seq: int, read: Reader) -> None:
        self.chat_id = chat_id
        self.listeners: set[Listener] = set()
        self.used_at = self.told_at = asyncio.get_running_loop().time()
        self._is_closed = False
        self._ring, self._read = Ring(seq), read
        self._reaching_back = asyncio.Lock()
        self._reading = Errand(self._read_on, f"Reading chat {chat_id} for its listeners")
        self.nudge()  # something may have happened since `seq` was looked up

    @property
    def seq(self) -> int:
        """The last event that everybody here has been told."""
        return self._ring.seq

    def nudge(self) -> None:
        """The chat may have grown."""
        self._reading.ask()

    async def admit(self, listener: Listener, after: int) -> None:
        """Tell a listener what happened since `after`, then whatever happens. Raises LogLost."""
        after = await self._at_most_here(after)
        while not listener.is_gone:
            if self._is_closed:  # while it was being let in: nobody would tell it anything
                listener.close()
                return
            frames = self._ring.since(after)
            if frames is not None:  # from here on nothing is awaited: no event falls between
                listener.enter(self)
                if frames:
                    listener.write(stream_packet(frames))
                self.listeners.add(listener)
                return
            if page := await self._earlier(after):
                listener.write(stream_packet(page))
                after = page[-1].seq
                await listener.drained()

    async def news(self, after: int) -> list[Frame]:
        """What happened since `after`, or the first page of it. Raises LogLost."""
        after = await self._at_most_here(after)
        while (frames := self._ring.since(after)) is None:
            if page := await self._earlier(after):
                return page
        return frames

    def leave(self, listener: Listener) -> None:
        """A listener has gone."""
        self.listeners.discard(listener)
        self.used_at = asyncio.get_running_loop().time()

    async def tell(self, packet: Packet) -> None:
        """Write the same bytes to everybody who is here now."""
        self.told_at = asyncio.get_running_loop().time()
        everybody = list(self.listeners)
        for start in range(0, len(everybody), WRITES_AT_A_TIME):
            for listener in everybody[start : start + WRITES_AT_A_TIME]:
                listener.write(packet)
            await asyncio.sleep(0)

    def close(self) -> None:
        """Send everybody away; they come back by themselves."""
        self._is_closed = True
        self._reading.cancel()
        for listener in list(self.listeners):
            listener.close()

    async def _read_on(self) -> None:
        while frames := await self._read(self.chat_id, self.seq, PAGE):
            self._ring.add(frames)  # first: who is admitted while we tell gets these from there
            await self.tell(stream_packet(frames))

    async def _at_most_here(self, after: int) -> int:
        # Another web process may have told them more than we have read so far.
        if after > self.seq:
            await asyncio.wait([self._reading.ask()])
        return min(after, self.seq)

    async def _earlier(self, after: int) -> list[Frame]:
        """A page of what the ring has no longer; or nothing, when the ring has it now."""
        reach = max(0, self._ring.floor - REACH)
        if after >= reach and self._ring.can_reach_back(reach):
            await self._reach_back(after)
            return []
        page = await self._read(self.chat_id, after, PAGE)
        told = [frame for frame in page if frame.seq <= self.seq]
        if not told:
            raise LogLost(self.chat_id, after)
        return told

    async def _reach_back(self, after: int) -> None:
        async with self._reaching_back:
            floor = self._ring.floor
            if after >= floor:
                return  # somebody who waited before us has done it
            reach = max(0, floor - REACH)
            frames = await self._read(self.chat_id, reach, floor - reach)
            if len(frames) != floor - reach:
                raise LogLost(self.chat_id, reach)
            if self._ring.floor == floor:  # else something was taken back while we read
                self._ring.reach_back(frames, reach)
