"""The kinds of archives that can be read: a new one is a module of its own and a line here."""

from collections.abc import Iterator
from typing import Protocol

from goodtalk.doors.archives.csv_posts import CsvFormat
from goodtalk.doors.archives.entries import BadRow, Entry, WrongFile
from goodtalk.doors.archives.opening import Archive
from goodtalk.doors.archives.tags import TagsFormat


class Format(Protocol):
    """A kind of archive."""

    name: str  # what people give as --format

    def recognises(self, beginning: str) -> bool:
        """Whether a file that begins like this is one; the first 64 KiB are given."""

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every row as a post, or why it is none, streamed. Raises WrongFile."""


FORMATS: tuple[Format, ...] = (TagsFormat(), CsvFormat())  # the first that recognises it reads it
NAMES = ("auto", *(each.name for each in FORMATS))


def find_format(name: str, archive: Archive) -> Format:
    """The format of that name, or for "auto" the one that recognises the file.

    Raises WrongFile when none does.
    """
    for each in FORMATS:
        if each.name == name or (name == "auto" and each.recognises(archive.beginning)):
            return each
    if archive.beginning.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        raise WrongFile("This looks like JSON; only CSV files can be imported so far.")
    return CsvFormat()  # which says what is missing
