"""What is no archive at all: pictures, programs, folders, pipes and devices."""

import os
import random
import sqlite3
from pathlib import Path

from tests.doors.archives.hostile.hostile import Hostile, Maker, refused

WEB_PAGE = "This is a web page and no archive; perhaps it was saved in place of the file."
NO_FILE = "{path} is a pipe or a device; save what comes out of it in a file first."
NO_TEXT = "This is not a text file."


def database(path: Path) -> None:
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE post (id)")
    made.close()


def leads_to(place: str) -> Maker:
    return lambda path: path.symlink_to(place)


NO_FILES: tuple[Hostile, ...] = (
    refused("folder", Path.mkdir, "{path} is a folder; name the file in it."),
    refused("folder.zip", Path.mkdir, "{path} is a folder; name the file in it."),
    refused("pipe.csv", os.mkfifo, NO_FILE),
    refused("endless-zeros.csv", leads_to("/dev/zero"), NO_FILE),
    refused("endless-noise.zip", leads_to("/dev/urandom"), NO_FILE),
    refused("nothing-at-all.csv", leads_to("/dev/null"), NO_FILE),
    refused("leads-nowhere.csv", leads_to("/nowhere/at/all.csv"), "There is no file {path}."),
    refused("leads-to-itself.csv", lambda path: path.symlink_to(path.name),
            "There is no file {path}."),
    refused("unreadable.csv", leads_to("/proc/self/mem"),
            "{path} cannot be read: Input/output error."),
    refused("empty.csv", b"", "The file is empty."),
    refused("blank.csv", b" \r\n\t\n" * 99, "The file is empty."),
    refused("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(1000), "This is a picture."),
    refused("picture.csv", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(99), "This is a picture."),
    refused("paper.pdf", b"%PDF-1.7\n" + bytes(99), "This is a PDF."),
    refused("database.csv", database, "This is a database."),
    refused("page.csv", b"<!doctype html><title>Sign in</title>", WEB_PAGE),
    refused("page.html", b"<html><body>Sign in</body></html>", WEB_PAGE),
    refused("old-workbook.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999),
            "This is an old Excel workbook; save the sheet in it as CSV first."),
    refused("program", b"\x7fELF\2\1\1" + bytes(999), NO_TEXT),
    refused("noise", random.Random(1).randbytes(3000), NO_TEXT),
    refused("noise-without-nul", random.Random(1).randbytes(3000).replace(b"\0", b"a"), NO_TEXT),
    refused("zeros", bytes(3000), NO_TEXT),
    refused("packed.bz2", b"BZh91AY&SY" + random.Random(2).randbytes(999), NO_TEXT),
)
