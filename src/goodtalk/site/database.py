"""The database before work begins: made, brought up to date, by one process at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from goodtalk.site.claims import CannotServe

MIGRATING = 7_467_861  # PostgreSQL's number for our lock; any other would do


def set_up() -> None:
    """Make Django ready for use, and the data folder be there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodtalk.site.settings")
    django.setup()
    settings.DATA.mkdir(parents=True, exist_ok=True)


def bring_up_to_date(data: Path) -> bool:
    """Apply the migrations that are missing. Says whether there were any. Raises CannotServe.

    Quick when there are none. Two processes that start at once do it one after the other.
    """
    try:
        return _migrate_if_behind(data)
    except Error as error:
        raise CannotServe(f"The database cannot be used: {str(error).strip()}") from error


def _migrate_if_behind(data: Path) -> bool:
    if not is_behind():
        return False
    with _alone(data):
        if not is_behind():
            return False
        call_command("migrate", interactive=False, verbosity=0)
        return True


def is_behind() -> bool:
    """Whether there are migrations that this database has not seen."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # the connection holds the lock, not a transaction
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
    else:
        with (data / "migrating.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
