import asyncio
import contextlib
import socket

import pytest

from goodtalk.live.listeners import MAX_UNREAD_BYTES, DirectListener, SentListener
from goodtalk.live.wire import packet

HELLO = packet(b"data: hello\n\n")


class Door:
    """Where listeners leave."""

    def __init__(self):
        self.left = []

    def leave(self, listener):
        self.left.append(listener)


@contextlib.asynccontextmanager
async def connected(*, is_chunked=True):
    """A direct listener and the socket at its other end."""
    here, there = socket.socketpair()
    there.setblocking(False)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_accepted_socket(asyncio.Protocol, here)
    listener, connections = DirectListener(is_chunked=is_chunked), set()
    listener.take_over(transport, connections)
    assert connections == {listener}
    try:
        yield listener, there
    finally:
        transport.abort()
        there.close()


async def read_all(there):
    """Everything that comes until the other side ends."""
    loop, parts = asyncio.get_running_loop(), []
    while part := await loop.sock_recv(there, 1 << 20):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    ("is_chunked", "said"),
    [(True, b"d\r\ndata: hello\n\n\r\n0\r\n\r\n"), (False, b"data: hello\n\n")],
    ids=["HTTP/1.1", "HTTP/1.0"],
)
def test_a_listener_reads_what_was_written_and_a_proper_goodbye(is_chunked, said):
    async def listen():
        async with connected(is_chunked=is_chunked) as (listener, there):
            listener.write(HELLO)
            listener.close()
            return await read_all(there)

    assert asyncio.run(listen()) == said


def test_a_listener_who_hangs_up_leaves_the_room():
    async def listen():
        door = Door()
        async with connected() as (listener, there):
            listener.enter(door)
            there.close()
            while not door.left:
                await asyncio.sleep(0)
            listener.write(HELLO)  # of no use, and no mistake
            return door.left == [listener], listener.is_gone

    assert asyncio.run(listen()) == (True, True)


def test_a_listener_in_the_room_who_does_not_read_is_closed():
    async def listen():
        door = Door()
        async with connected() as (listener, _there):
            listener.enter(door)
            for _ in range(3):
                listener.write(packet(b"x" * MAX_UNREAD_BYTES))
            is_gone = listener.is_gone
            while not door.left:
                await asyncio.sleep(0)
            return is_gone, door.left == [listener]

    assert asyncio.run(listen()) == (True, True)


def test_who_is_still_reading_what_they_missed_is_waited_for():
    async def listen():
        async with connected() as (listener, there):
            listener.write(packet(b"x" * MAX_UNREAD_BYTES))
            drained = asyncio.create_task(listener.drained())
            await asyncio.sleep(0)
            was_waited_for = not drained.done()
            loop = asyncio.get_running_loop()
            while not drained.done():
                await loop.sock_recv(there, 1 << 16)
            return was_waited_for, listener.is_gone

    assert asyncio.run(listen()) == (True, False)


def test_the_server_ends_its_listeners_on_its_way_out():
    async def listen():
        async with connected() as (listener, there):
            listener.shutdown()
            return await read_all(there)

    assert asyncio.run(listen()) == b"0\r\n\r\n"


class Sending:
    """An ASGI server's side of one request: what was sent, and when the client goes."""

    def __init__(self):
        self.sent = []
        self.gone = asyncio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append((message["body"], message["more_body"]))


async def nothing():
    """Somebody who is admitted at once."""


def test_through_asgi_the_same_bytes_are_sent_in_order_until_the_end():
    async def listen():
        server, listener = Sending(), SentListener()
        listener.write(HELLO)
        listener.write(packet(b"data: more\n\n"))
        sending = asyncio.create_task(
            listener.while_open(server.receive, server.send, nothing())
        )
        await listener.drained()
        listener.close()
        await sending
        return server.sent

    assert asyncio.run(listen()) == [
        (b"data: hello\n\n", True), (b"data: more\n\n", True), (b"", False),
    ]


def test_through_asgi_too_who_hangs_up_leaves_the_room():
    async def listen():
        server, listener, door = Sending(), SentListener(), Door()
        listener.enter(door)
        sending = asyncio.create_task(
            listener.while_open(server.receive, server.send, nothing())
        )
        server.gone.set()
        await sending
        return listener.is_gone, set(door.left) == {listener}

    assert asyncio.run(listen()) == (True, True)


def test_through_asgi_too_who_does_not_read_is_closed():
    listener, door = SentListener(), Door()
    listener.enter(door)

    listener.write(packet(b"x" * (MAX_UNREAD_BYTES + 1)))

    assert (listener.is_gone, door.left) == (True, [listener])
