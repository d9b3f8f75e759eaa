"""Asks one server of Mastodon's API one thing, and says in plain words what went wrong."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from goodtalk.doors.fediverse.gathering.limits import rests_until
from goodtalk.doors.fediverse.gathering.marks import Mark
from goodtalk.doors.fediverse.inbox.values import server_of
from goodtalk.outside.client import Answer, NotReachable, fetch

PAGE = 40  # statuses; the most that Mastodon gives
MAX_BYTES = 2 * 1024 * 1024  # a page of forty seldom has 400 KB
TIMEOUT_SECONDS = 5
JSON = "application/json"


class Trouble(Exception):
    """The server did not tell us; `str()` is a sentence for the organisers.

    `until` is when it wants to be asked again, where it has said so.
    """

    def __init__(self, sentence: str, until: datetime | None = None) -> None:
        super().__init__(sentence)
        self.until = until


@dataclass
class Server:
    """A server that is being asked, one thing after the other."""

    address: str  # https://mastodon.example
    token: str = ""
    host: str = field(init=False)
    rests_until: datetime | None = None  # it has answered, and wants a rest now

    def __post_init__(self) -> None:
        self.host = server_of(self.address)

    def page(
        self, tag: str, mark: Mark, now: datetime, *, after: str = "", before: str = ""
    ) -> list[Any] | None:
        """The statuses that follow a number, or come before one, or else the latest.

        None when nothing has changed. Raises Trouble.
        """
        wanted = {"limit": str(PAGE), "min_id": after, "max_id": before}
        asked = {name: value for name, value in wanted.items() if value}
        is_next = after == mark.newest and not before  # only of this the last answer is known
        answer = self._ask(
            f"/api/v1/timelines/tag/{quote(tag, safe='')}?{urlencode(asked)}",
            _if_changed(mark) if is_next else {},
            now,
        )
        if answer.status == 304 and is_next:
            return None
        found = _value(answer, now, bool(self.token))
        if not isinstance(found, list):
            raise Trouble("It answered with something that is no list of posts.")
        if is_next:
            mark.etag = _header(answer, "etag")[:200]
            mark.modified = _header(answer, "last-modified")[:100]
        return found[:PAGE]  # whoever sends more is not believed to have them in order

    def status(self, number: str, now: datetime) -> Any:
        """One status by its number; {} where it cannot be had. Raises Trouble."""
        answer = self._ask(f"/api/v1/statuses/{quote(number, safe='')}", {}, now)
        if answer.status in (401, 403, 404, 410, 422):
            return {}  # not there, or not for us
        return _value(answer, now, bool(self.token))

    def _ask(self, path: str, headers: dict[str, str], now: datetime) -> Answer:
        try:
            answer = fetch(
                self.address + path,
                accept=JSON,
                headers=headers | self._token(),
                max_bytes=MAX_BYTES,
                timeout_seconds=TIMEOUT_SECONDS,
            )
        except NotReachable as error:
            raise Trouble(f"It cannot be reached: {error}"[:300]) from error
        if 200 <= answer.status < 400:
            self.rests_until = rests_until(answer.status, answer.headers, now)
        return answer

    def _token(self) -> dict[str, str]:
        """The client does not carry it to where a server sends us on."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def _if_changed(mark: Mark) -> dict[str, str]:
    """RFC 9110, section 13.1: a server that has the same answer for us need not send it."""
    headers = {"If-None-Match": mark.etag, "If-Modified-Since": mark.modified}
    return {name: value for name, value in headers.items() if value}


def _value(answer: Answer, now: datetime, has_token: bool) -> Any:
    """The JSON of an answer. Raises Trouble."""
    status = answer.status
    if status == 200:
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise Trouble("It answered with something that is not JSON.") from None
    until = rests_until(status, answer.headers, now)
    if status == 429:
        raise Trouble("It has had enough of our questions for now.", until)
    if status in (401, 403, 422):
        raise Trouble(
            "It does not take our token (any more)." if has_token else "It wants a token."
        )
    if status in (404, 410):
        raise Trouble("It has no timelines of tags at this address.")
    if status >= 500:
        raise Trouble(f"It has trouble of its own (it answered {status}).", until)
    raise Trouble(f"It answered {status}, which says nothing to us.")


def _header(answer: Answer, name: str) -> str:
    found = answer.headers.get(name, "")
    return found if found.isascii() and found.isprintable() else ""
