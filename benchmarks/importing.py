"""A large archive brought home, beside sqlite-utils, which stores the same rows as they are.

`python -m benchmarks.importing [ROWS…]`; `10000x3` for three rounds of as many rows.
"""

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.contestants import temporary_folder
from tests.running import COMMAND, ROOT

POSTS_AN_HOUR = 400  # in a large archive as in a small one
PEOPLE = 3000
LOOK_SECONDS = 0.1  # at memory
FIRST_HOUR = datetime(2014, 1, 3, 13, tzinfo=ZoneInfo("Europe/London"))
# So that a million rows are 2,500 hours of seven years, none of them still to come.
RHYTHM = ("--rhythm", "FREQ=DAILY", "--at", "13:00", "--zone", "Europe/London", "--minutes", "60")
COLUMNS = (
    "id_str", "from_user", "text", "created_at", "time", "geo_coordinates", "user_lang",
    "in_reply_to_user_id_str", "in_reply_to_screen_name", "from_user_id_str",
    "in_reply_to_status_id_str", "source", "profile_image_url", "user_followers_count",
    "user_friends_count", "user_location", "status_url", "entities_str",
)
WORDS = """
we told people early which roads would be gritted and put the map on our page so that everybody
could see what the crews saw calls went down residents liked it council officers
"""


class Run(NamedTuple):
    """What one command took: seconds of the clock and of cores, and the most memory that it and
    the processes that it began had at one time, what they share counted once.
    """

    seconds: float
    busy_seconds: float
    mebibytes: float


def main(words: Sequence[str]) -> None:
    """Measure for each number of rows, and print a table."""
    with temporary_folder() as name:
        folder = Path(name)
        sqlite_utils = set_up_sqlite_utils(folder)
        for rows, rounds in [sizes(word) for word in words or ("10000x3", "100000x3")]:
            archive = folder / f"{rows}.csv"
            write_archive(archive, rows)
            ours, theirs = [], []
            for turn in range(rounds):
                ours.append(import_with_goodtalk(archive, folder / f"data-{rows}-{turn}", rows))
                theirs.append(insert(sqlite_utils, archive, folder / f"{rows}-{turn}.db"))
            show(rows, ours, theirs)


def sizes(word: str) -> tuple[int, int]:
    """How many rows, and how often."""
    rows, _, rounds = word.partition("x")
    return int(rows), int(rounds or 1)


def import_with_goodtalk(archive: Path, data: Path, rows: int) -> Run:
    """Into a new data folder with one community that meets every day."""
    environment = os.environ | {"GOODTALK_DATA": str(data)}
    timed([*COMMAND, "community", "add", "snowchat", *RHYTHM], environment)
    command = [*COMMAND, "import", str(archive), "--community", "snowchat", "--json"]
    run, said = timed(command, environment)
    stored = json.loads(said)["stored"]
    if stored != rows:
        raise AssertionError(f"{stored} of {rows} rows were stored: {said}")
    return run


def insert(program: Path, archive: Path, database: Path) -> Run:
    """The same rows into one table."""
    words = ["insert", str(database), "posts", str(archive), "--csv", "--pk", "id_str", "--silent"]
    return timed([str(program), *words], dict(os.environ))[0]


def timed(command: list[str], environment: dict[str, str]) -> tuple[Run, str]:
    """Run a command to its end: what it took, and what it printed. Raises when it fails."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with watched_memory(process.pid) as seen:
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(seen) / 1024), said


@contextmanager
def watched_memory(process: int) -> Iterator[list[int]]:
    """KiB that a process and those that it began have, looked at again and again."""
    seen, is_over = [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_SECONDS):
            seen.append(sum(map(share_of_memory, [process, *begun_by(process)])))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def share_of_memory(process: int) -> int:
    """KiB; of what several processes share, its part. 0 when it is gone."""
    try:
        rolled_up = Path(f"/proc/{process}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) for line in rolled_up.splitlines() if line.startswith("Pss:"))


def begun_by(process: int) -> list[int]:
    """The children of a process, and theirs."""
    try:
        named = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [each for child in map(int, named) for each in (child, *begun_by(child))]


def set_up_sqlite_utils(folder: Path) -> Path:
    """The reference in an environment of its own, gone with the folder: its program."""
    venv.create(folder / "reference", with_pip=True)
    pip = [str(folder / "reference/bin/python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", "sqlite-utils"], check=True)
    return folder / "reference/bin/sqlite-utils"


def write_archive(path: Path, rows: int) -> None:
    """A TAGS sheet as years of hours leave it: questions, labelled answers, replies, links."""
    chance, an_hour = random.Random(rows), POSTS_AN_HOUR
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number in range(rows):
            day, place = divmod(number, an_hour)
            clock = FIRST_HOUR + timedelta(days=day, seconds=60 + 3000 * place // an_hour)
            table.writerow(_row(chance, number, place, an_hour, clock.astimezone(UTC)))


def _row(
    chance: random.Random, number: int, place: int, an_hour: int, said_at: datetime
) -> list[str | int]:
    """Number `place` of the `an_hour` posts of its hour."""
    question, first = 1 + 6 * place // an_hour, place % (an_hour // 6) == 0
    name = 1 + int(PEOPLE * chance.random() ** 3)  # few say much
    if first:
        name = 1 + number // an_hour % 20  # the chair of the hour
    words = " ".join(chance.choices(WORDS.split(), k=chance.randint(6, 18)))
    label = f"Q{question}: " if first else f"A{question} " if chance.random() < 0.6 else ""
    link = f" https://council{name % 50}.example/{number}" if chance.random() < 0.1 else ""
    reply = _id(number - chance.randint(1, 20)) if place > 20 and chance.random() < 0.25 else ""
    handle = f"person{name}"
    return [
        _id(number), handle, f"{label}{words}{'?' if first else ''} #snowchat{link}",
        f"{said_at:%a %b %d %H:%M:%S +0000 %Y}", f"{said_at:%d/%m/%Y %H:%M:%S}", "", "en",
        "", "", str(10_000 + name), reply, "Twitter Web Client",
        f"http://pictures.example/{handle}.png", name % 900, name % 700, "Hull",
        f"http://twitter.com/{handle}/statuses/{_id(number)}", "{}",
    ]


def _id(number: int) -> str:
    return str(418_000_000_000_000_000 + number * 4_194_304)


def show(rows: int, ours: list[Run], theirs: list[Run]) -> None:
    """One table: medians, and how many times as much ours took."""
    print(f"\n{rows:,} rows, medians of {len(ours)} rounds")
    print(f"{'':20} {'seconds':>9} {'of cores':>10} {'rows a second':>14} {'peak MiB':>9}")
    medians = [Run(*map(statistics.median, zip(*runs, strict=True))) for runs in (ours, theirs)]
    for name, run in zip(("goodtalk import", "sqlite-utils insert"), medians, strict=True):
        print(
            f"{name:20} {run.seconds:9.2f} {run.busy_seconds:10.2f} {rows / run.seconds:14,.0f} "
            f"{run.mebibytes:9.0f}"
        )
    ratios = [mine / other for mine, other in zip(*medians, strict=True)]
    print(f"{'ratio':20} {ratios[0]:9.2f} {ratios[1]:10.2f} {'':14} {ratios[2]:9.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
