"""One conversation with the server from which somebody signs in: bounded in time, and in number."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from goodtalk.doors.fediverse.signing_in.typed_address import host_of_origin, origin_of
from goodtalk.outside.client import Answer, NotReachable, fetch, post
from goodtalk.outside.documents import read_document

SECONDS = 8.0  # in all, for whatever has to be asked before a page can be shown
MAX_BYTES = 256 * 1024
# Strangers' servers may be slow on purpose; readers' pages need the other threads.
AT_ONCE = 2
WAIT_SECONDS = 3.0  # for a place, when somebody comes back from their server


class TooManyAtOnce(Exception):
    """Others are just signing in from slow servers; in a moment there will be room."""


class Refused(NotReachable):
    """The server answered, with something else than was asked for; `error` is its word for it."""

    def __init__(self, sentence: str, error: str = "") -> None:
        super().__init__(sentence)
        self.error = error


class Conversation:
    """What is said with one server within so many seconds."""

    def __init__(self, host: str, seconds: float = SECONDS) -> None:
        self.host = host
        self._ends = time.monotonic() + seconds

    def get(self, path: str, *, token: str = "") -> dict[str, Any]:
        """A JSON object that this server, and no other, answers with. Raises NotReachable."""
        return self._read(self._get(path, token, "application/json"))

    def find(self, acct: str) -> str:
        """The ActivityPub id of somebody, by WebFinger (RFC 7033). Raises NotReachable.

        The question may be sent on to another server: an account's domain need not be where its
        server is. Whether the id can be believed is for the caller to say.
        """
        asked = urlencode({"resource": acct})
        answer = self._get(f"/.well-known/webfinger?{asked}", "", "application/jrd+json", True)
        links = self._read(answer).get("links")
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and link.get("rel") == "self" and _is_activity(link):
                return str(link.get("href"))
        raise Refused("The server does not say whose account that is.")

    def post(self, path: str, fields: Mapping[str, str]) -> dict[str, Any]:
        """What a form is answered with; redirects are not followed. Raises NotReachable."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        body = urlencode(fields).encode("ascii")
        url = origin_of(self.host) + path
        return self._read(post(url, body, headers, timeout_seconds=self._left()))

    def _get(self, path: str, token: str, accept: str, may_go_on: bool = False) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = fetch(
            origin_of(self.host) + path, accept=accept, headers=headers, max_bytes=MAX_BYTES,
            timeout_seconds=self._left(),
        )  # fmt: skip
        if host_of_origin(answer.url) != self.host and not may_go_on:
            raise Refused("The server sends us on to another one.")
        return answer

    def _read(self, answer: Answer) -> dict[str, Any]:
        if answer.is_good:
            return read_document(answer.body)
        try:
            error = read_document(answer.body).get("error")
        except NotReachable:
            error = ""
        raise Refused(
            f"The server answered with {answer.status}.", error if isinstance(error, str) else ""
        )

    def _left(self) -> float:
        if (left := self._ends - time.monotonic()) <= 0:
            raise NotReachable("The server did not answer in time.")
        return left


_beginning, _coming_back = (threading.BoundedSemaphore(AT_ONCE) for _ in range(2))


@contextmanager
def a_place(*, comes_back: bool = False) -> Iterator[None]:
    """One of the few threads of this process that may wait for strangers. Raises TooManyAtOnce."""
    places = _coming_back if comes_back else _beginning
    if not places.acquire(timeout=WAIT_SECONDS if comes_back else None, blocking=comes_back):
        raise TooManyAtOnce
    try:
        yield
    finally:
        places.release()


def _is_activity(link: Mapping[str, Any]) -> bool:
    kind = link.get("type")
    return isinstance(kind, str) and ("activity+json" in kind or "activitystreams" in kind)
