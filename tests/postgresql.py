"""A throw-away PostgreSQL for one command: `python tests/postgresql.py -- COMMAND…`."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

NEEDED = ("initdb", "pg_ctl", "createdb")
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 4 * 1024**3  # a run of all tests takes a quarter of that
# As on a real server, upper and lower case of every script are known, which plain C does not do.
LOCALE = "C.UTF-8"
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoPostgreSQL(Exception):
    """Why there is no database to test on, in one sentence."""


class Programs(NamedTuple):
    """Where the programs are, and who runs them: PostgreSQL refuses to be run by root."""

    folder: Path
    user: str | None

    def run(self, *words: str, cwd: Path) -> None:
        """One of them, until it ends. Raises NoPostgreSQL with what it said."""
        program, *arguments = words
        other: dict[str, Any] = {}
        if self.user is not None:
            other = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        with (cwd / "said.log").open("w+") as said:  # a pipe would stay open with the server
            done = subprocess.run(
                [self.folder / program, *arguments],
                cwd=cwd, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, **other,
            )
            said.seek(0)
            if done.returncode:
                raise NoPostgreSQL(f"{program} failed: {said.read().strip()}")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A PostgreSQL of our own at a free port of this machine: its URL. Raises NoPostgreSQL."""
    programs = Programs(find_programs(), unprivileged_user())
    with tempfile.TemporaryDirectory(prefix="goodtalk-postgresql-", dir=in_memory()) as name:
        folder = Path(name)
        if programs.user is not None:
            os.chown(folder, pwd.getpwnam(programs.user).pw_uid, -1)
        data, port = str(folder / "data"), free_port()
        programs.run(
            "initdb", "-D", data, "-U", "goodtalk", "--auth=trust", "--encoding=UTF8",
            f"--locale={LOCALE}", "--no-sync", cwd=folder,
        )
        options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' {SPEED}"
        log = str(folder / "server.log")
        programs.run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options, cwd=folder)
        try:
            at = ["-h", "127.0.0.1", "-p", str(port), "-U", "goodtalk"]
            programs.run("createdb", *at, "goodtalk", cwd=folder)
            yield f"postgresql://goodtalk@127.0.0.1:{port}/goodtalk"
        finally:
            programs.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data, cwd=folder)


def in_memory() -> Path | None:
    """Where there is room: emptying tables makes files, and some discs take long over that."""
    has_room = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if has_room and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES else None


def find_programs() -> Path:
    """The folder with the newest PostgreSQL's programs. Raises NoPostgreSQL."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()],
        reverse=True,
    )
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.insert(0, Path(asked.stdout.strip() or "/"))
    if on_path := shutil.which("initdb"):
        folders.insert(0, Path(on_path).resolve().parent)
    for folder in folders:
        if all((folder / program).exists() for program in NEEDED):
            return folder
    raise NoPostgreSQL(
        "PostgreSQL's programs (initdb, pg_ctl, createdb) are not on this machine; "
        "on Debian they come with `apt install postgresql`."
    )


def unprivileged_user() -> str | None:
    """Who runs it when we are root; None when we are not. Raises NoPostgreSQL."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoPostgreSQL("PostgreSQL refuses to run as root, and there is no user `nobody` here.")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def main(words: Sequence[str]) -> int:
    """Run a command on a database of its own. Returns its exit code."""
    if len(words) < 2 or words[0] != "--":
        sys.stderr.write("usage: python tests/postgresql.py -- COMMAND…\n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped too
    try:
        with cluster() as url:
            environment = os.environ | {"GOODTALK_DATABASE_URL": url}
            return subprocess.run(words[1:], env=environment, check=False).returncode
    except NoPostgreSQL as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:  # the command had it too, and has ended
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
