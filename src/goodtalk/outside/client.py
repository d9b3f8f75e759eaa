"""The one client through which this server speaks to others.

https alone; no address that is not on the public internet, judged as each connection is made; at
most three redirects, judged again; limits on the time in all, on bytes after unpacking, on depth;
no cookies, no proxies. See docs/decisions/0004.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from django.conf import settings
from multidict import CIMultiDict
from yarl import URL

from goodtalk.outside.addresses import check_url
from goodtalk.outside.answers import Answer as Answer
from goodtalk.outside.answers import AnsweredOtherwise as AnsweredOtherwise
from goodtalk.outside.answers import NotAllowed as NotAllowed
from goodtalk.outside.answers import NotReachable as NotReachable
from goodtalk.outside.answers import Sign as Sign
from goodtalk.outside.answers import TooMuch as TooMuch
from goodtalk.outside.connecting import new_session
from goodtalk.outside.documents import read_document
from goodtalk.outside.limiting import Limited
from goodtalk.outside.unpacking import ENCODINGS, read_body

MAX_BYTES = 1024 * 1024
TIMEOUT_SECONDS = 10.0
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}


def fetch(
    url: str,
    *,
    accept: str,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
    sign: Sign | None = None,
) -> Answer:
    """Gets `url`, whatever the status; follows redirects. Raises NotReachable.

    Waits for the other server: never to be called where a reader waits for a page. `sign` is
    called in the caller's own thread, and may ask the database.
    """
    asked = {"Accept": accept} | dict(headers or {})
    until = monotonic() + timeout_seconds
    seen: list[str] = []
    while url not in seen:
        if len(seen) > MOST_REDIRECTS:
            raise NotReachable("The server sends us on too often.")
        seen.append(url)
        check_url(url)
        sent = dict(sign("GET", url, asked, b"")) if sign else asked
        answer = _wait_for(_once("GET", url, b"", sent, max_bytes, until - monotonic()))
        if answer.status not in REDIRECTS or not answer.headers.get("Location"):
            return answer
        asked, url = _sent_on(asked, url, answer.headers["Location"])
    raise NotReachable("The server sends us round in a circle.")


def fetch_json(
    url: str,
    *,
    accept: str = "application/json",
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
    sign: Sign | None = None,
) -> dict[str, Any]:
    """The same where the answer is a JSON object. Raises NotReachable.

    AnsweredOtherwise, one of its kinds, knows the status where that is not 2xx.
    """
    answer = fetch(
        url,
        accept=accept,
        headers=headers,
        max_bytes=max_bytes,
        timeout_seconds=timeout_seconds,
        sign=sign,
    )
    if not answer.is_good:
        raise AnsweredOtherwise(f"The server answered with {answer.status}.", answer.status)
    return read_document(answer.body)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    max_bytes: int = MAX_BYTES,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """Posts once, and follows no redirect. Raises NotReachable."""
    sent = dict(headers or {})
    return _wait_for(_once("POST", url, body, sent, max_bytes, timeout_seconds))


class Sender:
    """Many posts at once, over connections that are kept: `async with Sender() as sender`.

    As many names are looked up at once: where some take long, the others do not wait for a thread.
    """

    def __init__(self, *, connections: int = 100, per_host: int = 4) -> None:
        self._limits = (connections, per_host)

    async def __aenter__(self) -> Self:
        connections, per_host = self._limits
        self._names = ThreadPoolExecutor(connections, thread_name_prefix="names")
        self._session = new_session(
            connections=connections, per_host=per_host, resolving=self._names
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()
        # A look-up cannot be called off: whoever still waits for one is not waited for.
        self._names.shutdown(wait=False, cancel_futures=True)

    async def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int = 64 * 1024,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> Answer:
        """Posts once, and follows no redirect: a signature is for one address. Raises the same."""
        async with Limited(timeout_seconds):
            return await _ask(self._session, "POST", url, dict(headers or {}), body, max_bytes)


async def _once(
    method: str, url: str, body: bytes, headers: dict[str, str], max_bytes: int, seconds: float
) -> Answer:
    """One request over a connection of its own."""
    async with Limited(seconds), new_session(connections=1, per_host=1) as session:
        return await _ask(session, method, url, headers, body, max_bytes)


def _sent_on(headers: dict[str, str], url: str, location: str) -> tuple[dict[str, str], str]:
    """The next request. A token that was meant for one server is not for another."""
    try:
        following = urljoin(url, location).partition("#")[0]
    except ValueError as error:
        raise NotAllowed("The server sends us to what is no address.") from error
    before, after = urlsplit(url), check_url(following)
    if (before.scheme, before.netloc) != (after.scheme, after.netloc):
        headers = {name: said for name, said in headers.items() if name.lower() != "authorization"}
    return headers, following


async def _ask(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes,
    max_bytes: int,
) -> Answer:
    """One request, one answer."""
    check_url(url)
    sent = {"User-Agent": user_agent(), "Accept-Encoding": ENCODINGS} | headers
    target = URL(url, encoded=True)
    data = body if method == "POST" else None
    async with session.request(
        method, target, headers=sent, data=data, allow_redirects=False
    ) as response:
        if (response.content_length or 0) > max_bytes:
            raise TooMuch(f"The answer is longer than {max_bytes:,} bytes.")
        encoding = response.headers.get("Content-Encoding", "")
        content = await read_body(response.content.iter_any(), encoding, max_bytes)
        return Answer(response.status, url, CIMultiDict(response.headers), content)


def user_agent() -> str:
    """Who we are, and where to complain."""
    return f"goodtalk/{_version()} (+{settings.ORIGIN or 'no public address'})"


@cache
def _version() -> str:
    return version("goodtalk")


def _wait_for(asked: Coroutine[Any, Any, Answer]) -> Answer:
    """Runs it on a loop of its own thread: a name server that hangs does not hold the caller."""
    return asyncio.run_coroutine_threadsafe(asked, _loop()).result()


_starting = threading.Lock()
_running: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    with _starting:
        if not _running:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="outside", daemon=True).start()
            _running.append(loop)
        return _running[0]


os.register_at_fork(after_in_child=_running.clear)  # a thread does not come along
