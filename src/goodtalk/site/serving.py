"""`goodtalk serve` and `goodtalk web`: the server from its first line to its last."""

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import uvicorn
from django.conf import settings

from goodtalk.site import claims, configuration
from goodtalk.site.claims import CannotServe
from goodtalk.site.database import bring_up_to_date, set_up
from goodtalk.site.worker_child import WorkerChild

GRACE_SECONDS = 1  # for pages that are being made when the server is told to stop
STOP_SECONDS = 1.8  # then the process is gone, whatever it was doing
KEEP_ALIVE_SECONDS = 75  # longer than a proxy keeps its idle connections

Announce = Callable[[str], None]

__all__ = ["CannotServe", "serve", "web"]


def serve(bind: str, announce: Announce | None = None) -> None:
    """Web, live stream and worker, until SIGTERM or Ctrl-C. Raises CannotServe.

    `announce` is called with the address when it answers; without it, the address is printed.
    """
    set_up()
    claims.open_files()
    with claims.data_folder(settings.DATA):
        _run(bind, announce or _print_address, WorkerChild())


def web(bind: str, announce: Announce | None = None) -> None:
    """Web and live stream alone: one of several, with PostgreSQL. Raises CannotServe."""
    set_up()
    claims.open_files()
    _run(bind, announce or _print_address, None)


class Server(uvicorn.Server):
    """uvicorn's, which says when it answers and has the worker stop with it."""

    def __init__(
        self, config: uvicorn.Config, on_start: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_start, self._on_stop = on_start, on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn; after it, requests are answered."""
        await super().startup(sockets)
        self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn on its way out."""
        self._on_stop()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stops on a signal and ends well: uvicorn would raise the signal again afterwards."""
        before = {each: signal.signal(each, self.handle_exit) for each in _STOPPING}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


_STOPPING = (signal.SIGINT, signal.SIGTERM)


def _run(bind: str, announce: Announce, worker: WorkerChild | None) -> None:
    listening = claims.address(bind)
    _let_know(listening)
    bring_up_to_date(settings.DATA)

    def on_start() -> None:
        if worker is not None:
            worker.start()
        announce(claims.shown(listening))

    def on_stop() -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # of pages that it cancels
        _end_within(STOP_SECONDS)
        if worker is not None:
            worker.begin_stop()

    Server(_configuration(), on_start, on_stop).run([listening])
    if worker is not None:
        worker.stop()


def _let_know(listening: socket.socket) -> None:
    """The port may have been given with the command, or by the system; the worker hears it too."""
    port = listening.getsockname()[1]
    os.environ[configuration.BIND.variable] = f"localhost:{port}"
    settings.ADDRESS = settings.ORIGIN or f"http://localhost:{port}"


def _configuration() -> uvicorn.Config:
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # strangers' bad requests
    # Django has to be set up before these.
    from goodtalk.live.handover import HandingOverProtocol
    from goodtalk.site.asgi import application

    return uvicorn.Config(
        application,
        loop="uvloop",
        http=HandingOverProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _end_within(seconds: float) -> None:
    """A page that takes longer is not waited for: what it had not committed did not happen."""
    hard_end = threading.Timer(seconds, os._exit, [0])
    hard_end.daemon = True
    hard_end.start()


def _print_address(address: str) -> None:
    sys.stdout.write(f"Goodtalk is at {address}\n")
    sys.stdout.flush()
