"""Sends many deliveries at once: servers beside one another, each server's own in their order."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import groupby
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import Any

from goodtalk.doors.fediverse.outbox.claiming import Keys
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.doors.fediverse.signing.requests import How, sign_request
from goodtalk.outside.client import NotAllowed, NotReachable, Sender

SERVERS_AT_ONCE = 200
SLOW_AT_ONCE = 200  # beside them: servers that have not answered all of theirs
SLOW_SECONDS = 1  # after that
SIGNERS = 2  # threads: an RSA signature takes a millisecond, and lets go of the interpreter
TURN_SECONDS = 60  # of one server: what is left then goes back into the queue
KEEP_SECONDS = 0.1  # answers of that time are kept together: a write for each would take longer
GRACE_SECONDS = 0.5  # for what is being sent, when told to stop
# In place of a status: nobody answered; our policy forbids it; we failed; it was not tried.
NO_ANSWER, NOT_SPOKEN_TO, OUR_MISTAKE, NO_TIME = 0, 1, 2, 3
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


@contextmanager
def sending(stop: Event | None = None) -> Iterator["Sending"]:
    """What sends, in a thread of its own, until this ends: `with sending(stop) as under_way`.

    Whoever keeps what comes of it may so wait for the database, and nobody else does.
    """
    sender = AsyncExitStack()
    with _loop_beside() as loop, ThreadPoolExecutor(SIGNERS) as signers:
        opened = sender.enter_async_context(Sender(connections=SERVERS_AT_ONCE + SLOW_AT_ONCE))
        post = asyncio.run_coroutine_threadsafe(opened, loop).result()
        under_way = Sending(loop, post, signers, stop or Event())
        try:
            yield under_way
        finally:
            under_way.call_off()
            asyncio.run_coroutine_threadsafe(sender.aclose(), loop).result()


@contextmanager
def _loop_beside() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own. What still goes on in it at the end is called off."""
    runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
    loop = runner.get_loop()

    def run() -> None:
        with runner:
            loop.run_forever()

    with ThreadPoolExecutor(1, "sending") as thread:
        thread.submit(run)
        try:
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)


class Sending:
    """Deliveries on their way; more can be added at any time, for servers that have none there.

    A server that takes longer than a second makes room for another: those that never answer do
    not keep the others waiting. Told to stop, it begins none and calls off what has not been
    answered after a moment.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sender: Sender,
        signers: ThreadPoolExecutor,
        stop: Event,
    ) -> None:
        self._loop, self._sender, self._signers, self._stop = loop, sender, signers, stop
        self._connections = asyncio.Semaphore(SERVERS_AT_ONCE + SLOW_AT_ONCE)
        self._places = asyncio.Semaphore(SERVERS_AT_ONCE)
        self._servers: set[Future[None]] = set()
        self._answers: SimpleQueue[Sequence[Sent]] = SimpleQueue()

    def add(self, rows: Sequence[Delivery], keys: Keys) -> None:
        """Begin to send them: servers beside one another, each server's own in their order."""
        post, are_all_here = Postbag(self._sender, self._signers, keys), asyncio.Event()
        by_host = sorted(rows, key=lambda row: (row.host, row.pk))
        for _, its in groupby(by_host, key=lambda row: row.host):
            server = self._in_its_place(post, list(its), are_all_here)
            self._servers.add(asyncio.run_coroutine_threadsafe(server, self._loop))
        self._loop.call_soon_threadsafe(are_all_here.set)

    def answers(self) -> Iterator[list[Sent]]:
        """What was answered in the last tenth of a second, perhaps nothing, until all is over.

        What is in none of them was called off, or is not known to have arrived.
        """
        while self._servers:
            done, self._servers = wait(self._servers, KEEP_SECONDS)
            if self._stop.is_set():
                in_time, _ = wait(self._servers, GRACE_SECONDS)
                done |= in_time
                self.call_off()
            for server in done:
                server.result()  # raises what went wrong
            yield [sent for some in self._so_far() for sent in some]

    def call_off(self) -> None:
        """Wait for nobody any more."""
        for server in self._servers:
            server.cancel()
        self._servers = set()

    def _so_far(self) -> Iterator[Sequence[Sent]]:
        with suppress(Empty):
            while True:
                yield self._answers.get_nowait()

    async def _in_its_place(
        self, post: "Postbag", rows: Sequence[Delivery], are_all_here: asyncio.Event
    ) -> None:
        await are_all_here.wait()  # the first do not keep our thread from naming the last
        async with self._connections:
            await self._places.acquire()
            with ExitStack() as place:
                place.callback(self._places.release)
                self._loop.call_later(SLOW_SECONDS, place.close)  # once, whichever comes first
                await self._in_order(post, rows)

    async def _in_order(self, post: "Postbag", rows: Iterable[Delivery]) -> None:
        """One after the other; where nobody answers, what is left is not tried.

        What did not arrive is told of together, so that all of it is put off by the same time.
        """
        until = monotonic() + TURN_SECONDS
        failed: list[Sent] = []
        for row in rows:
            if failed and is_down(failed[-1].status):
                failed.append(replace(failed[-1], delivery=row))
            elif self._stop.is_set() or monotonic() >= until:
                failed.append(Sent(row, NO_TIME, "not tried"))
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
    """The client, the keys of what was added together, and the threads that sign."""

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
        key, body = self.keys.by_signer[row.signer], row.activity.encode()
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
