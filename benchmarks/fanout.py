"""From the commit of a post until the last of N listeners has it, beside named references.

`python -m benchmarks.fanout [LISTENERS…]`
"""

import statistics
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from benchmarks.audience import Audience
from benchmarks.contestants import Goodtalk, Nchan, PlainAsgi, temporary_folder

ROUNDS = 11
WARM_UP = 2
_numbers = count(1)


class Figures(NamedTuple):
    """Medians of one contestant's rounds, in milliseconds; memory in KiB."""

    name: str
    until_last: float  # from the commit until the last listener has it
    fan_out: float  # from the first listener to the last
    kib_each: float  # of the server's memory, for each listener


def main(words: Sequence[str]) -> None:
    """Measure for each number of listeners, and print a table."""
    for listeners in [int(word) for word in words] or [1000, 5000]:
        with temporary_folder() as name:
            goodtalk = Goodtalk(Path(name))
            try:
                compare(goodtalk, listeners, Path(name))
            finally:
                goodtalk.stop()


def compare(goodtalk: Goodtalk, listeners: int, folder: Path) -> None:
    """Every contestant in turn, with so many listeners."""
    found = [measure(goodtalk, listeners)]
    plain = PlainAsgi(goodtalk)
    try:
        found.append(measure(plain, listeners))
    finally:
        plain.stop()
    try:
        nchan = Nchan(folder, goodtalk.data())
    except FileNotFoundError:
        print("nginx with Nchan is not on this machine (apt install libnginx-mod-nchan).")
    else:
        try:
            found.append(measure(nchan, listeners))
        finally:
            nchan.stop()
    show(listeners, found)


def measure(contestant: Goodtalk | PlainAsgi | Nchan, listeners: int) -> Figures:
    """Fill the room and say something again and again."""
    warm_up(contestant)
    before = resident_kib(contestant.pid)
    audience = Audience("127.0.0.1", contestant.port, contestant.path, listeners)
    until_last, fan_out = [], []
    try:
        for turn in range(WARM_UP + ROUNDS):
            word, committed = contestant.say(next(_numbers))
            first, last = audience.until_heard(word)
            if turn >= WARM_UP:
                until_last.append(1000 * (last - committed))
                fan_out.append(1000 * (last - first))
        each = (resident_kib(contestant.pid) - before) / listeners
    finally:
        audience.close()
    medians = statistics.median(until_last), statistics.median(fan_out)
    return Figures(contestant.name, *medians, each)


def warm_up(contestant: Goodtalk | PlainAsgi | Nchan) -> None:
    """A handful of listeners and one post: what is loaded then is not theirs."""
    audience = Audience("127.0.0.1", contestant.port, contestant.path, 10)
    word, _ = contestant.say(next(_numbers))
    audience.until_heard(word)
    audience.close()


def resident_kib(pid: int) -> int:
    """The memory of a process, by what Linux says of it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def show(listeners: int, found: list[Figures]) -> None:
    """One table: each contestant, and in brackets how many times as long as ours it took."""
    ours = found[0]
    print(f"\n{listeners} listeners, medians of {ROUNDS} rounds")
    print(f"{'':24} {'until the last':>21} {'first to last':>21} {'KiB each':>9}")
    for one in found:
        last, fan = one.until_last / ours.until_last, one.fan_out / ours.fan_out
        print(
            f"{one.name:24} {one.until_last:8.1f} ms ({last:5.2f} ×) "
            f"{one.fan_out:8.1f} ms ({fan:5.2f} ×) {one.kib_each:9.1f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
