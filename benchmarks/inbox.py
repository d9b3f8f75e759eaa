"""Signed deliveries a second into our inbox, beside a server made of Fedify that gets the same.

`python -m benchmarks.inbox [DELIVERIES] [ROUNDS]`; `make test` has brought Fedify. On PostgreSQL
too, when it is called by `tests/postgresql.py -- python -m benchmarks.inbox`.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import aiohttp
from django.conf import settings

from benchmarks.senders import Delivery, Senders
from goodtalk.site.database import set_up
from tests.browser import scenes
from tests.running import RunningServer, free_port, running_server, wait_for

SENDERS = 20
AT_ONCE = 16  # requests that are on their way
FEDIFY = Path(__file__).parent.parent / "tests/fedify"


def main(words: Sequence[str]) -> None:
    """Measure both in turn, and print a table."""
    set_up()
    deliveries, rounds = (int(word) for word in [*words, "1000", "3"][:2])
    senders = Senders(SENDERS)
    database = "PostgreSQL" if settings.DATABASE_URL else "SQLite"
    with TemporaryDirectory() as folder, goodtalk(Path(folder)) as ours, fedify() as theirs:
        inboxes = {f"goodtalk on {database}": f"{ours.address}/fediverse-inbox"}
        inboxes["Fedify, in memory"] = f"{theirs}/inbox"
        for inbox in inboxes.values():  # everybody's key is known afterwards
            take(senders, inbox, SENDERS)
        wait_for(lambda: ours.tell(scenes.post_count) == SENDERS, lambda: "They did not arrive.")
        found: dict[str, list[float]] = {name: [] for name in inboxes}
        for _ in range(rounds):
            for name, inbox in inboxes.items():
                found[name].append(deliveries / take(senders, inbox, deliveries))
        expected = SENDERS + rounds * deliveries
        wait_for(lambda: ours.tell(scenes.post_count) == expected, lambda: "Some are missing.")
        counted = int(urlopen(f"{theirs}/count").read())
        assert counted == expected, f"Fedify counted {counted}."
    senders.stop()
    show(found, deliveries)


def take(senders: Senders, inbox: str, count: int) -> float:
    """Send so many, signed beforehand. The seconds until the last was answered with a 2xx."""
    signed = [senders.reply(number, inbox) for number in range(count)]
    began = time.monotonic()
    asyncio.run(_send(signed))
    return time.monotonic() - began


async def _send(signed: Sequence[Delivery]) -> None:
    left = iter(signed)

    async def work(session: aiohttp.ClientSession) -> None:
        for one in left:
            async with session.post(one.url, data=one.body, headers=one.headers) as answer:
                assert answer.status // 100 == 2, await answer.text()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(work(session) for _ in range(AT_ONCE)))


@contextmanager
def goodtalk(folder: Path) -> Iterator[RunningServer]:
    """`goodtalk serve` with an hour that is on."""
    port = free_port()
    environment = {
        "GOODTALK_ORIGIN": f"http://127.0.0.1:{port}", "GOODTALK_ALLOW_LOOPBACK": "1",
    }  # fmt: skip
    with running_server(folder, environment, port=port) as server:
        server.tell(scenes.make_community)
        server.tell(scenes.plan_hour, -600, 60, True)
        yield server


@contextmanager
def fedify() -> Iterator[str]:
    """Fedify's server: its address."""
    process = subprocess.Popen(
        [FEDIFY / "node_modules/.bin/node", FEDIFY / "inbox.js"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def show(found: dict[str, list[float]], deliveries: int) -> None:
    """One table; in brackets, times as many a second as Fedify takes."""
    medians = {name: statistics.median(rates) for name, rates in found.items()}
    theirs = medians["Fedify, in memory"]
    rounds = len(next(iter(found.values())))
    print(f"\n{deliveries} deliveries from {SENDERS} people, medians of {rounds} rounds")
    for name, rate in medians.items():
        print(f"{name:24} {rate:7.0f} a second ({rate / theirs:.2f} ×)")


if __name__ == "__main__":
    main(sys.argv[1:])
