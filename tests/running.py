"""The real server as a child process of a test: started, told things, stopped, killed."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

import psycopg
from django.conf import settings

from tests.tables import (
    ROOT,
    beside_the_tests_own,
    database_at,
    database_with_tables,
    folder_with_tables,
)

DEADLINE_SECONDS = 90  # for what takes a second; only a machine that is stuck needs longer
COMMAND = [sys.executable, "-m", "goodtalk.site.command_line"]
CALL = """
import importlib, json, sys
from goodtalk.site.database import set_up
set_up()
module, name, arguments = sys.argv[1:]
print(json.dumps(getattr(importlib.import_module(module), name)(*json.loads(arguments))))
"""

# The same for one call after another: starting Python and Django takes longer than most calls.
CALLS = """
import importlib, json, sys, traceback
from goodtalk.site.database import set_up
set_up()
for line in sys.stdin:
    module, name, arguments = json.loads(line)
    try:
        said = {"answer": getattr(importlib.import_module(module), name)(*arguments)}
    except Exception:
        said = {"error": traceback.format_exc()}
    print(json.dumps(said), flush=True)
"""

T = TypeVar("T")


class Ended(NamedTuple):
    """How a server ended: after how many seconds, with which exit code."""

    seconds: float
    code: int


class RunningServer:
    """`goodtalk serve` with a data folder of its own; on PostgreSQL, with a database of its own.

    `address` is what it printed, without the slash at its end.
    """

    def __init__(
        self, data: Path, environment: dict[str, str] | None = None, port: int = 0
    ) -> None:
        self.data, self.address = data, ""
        self.output, self.errors = data.with_suffix(".out"), data.with_suffix(".err")
        self.environment = os.environ | {"GOODTALK_DATA": str(data)} | (environment or {})
        self._port = port  # 0: whichever is free
        self._process: subprocess.Popen[bytes] | None = None
        self._teller: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The process that was started last."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> float:
        """Begin, at the same port as before, and wait for the address: the seconds it took."""
        began = time.monotonic()
        with self.output.open("wb") as output, self.errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [*COMMAND, "serve", "--bind", f"127.0.0.1:{self._port}"],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=errors,
            )
        self.address = wait_for(self._printed_address, self._why_not)
        self._port = int(self.address.rpartition(":")[2])
        return time.monotonic() - began

    def stop(self, by: signal.Signals = signal.SIGTERM) -> Ended:
        """Ask it to end, and wait until it has."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(by)
        code = self._process.wait(DEADLINE_SECONDS)
        return Ended(time.monotonic() - began, code)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(DEADLINE_SECONDS)

    def run(self, *words: str) -> str:
        """A `goodtalk` command on the same data: what it printed. Raises if it fails."""
        return self._run([*COMMAND, *words])

    def tell(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a module's function in another process that has the same data: what it returned.

        Arguments and answer travel as JSON; one process takes one call after the other.
        """
        if self._teller is None:
            self._teller = subprocess.Popen(
                [sys.executable, "-c", CALLS], cwd=ROOT, env=self.environment, text=True, bufsize=1,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
        assert self._teller.stdin is not None and self._teller.stdout is not None
        call = [function.__module__, function.__name__, arguments]
        self._teller.stdin.write(json.dumps(call) + "\n")
        line = self._teller.stdout.readline()
        assert line, "The process that does what tests tell it has ended."
        said = json.loads(line)
        assert "error" not in said, said["error"]
        return said["answer"]

    def dismiss(self) -> None:
        """End the process that was told things."""
        if self._teller is not None:
            self._teller.communicate()  # closes its input

    def begin(self, function: Callable[..., Any], *arguments: Any) -> "subprocess.Popen[str]":
        """The same without waiting for its end: the process, for `communicate()`."""
        return subprocess.Popen(
            self._call(function, arguments), cwd=ROOT, env=self.environment, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )

    def workers(self) -> list[int]:
        """The processes that keep this server's time, by what Linux says of them."""
        return [
            int(folder.name)
            for folder in Path("/proc").glob("[0-9]*")
            if self._is_worker(folder)
        ]

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> list[str]:
        return [
            sys.executable, "-c", CALL,
            function.__module__, function.__name__, json.dumps(arguments),
        ]

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=4 * DEADLINE_SECONDS, check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _printed_address(self) -> str | None:
        assert self._process is not None
        printed = re.search(rb"http://[0-9.]+:\d+(?=/)", self.output.read_bytes())
        if printed is None:
            assert self._process.poll() is None, self._why_not()
        return printed[0].decode() if printed else None

    def _why_not(self) -> str:
        return f"The server did not start: {self.errors.read_text()}"

    def _is_worker(self, folder: Path) -> bool:
        with contextlib.suppress(OSError):  # it ended while we looked
            if b"goodtalk.site.working" in (folder / "cmdline").read_bytes().split(b"\0"):
                environment = (folder / "environ").read_bytes().split(b"\0")
                return f"GOODTALK_DATA={self.data}".encode() in environment
        return False


@contextlib.contextmanager
def running_server(
    folder: Path,
    environment: dict[str, str] | None = None,
    port: int = 0,
    *,
    is_new: bool = False,
) -> Iterator[RunningServer]:
    """A server that has started; whatever happens, it is gone afterwards.

    Its tables are copied from where they were made once; a server that `is_new` makes its own.
    """
    data = folder / "data"
    with database_of_its_own(data, is_new=is_new) as url:
        server = RunningServer(data, database_at(url) | (environment or {}), port)
        try:
            server.start()
            yield server
        finally:
            server.dismiss()
            if server.is_alive:
                server.kill()
            wait_for(lambda: not server.workers(), lambda: "A worker was left behind.")


@contextlib.contextmanager
def database_of_its_own(data: Path, *, is_new: bool) -> Iterator[str]:
    """On PostgreSQL, the URL of a new database beside the tests' own; on SQLite, nothing."""
    if not settings.DATABASE_URL:
        if not is_new:
            shutil.copytree(folder_with_tables(), data)
        yield ""
        return
    name = f"goodtalk_{uuid4().hex[:12]}"
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        like = "" if is_new else f" TEMPLATE {database_with_tables()}"
        connection.execute(f"CREATE DATABASE {name}{like}")
        try:
            yield beside_the_tests_own(name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """A port for a server that has to know its address before it starts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def reachable(port: int) -> dict[str, str]:
    """Settings of a server that others on this machine find, and that may speak to them."""
    return {"GOODTALK_ORIGIN": f"http://127.0.0.1:{port}", "GOODTALK_ALLOW_LOOPBACK": "1"}


def wait_for(found: Callable[[], T | None], otherwise: Callable[[], str]) -> T:
    """Ask another process's doings again and again until something is there, or time is up."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (what := found()):
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.01)
    return what
