"""What a listener asks for: `GET /{tag}/{date}/stream`, or `…/events?after=SEQ` by polling."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs

from django.db import Error

from goodtalk.chats.addresses import Hour, read_hour
from goodtalk.live.asgi import Headers, Receive, Scope, Send, answer, answer_in_words, header
from goodtalk.live.handover import HAND_OVER
from goodtalk.live.listeners import DirectListener, Listener, SentListener
from goodtalk.live.room import LogLost
from goodtalk.live.rooms import Place, Rooms
from goodtalk.live.wire import GREETING, polled

RETRY_AFTER_SECONDS = 5
METHODS = [(b"allow", b"GET, HEAD, OPTIONS")]
# What is said in public may be read by any page; no cookie is looked at.
OPEN_TO_ALL = [(b"access-control-allow-origin", b"*")]
NOT_KEPT = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *OPEN_TO_ALL]
STREAMED = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx
    (b"x-content-type-options", b"nosniff"),
    *OPEN_TO_ALL,
]
_ADDRESS = re.compile(r"/([^/]{1,200})/([0-9-]{10,13})/(stream|events)")


class Address(NamedTuple):
    """One of the two addresses of an hour that are answered here."""

    tag: str
    hour: Hour
    wants: str  # "stream" or "events"


class SeqNotUnderstood(Exception):
    """`after` is not a place in a log."""


def address_of(path: str) -> Address | None:
    """What a path names, if it is one of ours."""
    if (match := _ADDRESS.fullmatch(path)) and (hour := read_hour(match[2])):
        return Address(match[1], hour, match[3])
    return None


class Live:
    """The ASGI application behind those two addresses."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    async def __call__(self, scope: Scope, receive: Receive, send: Send, address: Address) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await answer(send, 204, headers=[*METHODS, *OPEN_TO_ALL])
        elif scope["method"] not in ("GET", "HEAD"):
            await answer_in_words(send, 405, "This can only be read.", METHODS)
        elif not self.rooms.is_open:
            await _say_come_back(send, "The server is stopping.")
        else:
            try:
                await self._find(scope, receive, send, address)
            except SeqNotUnderstood:
                await answer_in_words(send, 400, "`after` is a whole number, 0 or more.")

    async def _find(self, scope: Scope, receive: Receive, send: Send, address: Address) -> None:
        after = _resume_at(scope)
        try:
            place = await self.rooms.find(address.tag, address.hour)
        except Error:
            await _say_come_back(send, "The database cannot be reached.")
            return
        if place is None:
            await answer_in_words(send, 404, "There is no such hour.")
            return
        if after > place.seq:  # nobody can have heard that; or an older backup was restored
            after = 0
        if address.wants == "events":
            await self._tell_news(send, place, after)
        elif scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": STREAMED})
            await send({"type": "http.response.body", "body": b""})
        elif self.rooms.is_full:
            await _say_come_back(send, "Everybody's place is taken; ask for news instead.")
        else:
            async with self.rooms.arriving():
                await self._stream(scope, receive, send, place, after)

    async def _tell_news(self, send: Send, place: Place, after: int) -> None:
        try:
            frames = await self.rooms.room(place).news(after)
        except (Error, LogLost):
            await _say_come_back(send, "The database cannot be reached.")
        else:
            await answer(send, 200, polled(frames, after), NOT_KEPT)

    async def _stream(
        self, scope: Scope, receive: Receive, send: Send, place: Place, after: int
    ) -> None:
        direct = _hand_over(scope)
        if direct is not None:
            await self._admit(direct, place, after)
            return  # the connection is the listener's now; no task waits here
        await send({"type": "http.response.start", "status": 200, "headers": STREAMED})
        sent = SentListener()
        await sent.while_open(receive, send, self._admit(sent, place, after))

    async def _admit(self, listener: Listener, place: Place, after: int) -> None:
        listener.write(GREETING)
        try:
            await self.rooms.room(place).admit(listener, after)
        except (Error, LogLost):
            listener.close()  # it comes back in two seconds


def _hand_over(scope: Scope) -> DirectListener | None:
    """The connection, answered so far as its head; None where the server keeps it."""
    hand_over = scope.get("extensions", {}).get(HAND_OVER)
    if hand_over is None:
        return None
    is_chunked = scope["http_version"] == "1.1"
    listener = DirectListener(is_chunked=is_chunked)
    return listener if hand_over(listener, _head(is_chunked=is_chunked)) else None


def _head(*, is_chunked: bool) -> bytes:
    framing = (b"transfer-encoding", b"chunked") if is_chunked else (b"connection", b"close")
    lines = [b"%b: %b" % line for line in [*STREAMED, framing]]
    return b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"", b""])


def _resume_at(scope: Scope) -> int:
    """The last event that they have: the header or `after`, whichever is later.

    A header that makes no sense is left aside: a browser whose stream is refused never tries
    again. Raises SeqNotUnderstood when `after` makes none.
    """
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = query.get("after", ["0"])[-1]
    if (after := _seq(asked)) is None:
        raise SeqNotUnderstood(asked)
    return max(after, _seq(header(scope, b"last-event-id").decode("latin-1")) or 0)


def _seq(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


async def _say_come_back(send: Send, why: str) -> None:
    later: Headers = [(b"retry-after", str(RETRY_AFTER_SECONDS).encode()), *OPEN_TO_ALL]
    await answer_in_words(send, 503, why, later)
