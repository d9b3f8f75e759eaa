"""From a question's minute to the last of a thousand servers that follow the community.

`python -m benchmarks.delivery [SERVERS] [ROUNDS]`. A running `goodtalk serve` on SQLite, one inbox
on each server. Beside it, to the same inboxes: Fedify, which signs each delivery as we do, and the
floor: the same bytes, signed beforehand, sent by aiohttp alone.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.followed import follow_from, left_over, released
from benchmarks.sinks import hosts
from tests.running import ROOT, running_server

AT_ONCE = 200
LEAD_SECONDS = 15  # before the first question's minute
FEDIFY = ROOT / "tests/fedify"
DEADLINE_SECONDS = 60


class SinksBeside:
    """The inboxes, in a process of their own."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sinks", str(number)], cwd=ROOT, text=True,
            bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        self.port = int(self._read())

    @property
    def inboxes(self) -> list[str]:
        return [f"http://{host}:{self.port}/inbox" for host in hosts(self.number)]

    def tell(self, what: str) -> Any:
        """"forget", "report", "sample"."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        return json.loads(self._read())

    def wait_for_all(self) -> list[float]:
        """When each delivery of this round arrived, in order."""
        deadline = time.time() + DEADLINE_SECONDS
        while len(times := self.tell("report")["times"]) < self.number:
            assert time.time() < deadline, f"Only {len(times)} have arrived."
            time.sleep(0.1)
        return sorted(times)

    def stop(self) -> None:
        """End it."""
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def ours(sinks: SinksBeside, rounds: int) -> list[tuple[float, float]]:
    """For each question: seconds from its minute to the first server, and to the last."""
    environment = {
        "GOODTALK_ORIGIN": "http://127.0.0.1:1", "GOODTALK_ALLOW_LOOPBACK": "1",
        "GOODTALK_DATABASE_URL": "",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, \
            running_server(Path(folder), environment) as server:
        server.run("community", "add", "lgovsm", "--name", "Local", "--rhythm",
                   "FREQ=WEEKLY;BYDAY=FR", "--at", "13:00", "--zone", "Europe/London",
                   "--minutes", "60")  # fmt: skip
        server.tell(follow_from, sinks.inboxes)
        return [_one_hour(server, sinks, number) for number in range(rounds)]


def _one_hour(server: Any, sinks: SinksBeside, number: int) -> tuple[float, float]:
    """An hour whose only question is about to fall due: of 12 minutes, one is the welcome."""
    starts = datetime.now(UTC) - timedelta(seconds=60 - LEAD_SECONDS)
    server.run("chat", "add", "--community", "lgovsm", "--starts", starts.isoformat(),
               "--minutes", "12", "--theme", f"Snow {number}", "--question", "Who grits?",
               "--autopilot")  # fmt: skip
    arrived = sinks.wait_for_all()
    due = datetime.fromisoformat(server.tell(released)[-1]).timestamp()
    while server.tell(left_over):
        time.sleep(0.1)
    sinks.tell("forget")
    return arrived[0] - due, arrived[-1] - due


def floor(sinks: SinksBeside) -> float:
    """Seconds that aiohttp takes to send the same bytes with the same headers."""
    sample = sinks.tell("sample")
    sinks.tell("forget")
    body = sample["body"].encode()
    headers = {name: value for name, value in sample["headers"].items() if name != "Host"}

    async def send_all() -> None:
        places = asyncio.Semaphore(AT_ONCE)
        async with aiohttp.ClientSession() as session:

            async def send(inbox: str) -> None:
                async with places, session.post(inbox, data=body, headers=headers) as response:
                    await response.read()

            await asyncio.gather(*map(send, sinks.inboxes))

    began = time.time()
    asyncio.run(send_all())
    return sinks.wait_for_all()[-1] - began


@contextmanager
def fedify(sinks: SinksBeside) -> Iterator[Any]:
    """What sends once with Fedify and returns the seconds; None where it is not installed."""
    node = FEDIFY / "node_modules/.bin/node"
    if not node.exists():
        yield None
        return
    process = subprocess.Popen(
        [node, FEDIFY / "delivery.js"], text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(sinks.inboxes) + "\n")
    process.stdout.readline()  # its keys are made

    def send() -> float:
        sinks.tell("forget")
        began = time.time()
        process.stdin.write("send\n")  # type: ignore[union-attr]
        process.stdout.readline()  # type: ignore[union-attr]
        return sinks.wait_for_all()[-1] - began

    yield send
    process.communicate()


def main(arguments: list[str]) -> None:
    """Print the table of benchmarks/README.md."""
    number, rounds = (int(each) for each in (*arguments, "1000", "3")[:2]) if len(arguments) != 1 \
        else (int(arguments[0]), 3)
    sinks = SinksBeside(number)
    try:
        questions = ours(sinks, rounds)
        floors = [floor(sinks) for _ in range(rounds)]
        with fedify(sinks) as send:
            fedifys = [send() for _ in range(rounds)] if send else []
    finally:
        sinks.stop()
    last = statistics.median(each for _, each in questions)
    print(f"{number} servers, medians of {rounds}; slowest round in brackets\n")
    print("| | first server | last server | ratio |\n| --- | --- | --- | --- |")
    first, slowest = statistics.median(one for one, _ in questions), max(x for _, x in questions)
    print(f"| goodtalk serve | {first:.2f} s | {last:.2f} s ({slowest:.2f}) | 1.00 |")
    for name, times in (("aiohttp, signed before", floors), ("Fedify", fedifys)):
        if times:
            middle = statistics.median(times)
            print(f"| {name} | | {middle:.2f} s ({max(times):.2f}) | {middle / last:.2f} |")


if __name__ == "__main__":
    main(sys.argv[1:])
