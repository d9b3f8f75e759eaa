"""One visit at one server: for each tag, what is new there, page after page, and what came late.

Knows no database, so that several servers can be visited at once, each on a thread of its own.
Whatever a server does, a visit asks so many things, takes so many statuses, and ends.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from goodtalk.doors.fediverse.gathering.asking import Server, Trouble
from goodtalk.doors.fediverse.gathering.marks import Mark, is_number, order
from goodtalk.doors.fediverse.gathering.names import Names
from goodtalk.doors.fediverse.gathering.statuses import (
    AskItsOwnServer,
    NotTaken,
    Told,
    number_of,
    read_status,
)
from goodtalk.doors.fediverse.inbox.values import moment_at

MAX_REQUESTS = 10
MAX_PAGES = 5  # of one tag
MAX_SWEEP_PAGES = 2
MAX_ANSWERED = 4  # posts that are only asked for because somebody has answered them
MAX_SECONDS = 8
NEARLY_FULL = 20  # some servers never give forty at once
A_DAY = timedelta(days=1)

names = Names()


@dataclass
class Errand:
    """One tag, and how far it has been read at the server."""

    community_id: int
    tag: str
    tag_key: str
    mark: Mark
    told: list[Told] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)  # posts to be had from their own servers
    has_more: bool = False
    was_asked: bool = False


@dataclass
class Visit:
    """What came of it."""

    errands: Sequence[Errand]
    problem: str = ""
    until: datetime | None = None  # the server wants to be left alone so long
    has_answered: bool = False


def visit(server: Server, errands: Sequence[Errand], now: datetime) -> Visit:
    """Ask a server for each tag in turn, until it will not answer or we have asked enough."""
    return _Visitor(server, now).visit(errands)


class _Visitor:
    def __init__(self, server: Server, now: datetime) -> None:
        self.server = server
        self.now = now
        self._requests = 0
        self._ends = time.monotonic() + MAX_SECONDS

    def visit(self, errands: Sequence[Errand]) -> Visit:
        """See the function."""
        done = Visit(errands)
        try:
            for each in errands:
                if not self._may_ask():
                    break
                each.was_asked = True
                self._read_tag(each)
                each.mark.asked_at = self.now.isoformat()
        except Trouble as trouble:
            done.problem, done.until = str(trouble), trouble.until
        done.has_answered = not done.problem and any(each.was_asked for each in errands)
        done.until = done.until or self.server.rests_until
        return done

    def _read_tag(self, errand: Errand) -> None:
        statuses: list[Any] = []
        try:
            self._read_news(errand, statuses)
            self._read_back(errand, statuses)
            self._sweep(errand, statuses)
            self._ask_what_was_answered(statuses)
        finally:  # what has been told is kept, though the server fails at the next question
            self._take(errand, statuses)

    def _read_news(self, errand: Errand, statuses: list[Any]) -> None:
        """Forward from the newest: a page that is full has another one behind it."""
        mark = errand.mark
        for _ in range(MAX_PAGES):
            if not self._may_ask():
                errand.has_more = True
                return
            known = mark.newest
            fresh = _after(known, self._page(errand, after=known))
            if not fresh:  # nothing new; or the server shows the same page whatever it is asked
                return
            statuses += fresh
            mark.advance(max(map(number_of, fresh), key=order))
            if not known:
                mark.begin_reading_back(mark.newest, self.now - A_DAY, MAX_PAGES)
                _note_back(mark, fresh)
                return
            if len(fresh) < NEARLY_FULL:
                return
        errand.has_more = True

    def _read_back(self, errand: Errand, statuses: list[Any]) -> None:
        """From a first visit, back from the newest: the hour may have begun, but not last month's.

        Where the server, or our own patience, ends that, the next visit goes on with it: nothing
        else would ever ask for what lies before.
        """
        mark = errand.mark
        while mark.back:
            if not self._may_ask():
                errand.has_more = True
                return
            page = self._page(errand, before=mark.back)
            fresh = [one for one in _after("", page) if order(number_of(one)) < order(mark.back)]
            statuses += fresh
            _note_back(mark, fresh)

    def _sweep(self, errand: Errand, statuses: list[Any]) -> None:
        """Go over the last quarter of an hour again, a few pages a visit, for what came late."""
        mark = errand.mark
        mark.begin_sweep(self.now)
        for _ in range(MAX_SWEEP_PAGES):
            if not mark.sweep or not self._may_ask():
                return
            fresh = _after(mark.sweep, self._page(errand, after=mark.sweep))
            statuses += fresh
            last = max(map(number_of, fresh), key=order, default="")
            is_done = len(fresh) < NEARLY_FULL or order(last) >= order(mark.sweep_to)
            mark.sweep = "" if is_done else last

    def _ask_what_was_answered(self, statuses: list[Any]) -> None:
        """The API tells a number of what a status answers; the post's name has to be asked for."""
        host = self.server.host
        names.learn(host, statuses)
        for number in names.unknown(host, statuses)[:MAX_ANSWERED]:
            if not self._may_ask():
                return
            self._requests += 1
            names.set(host, number, "")
            names.learn(host, [self.server.status(number, self.now)])

    def _take(self, errand: Errand, statuses: list[Any]) -> None:
        host = self.server.host
        named = names.of(host, statuses)
        by_number = {number_of(status): status for status in statuses}
        for number in sorted(by_number, key=order):  # what is answered before what answers it
            try:
                told = read_status(by_number[number], tag=errand.tag_key, server=host, named=named)
                errand.told.append(told)
            except AskItsOwnServer as error:
                errand.elsewhere.append(str(error))
            except NotTaken:
                continue

    def _page(self, errand: Errand, *, after: str = "", before: str = "") -> list[Any]:
        self._requests += 1
        page = self.server.page(errand.tag, errand.mark, self.now, after=after, before=before)
        return page or []

    def _may_ask(self) -> bool:
        """Not when we have asked enough, and not when the server has had enough."""
        return (
            self._requests < MAX_REQUESTS
            and time.monotonic() < self._ends
            and self.server.rests_until is None
        )


def _note_back(mark: Mark, page: Sequence[Any]) -> None:
    """How far back a page has led; one that is not full has nothing before it."""
    first: Any = min(page, key=lambda one: order(number_of(one)), default={})
    said_at = moment_at(first, "created_at") if len(page) >= NEARLY_FULL else None
    mark.has_read_back(number_of(first), said_at)


def _after(number: str, page: Sequence[Any]) -> list[Any]:
    """Those with a usable number that is greater; one that was read already tells nothing new."""
    return [
        status
        for status in page
        if is_number(each := number_of(status)) and order(each) > order(number)
    ]
