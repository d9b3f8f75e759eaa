"""Imports hostile files with the real command, each into data of its own, and sees what happens."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.doors.archives.hostile.hostile import Hostile
from tests.running import COMMAND

RHYTHM = ("--rhythm", "FREQ=WEEKLY;BYDAY=FR", "--at", "13:00", "--zone", "Europe/London")
PATIENCE_SECONDS = 900
HEADING = f"{'':5} {'file':44} code seconds   MB  tables    said"
Tables = dict[str, list[tuple[object, ...]]]  # every row of every table


@dataclass(frozen=True)
class Seen:
    """What came of importing one file."""

    hostile: Hostile
    path: Path
    code: int  # of the command
    out: str
    said: list[str]  # lines on stderr
    seconds: float
    megabytes: int  # at the most, of either process
    more_rows: int  # of the database, in any table
    is_same: bool  # every row of every table is as it was
    left: list[str]  # files in the folder for temporary ones

    @property
    def is_as_told(self) -> bool:
        if self.left or any("Traceback" in line for line in self.said):
            return False
        if self.hostile.is_refused:
            sentence = f"goodtalk import: {self.hostile.sentence_at(self.path)}"
            rows = [line for line in self.said[:-1] if not line.startswith("line ")]
            return (self.code, self.said[-1:], rows, self.is_same) == (1, [sentence], [], True)
        figures = json.loads(self.out or "{}")
        told = (figures.get("stored"), figures.get("skipped", {}).get("invalid"))
        return (self.code, told) == (0, (self.hostile.stored, self.hostile.invalid))

    def __str__(self) -> str:
        mark = "" if self.is_as_told else "WRONG"
        tables = "as before" if self.is_same else f"{self.more_rows:+} rows"
        said = self.said[-1].removeprefix("goodtalk import: ") if self.said else ""
        if self.code == 0:
            figures = json.loads(self.out)
            invalid = figures["skipped"]["invalid"]
            note = f" {said}" if self.said and not said.startswith("line ") else ""
            said = f"{figures['stored']} stored, {invalid} invalid.{note}"
        said = said.replace(str(self.path.parent), "…")
        return (
            f"{mark:5} {self.hostile.name:44} {self.code:4} {self.seconds:7.1f} "
            f"{self.megabytes:4}  {tables:9} {said}"
        )


def see_each(wanted: Iterable[Hostile]) -> Iterator[Seen]:
    """Import each, one after the other; no file stays."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        empty = root / "empty"
        add = [*COMMAND, "community", "add", "lgovsm", *RHYTHM]
        subprocess.run(add, check=True, capture_output=True, env=environment(empty, root))
        for number, each in enumerate(wanted):
            place = root / str(number)
            place.mkdir()
            shutil.copytree(empty, place / "data")
            yield see(each, place)
            shutil.rmtree(place)


def see(hostile: Hostile, place: Path) -> Seen:
    """Import one, into the data folder in that place."""
    path, temporary, data = place / hostile.name, place / "tmp", place / "data"
    temporary.mkdir()
    # In a process of its own: what it takes would be counted with what the import takes.
    maker = [sys.executable, "-m", "tests.doors.archives.hostile", str(place), hostile.name]
    subprocess.run(maker, check=True)
    before = tables_in(data)
    began = time.monotonic()
    command = [*COMMAND, "import", str(path), "--community", "lgovsm", "--json"]
    with (place / "out").open("w+") as out, (place / "err").open("w+") as err:
        running = subprocess.Popen(
            command, env=environment(data, temporary), stdin=subprocess.DEVNULL,
            stdout=out, stderr=err,
        )  # fmt: skip
        _, status, used = os.wait4(running.pid, 0)
    seconds = time.monotonic() - began
    running.returncode = os.waitstatus_to_exitcode(status)
    after = tables_in(data)
    return Seen(
        hostile,
        path,
        running.returncode,
        (place / "out").read_text(),
        (place / "err").read_text().splitlines(),
        seconds,
        used.ru_maxrss // 1024,
        sum(map(len, after.values())) - sum(map(len, before.values())),
        before == after,
        [each.name for each in temporary.iterdir()],
    )


def environment(data: Path, temporary: Path) -> dict[str, str]:
    """Of a command that has that data folder, whatever else is set here."""
    others = {name: text for name, text in os.environ.items() if not name.startswith("GOODTALK_")}
    return others | {"GOODTALK_DATA": str(data), "TMPDIR": str(temporary)}


def tables_in(data: Path) -> Tables:
    """Every row of every table of a data folder's database."""
    [file] = data.glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: database.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall()
            for (name,) in named
        }
