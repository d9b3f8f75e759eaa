"""What is said when a disc is full."""

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error
from django.utils.translation import gettext as _


class ScratchFull(Exception):
    """Nothing more can be written to the folder for temporary files; the message is a sentence."""


@contextmanager
def told_when_full() -> Iterator[None]:
    """Say in a sentence that what waits in temporary files cannot be written to them.

    Raises ScratchFull. The database's own errors, which Django gives names, stay as they are.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise ScratchFull(_too_large()) from error
        if not is_full(error):
            raise
        raise ScratchFull(_sentence()) from error
    except sqlite3.OperationalError as error:  # of Scratch, DistinctNames, Ties
        if "full" in str(error):
            raise ScratchFull(_sentence()) from error
        raise ScratchFull(_unwritable(str(error))) from error


def is_full(error: OSError) -> bool:
    """Whether that is what the disc says when it is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_without_room(error: Exception) -> bool:
    """Whether it broke because a disc is full: that of temporary files, or the database's."""
    if isinstance(error, ScratchFull):
        return True
    full = ("disk is full", "No space left on device")  # in SQLite's words, and PostgreSQL's
    return isinstance(error, Error) and any(words in str(error) for words in full)


def no_room() -> str:
    """What is said to people in their browser when the disc is full."""
    return _("There is no room left on the server's disc. Whoever looks after it can make some.")


def _sentence() -> str:
    return (
        f"There is no room left in the folder for temporary files, {tempfile.gettempdir()}; "
        "make some, or name another folder in TMPDIR."
    )


def _too_large() -> str:
    return (
        f"A file in the folder for temporary files, {tempfile.gettempdir()}, has become as large "
        "as this machine allows; let files grow larger (ulimit -f)."
    )


def _unwritable(why: str) -> str:
    return (
        f"The folder for temporary files, {tempfile.gettempdir()}, cannot be used ({why}); "
        "name another folder in TMPDIR."
    )
