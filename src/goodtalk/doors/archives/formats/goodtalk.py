"""Reads what `goodtalk export` wrote, so that a series goes on elsewhere: JSON or tables."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import BadCell, BadRow, Entry, WrongFile
from goodtalk.doors.archives.files.json_values import with_records
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.formats.recorded import Hours
from goodtalk.doors.archives.formats.recorded_json import hours_in_json, posts_in_json, tag_in_json
from goodtalk.doors.archives.formats.recorded_post import recorded_post
from goodtalk.doors.archives.formats.recorded_table import (
    hours_in_questions,
    hours_in_table,
    is_questions,
    is_table,
    posts_in_table,
)

_OBJECT = re.compile(r'[\ufeff\s]*\{\s*"(?:community|chats|between)"\s*:\s*[\[{]')


class GoodtalkFormat:
    """A community's record. It says where each post stood, and that is where it stands again."""

    name = "goodtalk"

    def recognises(self, archive: Archive) -> bool:
        """Whether it begins as our exports do."""
        if archive.members:
            return False
        return _is_json(archive) or is_table(archive) or is_questions(archive)

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every post, or why it is none. Raises WrongFile."""
        last_year = datetime.now(UTC).year + 1
        if _is_json(archive):
            yield from with_records(_entries(posts_in_json(archive), last_year))
        elif is_table(archive):
            yield from _entries(posts_in_table(archive), last_year)
        elif not is_questions(archive):
            raise WrongFile("This is nothing that goodtalk export has written.")

    def is_of(self, archive: Archive, community: Community) -> bool:
        """Whether it says that it is this community's. Raises WrongFile if it says another's."""
        tag = tag_in_json(archive) if _is_json(archive) else ""
        if tag and fold_tag(tag) != community.tag_key:
            raise WrongFile(f"This is the export of #{tag}, and not of {community}.")
        return bool(tag)

    def hours(self, archive: Archive) -> Hours:
        """What it says of the hours themselves. Raises WrongFile."""
        if is_table(archive):
            return hours_in_table(archive)
        if is_questions(archive):
            return hours_in_questions(archive)
        return hours_in_json(archive) if _is_json(archive) else {}


def _is_json(archive: Archive) -> bool:
    return not archive.members and _OBJECT.match(archive.beginning) is not None


def _entries(
    records: Iterator[tuple[int, dict[str, object]] | BadRow], last_year: int
) -> Iterator[Entry | BadRow]:
    for each in records:
        if isinstance(each, BadRow):
            yield each
            continue
        line, record = each
        try:
            yield Entry(line, recorded_post(record, last_year=last_year))
        except BadCell as error:
            yield BadRow(line, str(error))
