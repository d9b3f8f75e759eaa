"""A network between a browser and the server that can be cut, as in a tunnel."""

import contextlib
import socket
import threading


class Relay:
    """Passes bytes on, until it is cut; nobody can connect then, and who was is cut off."""

    def __init__(self, to: str) -> None:
        host, _, port = to.rpartition("/")[2].rpartition(":")
        self._to = (host, int(port))
        self._sockets: set[socket.socket] = set()
        self._is_cut = False
        self._door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._admit, daemon=True).start()

    def cut(self) -> None:
        """Into the tunnel."""
        self._is_cut = True
        for each in list(self._sockets):
            self._end(each)

    def mend(self) -> None:
        """Out of it."""
        self._is_cut = False

    def close(self) -> None:
        """For good."""
        self.cut()
        self._end(self._door)

    def _admit(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                inner, _ = self._door.accept()
                if self._is_cut:
                    inner.close()
                    continue
                try:
                    outer = socket.create_connection(self._to)
                except OSError:
                    inner.close()
                    continue
                self._sockets |= {inner, outer}
                for one, other in ((inner, outer), (outer, inner)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        self._end(one)
        self._end(other)

    def _end(self, each: socket.socket) -> None:
        self._sockets.discard(each)
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
