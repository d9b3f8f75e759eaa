"""A thousand inboxes in one process: it counts what arrives and keeps when, and the bytes once.

Told things on standard input, a line each: `forget`, `report` (JSON), `sample` (JSON). Each inbox
has an address of its own: 127.0.x.y at one port.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

QUESTION = b"Who grits?"
ANSWER = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


class Sinks:
    """What has arrived since it was last told to forget."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.sample: dict[str, Any] = {}

    def keep(self, head: bytes, body: bytes) -> None:
        """One delivery is here, whole. The hour itself is told of as well, and is not counted."""
        if QUESTION not in body:
            return
        self.times.append(time.time())
        if not self.sample:
            lines = head.decode("latin-1").split("\r\n")[1:]
            headers = dict(line.split(": ", 1) for line in lines if line)
            self.sample = {"headers": headers, "body": body.decode()}


class Inbox(asyncio.Protocol):
    """One connection. Reads POST after POST."""

    def __init__(self, sinks: Sinks) -> None:
        self.sinks, self.buffer = sinks, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            length = next(
                int(line[15:]) for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            )
            if len(rest) < length:
                return
            self.sinks.keep(head, rest[:length])
            self.buffer = rest[length:]
            self.transport.write(ANSWER)  # type: ignore[attr-defined]


def hosts(number: int) -> list[str]:
    """So many addresses of this machine."""
    return [f"127.0.{1 + each // 250}.{1 + each % 250}" for each in range(number)]


async def serve(number: int) -> None:
    """Until standard input ends."""
    loop, sinks = asyncio.get_running_loop(), Sinks()
    first, *others = hosts(number)
    server = await loop.create_server(lambda: Inbox(sinks), first, 0, backlog=64)
    port = server.sockets[0].getsockname()[1]
    for host in others:
        await loop.create_server(lambda: Inbox(sinks), host, port, backlog=64)
    print(port, flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "forget":
            sinks.times.clear()
            print("{}", flush=True)
        elif line.strip() == "report":
            print(json.dumps({"times": sinks.times}), flush=True)
        else:
            print(json.dumps(sinks.sample), flush=True)


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
