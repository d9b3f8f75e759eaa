"""What one server at a time may have: its data folder, its address; and enough open files."""

import contextlib
import fcntl
import os
import resource
import socket
from collections.abc import Iterator
from pathlib import Path


class CannotServe(Exception):
    """Why serving cannot begin, in one line for the operator."""


@contextlib.contextmanager
def data_folder(data: Path) -> Iterator[None]:
    """Ours until the process ends, however it ends. Raises CannotServe."""
    path = data / "serving.lock"
    with path.open("a+") as lock:  # not emptied: it names the other process
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            other = lock.read().strip()
            raise CannotServe(
                f"Another `goodtalk serve` (process {other}) is using the data folder {data}."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def address(bind: str) -> socket.socket:
    """A socket that listens at host:port. Raises CannotServe."""
    host, colon, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise CannotServe(f"Where to listen is written host:port, not {bind!r}.")
    try:
        found = socket.getaddrinfo(
            host or None, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, *_, at = found[0]
        listening = socket.create_server(at[:2], family=family, backlog=2048)
    except socket.gaierror as error:
        raise CannotServe(f"Cannot listen at {bind}: {error.strerror}.") from None
    except OSError as error:
        raise CannotServe(f"Cannot listen at {bind}: {os.strerror(error.errno or 0)}.") from None
    listening.setblocking(False)
    return listening


def shown(listening: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def open_files() -> None:
    """As many as the system lets us have: each listener is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
