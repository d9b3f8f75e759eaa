"""Sends many deliveries at once: servers beside one another, each server's own in their order."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from time import monotonic
from typing import Any

from goodtalk.doors.fediverse.outbox.claiming import Keys
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.doors.fediverse.signing.requests import How, sign_request
from goodtalk.outside.client import NotAllowed, NotReachable, Sender

SERVERS_AT_ONCE = 200
SIGNERS = 2  # threads: an RSA signature takes a millisecond, and lets go of the interpreter
ROUND_SECONDS = 60  # nothing is begun after that: what is left goes back into the queue
# In place of a status: nobody answered; our policy forbids it; we failed; there was no time.
NO_ANSWER, NOT_SPOKEN_TO, OUR_MISTAKE, NOT_TRIED = 0, 1, 2, 3
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


def send_all(
    rows: Sequence[Delivery], keys: Keys, *, round_seconds: float = ROUND_SECONDS
) -> list[Sent]:
    """Send them and wait for all answers. Opens an event loop of its own."""
    return asyncio.run(_send_all(rows, keys, monotonic() + round_seconds))


async def _send_all(rows: Sequence[Delivery], keys: Keys, until: float) -> list[Sent]:
    by_host = sorted(rows, key=lambda row: (row.host, row.pk))
    groups = [list(group) for _, group in groupby(by_host, key=lambda row: row.host)]
    places = asyncio.Semaphore(SERVERS_AT_ONCE)
    with ThreadPoolExecutor(SIGNERS) as signers:
        async with Sender(connections=SERVERS_AT_ONCE) as sender:
            post = Postbag(sender, signers, keys)

            async def one_server(its: list[Delivery]) -> list[Sent]:
                async with places:
                    return await _in_order(post, its, until)

            answers = await asyncio.gather(*(one_server(group) for group in groups))
    return [sent for server in answers for sent in server]


async def _in_order(post: "Postbag", rows: Iterable[Delivery], until: float) -> list[Sent]:
    """One after the other; where nobody answers, what is left is not tried."""
    done: list[Sent] = []
    for row in rows:
        if done and is_down(done[-1].status):
            done.append(Sent(row, done[-1].status, done[-1].words, done[-1].retry_after))
        elif monotonic() >= until:
            done.append(Sent(row, NOT_TRIED, ""))
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
