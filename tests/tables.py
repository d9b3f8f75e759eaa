"""Empty databases for the tests: their tables are made once in a run and copied by its workers."""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import psycopg
from django.conf import settings

ROOT = Path(__file__).parent.parent
SHARED = "GOODTALK_TESTS_SHARED"  # the folder that the processes of a run have in common
PROGRAM = """
from goodtalk.site.database import bring_up_to_date, set_up
set_up()
from django.conf import settings
from django.db import connection
bring_up_to_date(settings.DATA)
connection.close()
"""


def begin_run() -> None:
    """Before any worker starts: they find the folder in their environment."""
    folder = Path(tempfile.gettempdir(), f"goodtalk-tests-{uuid4().hex[:12]}")
    folder.mkdir()
    os.environ[SHARED] = str(folder)


def end_run() -> None:
    """What was made in PostgreSQL goes with the tests' PostgreSQL."""
    shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)


def folder_with_tables() -> Path:
    """A data folder with an empty database."""
    folder = _shared() / "tables"
    _make_once(folder)
    return folder


def database_with_tables() -> str:
    """The name of an empty database of the tests' PostgreSQL."""
    name = f"goodtalk_tables_{_shared().name.rpartition('-')[2]}"
    _make_once(_shared() / "tables", name)
    return name


def copy_for_this_process() -> None:
    """Have Django find tables in its test database, which it would otherwise make anew."""
    from django.db import connection  # not before pytest-django has told it of this worker

    test = connection.settings_dict["TEST"]
    if settings.DATABASE_URL:
        test["TEMPLATE"] = database_with_tables()
        return
    database = Path(test["NAME"])
    remove(database)
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder_with_tables() / "goodtalk.sqlite3", database)


def remove(database: Path) -> None:
    """SQLite's file, with what a process that was killed has left beside it."""
    for end in ("", "-wal", "-shm"):
        Path(f"{database}{end}").unlink(missing_ok=True)


def database_at(url: str) -> dict[str, str]:
    """The setting that has a server use it; none for SQLite in its data folder."""
    return {"GOODTALK_DATABASE_URL": url} if url else {}


def beside_the_tests_own(name: str) -> str:
    """The URL of another database of the same PostgreSQL."""
    return f"{settings.DATABASE_URL.rpartition('/')[0]}/{name}"


def _shared() -> Path:
    if SHARED not in os.environ:  # a benchmark, which uses the tests' servers
        begin_run()
        atexit.register(end_run)
    return Path(os.environ[SHARED])


def _make_once(folder: Path, name: str = "") -> None:
    """Whoever comes first makes them, which takes seconds; the others wait."""
    made = folder.with_name("made")
    with folder.with_name("making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            return
        if name:
            with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        other = {"GOODTALK_DATA": str(folder)} | database_at(name and beside_the_tests_own(name))
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env=os.environ | other, check=True
        )
        made.touch()
