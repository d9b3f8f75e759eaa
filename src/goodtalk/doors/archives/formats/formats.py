"""The kinds of archives that can be read: a new one is a module of its own and a line here."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from goodtalk.doors.archives.entries import BadRow, Entry, WrongFile
from goodtalk.doors.archives.files.json_values import Value, values_of
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.formats.csv_posts import CsvFormat
from goodtalk.doors.archives.formats.goodtalk import GoodtalkFormat
from goodtalk.doors.archives.formats.mastodon import MastodonFormat
from goodtalk.doors.archives.formats.status_rows import status_row
from goodtalk.doors.archives.formats.tags import TagsFormat
from goodtalk.doors.archives.formats.twitter_archive import TwitterArchiveFormat
from goodtalk.doors.archives.formats.twitter_json import TwitterJsonFormat


class Format(Protocol):
    """A kind of archive."""

    name: str  # what people give as --format

    def recognises(self, archive: Archive) -> bool:
        """Whether a file is one; a look at its beginning has to be enough."""

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every row as a post, or why it is none, streamed. Raises WrongFile."""


_CSV = CsvFormat(elsewhere=status_row)
FORMATS: tuple[Format, ...] = (  # the first that recognises a file reads it
    GoodtalkFormat(),
    TagsFormat(),
    TwitterArchiveFormat(),
    MastodonFormat(),
    TwitterJsonFormat(),
    _CSV,
)
TRIED = 1000  # members of an object that is too large to be held
_PAGE = re.compile(r"<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
NAMES = ("auto", *(each.name for each in FORMATS))


def find_format(name: str, archive: Archive) -> Format:
    """The format of that name, or for "auto" the one that recognises the file.

    Where the archive's hints name columns it is a CSV. Raises WrongFile when no format recognises
    the file.
    """
    if name == "auto" and archive.hints.columns:
        return _CSV
    for each in FORMATS:
        if each.name == name or (name == "auto" and each.recognises(archive)):
            return each
    if archive.members:  # which tell whose it is, and no more: the format says what is missing
        is_mastodon = any(member.name == "actor.json" for member in archive.members)
        return MastodonFormat() if is_mastodon else TwitterArchiveFormat()
    first = archive.beginning.lstrip("\ufeff \t\r\n")
    if _PAGE.match(first):
        raise WrongFile(
            "This is a web page and no archive; perhaps it was saved in place of the file."
        )
    if first.startswith(("{", "[")):
        value = None
        for value in islice(values_of(archive.quiet()), TRIED):  # says what is broken or too large
            if isinstance(value, Value) and not value.within:
                break
        if value is None:
            raise WrongFile("There are no posts in this file.")
        raise WrongFile(
            "This looks like JSON, but neither like tweets nor like posts from Mastodon."
        )
    return _CSV  # which says what is missing
