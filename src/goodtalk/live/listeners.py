"""Somebody who listens: written to directly where the server allows it, else through ASGI."""

import asyncio
import socket
from collections import deque
from collections.abc import Coroutine
from typing import Protocol

from goodtalk.live.asgi import Receive, Send
from goodtalk.live.wire import LAST_CHUNK, Packet

MAX_UNREAD_BYTES = 1024 * 1024  # a listener who is further behind is closed, and resumes
DRAIN_SECONDS = 30  # so long may somebody take to read one page of what they missed
GONE_AFTER_MILLISECONDS = 60_000  # without a sign from the other side (Linux)


class Audience(Protocol):
    """Where listeners are."""

    def leave(self, listener: "Listener") -> None:
        """The listener is gone."""


class Listener(Protocol):
    """What a room needs of somebody who listens."""

    @property
    def is_gone(self) -> bool:
        """Whether writing is of no use any more."""

    def enter(self, audience: Audience) -> None:
        """From now on it hears everything that happens there; if it is too slow it is closed."""

    def write(self, packet: Packet) -> None:
        """Send bytes soon. Never waits."""

    async def drained(self) -> None:
        """Until it has read nearly all of what was written. Closes it when that takes long."""

    def close(self) -> None:
        """Say goodbye; it will come back by itself."""


class DirectListener(asyncio.Protocol):
    """The connection itself. No task and no queue belong to it: some 3 KB in all."""

    __slots__ = ("_audience", "_connections", "_drained", "_is_chunked", "transport")

    def __init__(self, *, is_chunked: bool) -> None:
        self._is_chunked = is_chunked
        self._audience: Audience | None = None
        self._drained: asyncio.Future[None] | None = None

    def take_over(self, transport: asyncio.Transport, connections: set[asyncio.Protocol]) -> None:
        """Become the protocol of a connection, one of those that the server ends on its way out."""
        self.transport, self._connections = transport, connections
        connections.add(self)
        transport.set_protocol(self)
        if (connected := transport.get_extra_info("socket")) is not None:
            _notice_silence(connected)

    @property
    def is_gone(self) -> bool:
        return self.transport.is_closing()

    def enter(self, audience: Audience) -> None:
        self._audience = audience
        self.transport.set_write_buffer_limits(high=MAX_UNREAD_BYTES)

    def write(self, packet: Packet) -> None:
        if not self.transport.is_closing():
            self.transport.write(packet.chunk if self._is_chunked else packet.raw)

    async def drained(self) -> None:
        if self._drained is not None:
            try:
                await asyncio.wait_for(self._drained, DRAIN_SECONDS)
            except TimeoutError:
                self.transport.abort()

    def close(self) -> None:
        if not self.transport.is_closing():
            if self._is_chunked:
                self.transport.write(LAST_CHUNK)
            self.transport.close()

    def shutdown(self) -> None:
        """Called by uvicorn on its way out, as on its own connections."""
        self.close()

    def pause_writing(self) -> None:
        """Called by the transport when too much is unread."""
        if self._audience is not None:
            self.transport.abort()
        else:
            self._drained = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Called by the transport when nearly all has been read."""
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None

    def connection_lost(self, error: Exception | None) -> None:
        """Called by the transport, once."""
        self.resume_writing()
        self._connections.discard(self)
        if self._audience is not None:
            self._audience.leave(self)


class SentListener:
    """The same through ASGI's `send`, for servers that do not hand their connections over."""

    def __init__(self) -> None:
        self.is_gone = False
        self._audience: Audience | None = None
        self._unread: deque[bytes] = deque()
        self._has_unread, self._is_drained = asyncio.Event(), asyncio.Event()

    def enter(self, audience: Audience) -> None:
        self._audience = audience

    def write(self, packet: Packet) -> None:
        self._unread.append(packet.raw)
        self._is_drained.clear()
        self._has_unread.set()
        if self._audience is not None and sum(map(len, self._unread)) > MAX_UNREAD_BYTES:
            self.close()

    async def drained(self) -> None:
        try:
            await asyncio.wait_for(self._is_drained.wait(), DRAIN_SECONDS)
        except TimeoutError:
            self.close()

    def close(self) -> None:
        self.is_gone = True
        self._has_unread.set()
        self._is_drained.set()
        if self._audience is not None:
            self._audience.leave(self)

    async def while_open(
        self, receive: Receive, send: Send, admitted: Coroutine[None, None, None]
    ) -> None:
        """Be admitted, and send what is written, in order, until either side ends it."""
        tasks = [asyncio.ensure_future(admitted), asyncio.ensure_future(self._wait(receive))]
        try:
            await self._send_until_gone(send)
        finally:
            self.close()
            for task in tasks:
                task.cancel()

    async def _wait(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.close()

    async def _send_until_gone(self, send: Send) -> None:
        while not self.is_gone:
            await self._has_unread.wait()
            self._has_unread.clear()
            while self._unread and not self.is_gone:
                await _send_body(send, self._unread.popleft(), more=True)
            self._is_drained.set()
        await _send_body(send, b"", more=False)


async def _send_body(send: Send, body: bytes, *, more: bool) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


def _notice_silence(connected: socket.socket) -> None:
    # A phone that went into a tunnel says no goodbye: without this it is written to for
    # a quarter of an hour.
    if connected.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
        option = socket.TCP_USER_TIMEOUT
        connected.setsockopt(socket.IPPROTO_TCP, option, GONE_AFTER_MILLISECONDS)
