"""Which format reads a file, and what is said when none does."""

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.formats import NAMES, find_format
from goodtalk.doors.archives.opening import open_archive


def test_the_formats_that_can_be_named_are_these():
    assert NAMES == ("auto", "tags", "csv")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("id_str,from_user,text,created_at,time", "tags"),
        ("id_str;from_user;text;created_at;time", "tags"),
        ("user_id,status_id,created_at,screen_name,text", "csv"),
        ("text,created_at,author_id,id", "csv"),
        ("text", "csv"),
    ],
)
def test_a_file_is_known_by_its_first_line(make_file, header, name):
    assert find_format("auto", open_archive(make_file(header + "\n"))).name == name


def test_a_sheet_said_to_be_tags_has_its_columns(make_file):
    archive = open_archive(make_file("text,created_at,author_id,id\n"))

    with pytest.raises(WrongFile) as caught:
        list(find_format("tags", archive).read(archive))

    assert str(caught.value) == (
        "This is no TAGS sheet: its first line should name id_str, from_user, text and created_at."
        " Perhaps the sheet saved is not the one called Archive."
    )


@pytest.mark.parametrize("content", ['{"id": 1}', "\ufeff [\n{}]"])
def test_json_is_recognised_and_not_yet_read(make_file, content):
    with pytest.raises(WrongFile) as caught:
        find_format("auto", open_archive(make_file(content)))

    assert str(caught.value) == "This looks like JSON; only CSV files can be imported so far."
