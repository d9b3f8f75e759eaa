"""The files of this machine's cache of pictures, in the data folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings


def folder() -> Path:
    """Where they are."""
    return Path(settings.DATA) / "pictures"


def file_of(key: str) -> Path:
    """Where the picture of a key (64 hexadecimal digits) is, or would be."""
    return folder() / key[:2] / key[2:]


def write_file(key: str, data: bytes) -> Path:
    """Keep a picture. Nobody ever finds half of it."""
    path = file_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid4().hex}")
    beside.write_bytes(data)
    return beside.replace(path)


def remove_file(key: str) -> None:
    """Throw one away, if it is here."""
    file_of(key).unlink(missing_ok=True)


def kept_files() -> list[tuple[float, int, str]]:
    """When each was kept, its size in bytes, and its key; the oldest first."""
    return sorted(_files())


def _files() -> Iterator[tuple[float, int, str]]:
    for part in folder().glob("[0-9a-f][0-9a-f]"):
        with os.scandir(part) as entries:
            for entry in entries:
                try:
                    about = entry.stat()
                except FileNotFoundError:  # another process has just thrown it away
                    continue
                if not entry.name.startswith("."):
                    yield about.st_mtime, about.st_size, part.name + entry.name
