"""The ASGI application: listeners go to `live`, every page to Django on a pool of threads."""

import asyncio
import logging
import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodtalk.site.settings")
django_application = get_wsgi_application()  # sets Django up; what follows needs that

from django.db import connections  # noqa: E402

from goodtalk.live.asgi import Message, Receive, Scope, Send, answer_in_words  # noqa: E402
from goodtalk.live.rooms import Rooms  # noqa: E402
from goodtalk.live.stream import Live, address_of  # noqa: E402
from goodtalk.site import configuration  # noqa: E402

GATHERED_BYTES = 1024 * 1024  # of a body, before a thread is given to it
BODY_SECONDS = 30  # so long may those take

logger = logging.getLogger(__name__)


class BodyCutOff(OSError):
    """Whoever was sending has gone; what came must not be taken for the whole."""


class Application:
    """One process's server: pages, streams and polls."""

    def __init__(self, *, threads: int, max_listeners: int) -> None:
        self.rooms = Rooms(max_listeners=max_listeners)
        self._live = Live(self.rooms)
        # Threads that stay, so that each keeps its database connection.
        self._pages = WSGIMiddleware(cast("Any", django_application), workers=threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's life."""
        if scope["type"] == "lifespan":
            await self._live_on(receive, send)
        elif scope["type"] != "http":
            raise ValueError(scope["type"])
        elif address := address_of(scope["path"]):
            await self._live(scope, receive, send, address)
        else:
            await self._show_page(scope, receive, send)

    async def _show_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            gathered = await asyncio.wait_for(_gather(receive), BODY_SECONDS)
        except TimeoutError:
            await answer_in_words(send, 408, "That took too long.", [(b"connection", b"close")])
            return
        except BodyCutOff:
            return
        # In a WSGI environment `x_name` and `x-name` are the same: only proxies may say the latter.
        scope["headers"] = [pair for pair in scope["headers"] if b"_" not in pair[0]]
        pages = cast("Any", self._pages)
        await pages(scope, _from_gathered(gathered, receive), send)

    async def _live_on(self, receive: Receive, send: Send) -> None:
        await receive()
        self.rooms.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.rooms.close()
        self._pages.executor.shutdown(wait=False, cancel_futures=True)
        connections.close_all()
        await send({"type": "lifespan.shutdown.complete"})


async def _gather(receive: Receive) -> list[Message]:
    """A body's beginning, mostly all of it: slow senders wait here, and hold no thread."""
    gathered: list[Message] = []
    size = 0
    while size < GATHERED_BYTES and (not gathered or gathered[-1].get("more_body")):
        gathered.append(await _receive_body(receive))
        size += len(gathered[-1].get("body", b""))
    return gathered


def _from_gathered(gathered: list[Message], receive: Receive) -> Receive:
    async def next_part() -> Message:
        return gathered.pop(0) if gathered else await _receive_body(receive)

    return next_part


async def _receive_body(receive: Receive) -> Message:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise BodyCutOff("The body is not complete.")
    return message


def whole_number(setting: configuration.Setting) -> int:
    """A setting that counts something. Raises SettingNotUnderstood."""
    return setting.whole_number()


application = Application(
    threads=whole_number(configuration.THREADS),
    max_listeners=whole_number(configuration.MAX_LISTENERS),
)
