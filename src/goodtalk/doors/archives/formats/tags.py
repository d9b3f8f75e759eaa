"""Reads TAGS spreadsheets, which hold most of the old hashtag chats (tags.hawksey.info)."""

from collections.abc import Iterator

from goodtalk.doors.archives.entries import BadRow, Entry, WrongFile
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.files.rows import header_of
from goodtalk.doors.archives.formats.columns import places_in
from goodtalk.doors.archives.formats.csv_posts import CsvFormat

OWN = {"id_str", "from_user"}  # these two together are TAGS'; the rest differs between versions


class TagsFormat(CsvFormat):
    """A TAGS sheet saved as CSV, from any of its versions, or saved again from R."""

    name = "tags"
    as_then = True

    def recognises(self, archive: Archive) -> bool:
        """Whether the first line has the columns that only TAGS has."""
        header = header_of(archive.beginning)
        return {"text", "published"} <= places_in(header).keys() and {*header} >= OWN

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every row as a post, or why it is none. Raises WrongFile."""
        if not archive.members and not self.recognises(archive):
            raise WrongFile(
                "This is no TAGS sheet: its first line should name id_str, from_user, text and "
                "created_at. Perhaps the sheet saved is not the one called Archive."
            )
        return super().read(archive)
