"""Sends many deliveries at once: servers beside one another, each server's own in their order."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Any, Self

from goodtalk.doors.fediverse.outbox.claiming import Keys
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.doors.fediverse.signing.requests import How, sign_request
from goodtalk.outside.client import NotAllowed, NotReachable, Sender

SERVERS_AT_ONCE = 200
SIGNERS = 2  # threads: an RSA signature takes a millisecond, and lets go of the interpreter
ROUND_SECONDS = 60  # nothing is begun after that: what is left goes back into the queue
KEEP_SECONDS = 0.1  # answers of that time are kept together: a write for each would take longer
GRACE_SECONDS = 0.5  # for what is being sent, when told to stop
# In place of a status: nobody answered; our policy forbids it; we failed.
NO_ANSWER, NOT_SPOKEN_TO, OUR_MISTAKE = 0, 1, 2
HEADERS = {
    "Content-Type": "application/activity+json",
    "Accept": "application/activity+json, application/ld+json, */*;q=0.1",
}
# Fedify's double-knocking (https://fedify.dev/manual/send#double-knocking): who answers one of
# these to the one kind of signature is asked with the other.
PERHAPS_THE_SIGNATURE = {400, 401, 403}
OTHER: dict[str, How] = {"cavage": "rfc9421", "rfc9421": "cavage"}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """What became of one delivery."""

    delivery: Delivery
    status: int  # or one of those in place of it
    words: str  # the answer in short, or why there was none
    retry_after: str = ""  # as the server wrote it
    way: str = ""  # the kind of signature that it took, where that was the other one

    @property
    def has_arrived(self) -> bool:
        return 200 <= self.status < 300


class Sending:
    """Deliveries on their way, in a thread of their own: `with Sending(rows, keys) as sending`.

    Whoever keeps what comes of them may so wait for the database, and nobody else does. Told to
    stop, it begins none and calls off what has not been answered after a moment.
    """

    def __init__(self, rows: Sequence[Delivery], keys: Keys, stop: Event | None = None) -> None:
        by_host = sorted(rows, key=lambda row: (row.host, row.pk))
        self._groups = [list(group) for _, group in groupby(by_host, key=lambda row: row.host)]
        self._keys, self._stop = keys, stop or Event()
        self._is_called_off = False
        self._until = monotonic() + ROUND_SECONDS
        self._answers: SimpleQueue[Sequence[Sent]] = SimpleQueue()
        self._thread = ThreadPoolExecutor(1, "sending")

    def __enter__(self) -> Self:
        self._work = self._thread.submit(lambda: asyncio.run(self._send_all()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_called_off = True
        self._thread.shutdown()

    def answers(self) -> Iterator[list[Sent]]:
        """What was answered in the last tenth of a second, perhaps nothing, until all is over.

        What is in none of them was not tried, or is not known to have arrived.
        """
        is_over = False
        while not is_over:
            is_over = bool(wait([self._work], KEEP_SECONDS).done)
            yield [sent for some in self._so_far() for sent in some]
        self._work.result()  # raises what went wrong

    def _so_far(self) -> Iterator[Sequence[Sent]]:
        with suppress(Empty):
            while True:
                yield self._answers.get_nowait()

    @property
    def _is_to_end(self) -> bool:
        return self._is_called_off or self._stop.is_set()

    async def _send_all(self) -> None:
        places = asyncio.Semaphore(SERVERS_AT_ONCE)
        with ThreadPoolExecutor(SIGNERS) as signers:
            async with Sender(connections=SERVERS_AT_ONCE) as sender:
                post = Postbag(sender, signers, self._keys)

                async def one_server(its: Sequence[Delivery]) -> None:
                    async with places:
                        await self._in_order(post, its)

                await self._wait_for({asyncio.create_task(one_server(one)) for one in self._groups})

    async def _wait_for(self, servers: set[asyncio.Task[None]]) -> None:
        while servers and not self._is_to_end:
            _, servers = await asyncio.wait(servers, timeout=KEEP_SECONDS)
        if servers:
            _, servers = await asyncio.wait(servers, timeout=GRACE_SECONDS)
        for server in servers:
            server.cancel()
        await asyncio.gather(*servers, return_exceptions=True)

    async def _in_order(self, post: "Postbag", rows: Iterable[Delivery]) -> None:
        """One after the other; where nobody answers, what is left is not tried.

        What did not arrive is told of together, so that all of it is put off by the same time.
        """
        failed: list[Sent] = []
        for row in rows:
            if failed and is_down(failed[-1].status):
                failed.append(replace(failed[-1], delivery=row))
            elif self._is_to_end or monotonic() >= self._until:
                break
            else:
                sent = await post.send(row)
                if sent.has_arrived:
                    self._answers.put([sent])
                else:
                    failed.append(sent)
        self._answers.put(failed)


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
        """A mistake about one of them must not keep the others back."""
        try:
            return await self._send(row)
        except Exception:
            logger.exception("Delivering %s to %s", row.pk, row.inbox)
            return Sent(row, OUR_MISTAKE, "we failed")

    async def _send(self, row: Delivery) -> Sent:
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
