"""What is said when a disc is full."""

import errno
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _


class ScratchFull(Exception):
    """The folder for temporary files is full; the message is one sentence."""


@contextmanager
def told_when_full() -> Iterator[None]:
    """Say in a sentence that there is no room for what waits in temporary files.

    Raises ScratchFull. The database's own errors, which Django gives names, stay as they are.
    """
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        raise ScratchFull(_sentence()) from error
    except sqlite3.Error as error:  # a scratch file of ours: see Scratch, DistinctNames, Ties
        if "full" not in str(error):
            raise
        raise ScratchFull(_sentence()) from error


def is_full(error: OSError) -> bool:
    """Whether that is what the disc says when it is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def no_room() -> str:
    """What is said to people in their browser when the disc is full."""
    return _("There is no room left on the server's disc. Whoever looks after it can make some.")


def _sentence() -> str:
    return (
        f"There is no room left in the folder for temporary files, {tempfile.gettempdir()}; "
        "make some, or name another folder in TMPDIR."
    )
