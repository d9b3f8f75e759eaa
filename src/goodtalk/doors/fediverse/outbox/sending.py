"""Sends many deliveries at once: servers beside one another, each server's own in their order."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from goodtalk.doors.fediverse.outbox.claiming import Keys
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.doors.fediverse.signing.requests import How, sign_request
from goodtalk.outside.client import NotAllowed, NotReachable, Sender

SERVERS_AT_ONCE = 200
SIGNERS = 2  # threads: an RSA signature takes a millisecond, and lets go of the interpreter
NAMES_AT_ONCE = 50  # name servers that are slow hold up no others
NO_ANSWER, NOT_SPOKEN_TO = 0, 1  # in place of a status
HEADERS = {
    "Content-Type": "application/activity+json",
    "Accept": "application/activity+json, application/ld+json, */*;q=0.1",
}
# Fedify's double-knocking (https://fedify.dev/manual/send#double-knocking): who answers one of
# these to the one kind of signature is asked with the other.
PERHAPS_THE_SIGNATURE = {400, 401, 403}
OTHER: dict[str, How] = {"cavage": "rfc9421", "rfc9421": "cavage"}


@dataclass(frozen=True)
class Sent:
    """What became of one delivery."""

    delivery: Delivery
    status: int  # or NO_ANSWER; NOT_SPOKEN_TO where our own policy forbids it
    words: str  # the answer in short, or why there was none
    retry_after: str = ""  # as the server wrote it
    way: str = ""  # the kind of signature that it took, where that was the other one

    @property
    def has_arrived(self) -> bool:
        return 200 <= self.status < 300


def send_all(rows: Sequence[Delivery], keys: Keys) -> list[Sent]:
    """Send them and wait for all answers. Opens an event loop of its own."""
    return asyncio.run(_send_all(rows, keys))


async def _send_all(rows: Sequence[Delivery], keys: Keys) -> list[Sent]:
    by_host = sorted(rows, key=lambda row: (row.host, row.pk))
    groups = [list(group) for _, group in groupby(by_host, key=lambda row: row.host)]
    places = asyncio.Semaphore(SERVERS_AT_ONCE)
    with _names_asked_beside(asyncio.get_running_loop()), _threads(SIGNERS) as signers:
        async with Sender(connections=SERVERS_AT_ONCE) as sender:
            post = Postbag(sender, signers, keys)

            async def one_server(its: list[Delivery]) -> list[Sent]:
                async with places:
                    return await _in_order(post, its)

            answers = await asyncio.gather(*(one_server(group) for group in groups))
    return [sent for server in answers for sent in server]


@contextmanager
def _names_asked_beside(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Names are looked up by threads that cannot be interrupted: the round does not wait for those
    that are left behind, which `asyncio.run` would.
    """
    with _threads(NAMES_AT_ONCE) as names:
        loop.set_default_executor(names)
        yield
        loop.set_default_executor(ThreadPoolExecutor(1))


@contextmanager
def _threads(most: int) -> Iterator[ThreadPoolExecutor]:
    threads = ThreadPoolExecutor(most)
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


async def _in_order(post: "Postbag", rows: Iterable[Delivery]) -> list[Sent]:
    """One after the other; where nobody answers, what is left is not tried."""
    done: list[Sent] = []
    for row in rows:
        if done and is_down(done[-1].status):
            done.append(Sent(row, done[-1].status, done[-1].words, done[-1].retry_after))
        else:
            done.append(await post.send(row))
    return done


def is_down(status: int) -> bool:
    """Whether it is the server that cannot take anything now, not this one thing."""
    return status in (NO_ANSWER, 429) or (status >= 500 and status != 501)


@dataclass(frozen=True)
class Postbag:
    """One round's client, its keys, and the threads that sign."""

    sender: Sender
    signers: ThreadPoolExecutor
    keys: Keys

    async def send(self, row: Delivery) -> Sent:
        """In the way that its server is known to take; where that is refused, in the other."""
        known: Any = self.keys.ways.get(row.host, "cavage")
        sent = await self._knock(row, known)
        if sent.status in PERHAPS_THE_SIGNATURE:
            again = await self._knock(row, OTHER[known])
            if again.has_arrived:
                return Sent(row, again.status, again.words, way=OTHER[known])
        return sent

    async def _knock(self, row: Delivery, how: How) -> Sent:
        key, body = self.keys.by_community[row.community_id], row.activity.encode()
        ask = ("POST", row.inbox, HEADERS, body, how)
        try:
            headers = await asyncio.get_running_loop().run_in_executor(
                self.signers, sign_request, key, *ask
            )
            answer = await self.sender.post(row.inbox, body, headers)
        except NotAllowed as error:
            return Sent(row, NOT_SPOKEN_TO, str(error)[:200])
        except NotReachable as error:
            return Sent(row, NO_ANSWER, str(error)[:200])
        retry_after = answer.headers.get("Retry-After", "")
        return Sent(row, answer.status, f"answered {answer.status}", retry_after)
