"""Thousands of listeners in one process, as cheap as Python can make them."""

import select
import socket
import time
from contextlib import suppress

AT_A_TIME = 200  # connections that are being made
DEADLINE_SECONDS = 60


class Audience:
    """Listeners of one stream. What they read is looked through, and not kept."""

    def __init__(self, host: str, port: int, path: str, listeners: int) -> None:
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode()
        )
        self._poll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._buffer = bytearray(1 << 18)
        for _ in range(0, listeners, AT_A_TIME):
            self._connect(host, port, min(AT_A_TIME, listeners - len(self._sockets)))

    def until_heard(self, word: bytes) -> tuple[float, float]:
        """Until everybody has the event that holds the word: when the first had it, and the last.

        Seconds of the system's monotonic clock. Raises TimeoutError.
        """
        waiting, begun = set(self._sockets), set()
        first = last = 0.0
        deadline = time.monotonic() + DEADLINE_SECONDS
        while waiting:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(waiting)} listeners did not hear {word!r}.")
            for handle, _ in self._poll.poll(1):
                size = self._read(handle)
                if handle not in begun and self._buffer.find(word, 0, size) >= 0:
                    begun.add(handle)
                if handle in begun and self._buffer.find(b"\n\n", max(0, size - 4), size) >= 0:
                    waiting.discard(handle)
                    last = time.monotonic()
                    first = first or last
        return first, last

    def close(self) -> None:
        """Hang up."""
        for connected in self._sockets.values():
            connected.close()
        self._poll.close()

    def _connect(self, host: str, port: int, number: int) -> None:
        """So many more, until each has been answered."""
        fresh = set()
        for _ in range(number):
            connected = socket.create_connection((host, port), timeout=DEADLINE_SECONDS)
            connected.sendall(self.request)
            connected.setblocking(False)
            self._sockets[connected.fileno()] = connected
            self._poll.register(connected, select.EPOLLIN)
            fresh.add(connected.fileno())
        deadline = time.monotonic() + DEADLINE_SECONDS
        while fresh:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(fresh)} listeners were not answered.")
            for handle, _ in self._poll.poll(1):
                self._read(handle)
                fresh.discard(handle)

    def _read(self, handle: int) -> int:
        with suppress(BlockingIOError):
            if size := self._sockets[handle].recv_into(self._buffer):
                return size
            raise ConnectionError("A listener was sent away.")
        return 0
