"""A file that is there whole or not at all, whatever happens while it is written."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class CannotWrite(Exception):
    """No file can be put there. `str()` is one sentence for people."""


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Write text, UTF-8, beside the place; it takes its place when the block has ended well.

    What was there before stays until then, and stays when the block fails. Raises CannotWrite.
    """
    target = _target(path)
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        out = beside.open("x", encoding="utf-8", newline="")
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written ({error.strerror}).") from error
    try:
        with out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _target(path: Path) -> Path:
    """Where the file really is to be: behind a link, the link stays."""
    target = path.resolve()
    if target.is_dir():
        raise CannotWrite(f"{path} is a folder; say what the file in it is to be called.")
    if not target.parent.is_dir():
        raise CannotWrite(f"There is no folder {path.parent}.")
    if target.exists() and not target.is_file():
        raise CannotWrite(f"{path} is no ordinary file.")  # replacing a device would break it
    return target
