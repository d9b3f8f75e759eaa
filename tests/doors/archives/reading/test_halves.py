"""A CSV of which two processes look through a half each, and what ends where."""

import pytest

from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.files.rows import rows_of
from goodtalk.doors.archives.reading.halves import Found, Halves
from goodtalk.doors.archives.reading.scratch import Contents
from goodtalk.doors.archives.reading.survey import Seen

ROWS = [[str(number), f"Thing {number}", "2014"] for number in range(2, 42)]
HEADING = ["id", "text", "created_at"]
FOUND = Found(Contents(3, [], [(0, 9)], True, 1.0, 2.0), Seen([(1.0, 2.0)], 3, 0, 0), {"mended": 1})


def halves_of(path):
    return Halves.of(open_archive(path))


def lines_and_ids(archive, more_lines=0):
    return [(line + more_lines, cells[0]) for line, cells in rows_of(archive)]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_rows_of_both_halves_are_those_of_the_file(make_file, ending, mark):
    content = mark + ending.join(",".join(row) for row in [HEADING, *ROWS]) + ending
    path = make_file(content)
    halves = halves_of(path)
    halves.tell(FOUND)

    second = lines_and_ids(halves.second)
    first = lines_and_ids(halves.first)

    assert second[0] == (1, "id")
    second = [(line + halves.lines, number) for line, number in second[1:]]
    assert [*first, *second] == lines_and_ids(open_archive(path))
    assert 15 < len(second) < 25
    assert halves.found == FOUND


def test_a_row_that_goes_on_over_the_middle_is_read_on_from_there(make_file):
    looks_like_rows = "\n".join(["1,a,b"] * 200)
    path = make_file([HEADING, *ROWS[:3], ["5", looks_like_rows, "2014"], *ROWS[4:7]])
    halves = halves_of(path)
    halves.tell(FOUND)

    assert lines_and_ids(halves.first) == lines_and_ids(open_archive(path))
    assert (halves.found, halves.is_read_on) == (None, True)


def test_where_nothing_came_of_the_second_half_the_first_is_read_on(make_file):
    path = make_file([HEADING, *ROWS])
    halves = halves_of(path)
    halves.tell(None)

    assert lines_and_ids(halves.first) == lines_and_ids(open_archive(path))


def test_what_is_mended_is_counted_once(make_file):
    path = make_file(b"id,text,created_at\n" + b"1,caf\xe9,2014\n" * 40)
    halves = halves_of(path)
    halves.tell(None)

    list(rows_of(halves.second))
    list(rows_of(halves.first))

    assert list(halves.first.repairs.values()) == [40]
    assert next(iter(halves.second.repairs.values())) in range(15, 25)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,text,created_at\n" + "1,two,2014\n" * 40, "utf-16"),
        ('id,"text,created_at\n' + "1,two,2014\n" * 40, "utf-8"),
        ('"id\nof it",text,created_at\n' + "1,two,2014\n" * 40, "utf-8"),
        ("id,text\n" + "1,two,2014\n" * 40, "utf-8"),
        ("\n\nid,text,created_at\n" + "1,two,2014\n" * 40, "utf-8"),
        ("id,text,créé\n" + "1,two,2014\n" * 40, "utf-8"),
        ("id,text,created_at\n1,two,2014\n", "utf-8"),
        ("id,text,created_at" + ",more" * 20_000 + "\n", "utf-8"),
        ("id,text,created_at\r" + "1,two,2014\r" * 40, "utf-8"),
    ],
)
def test_a_file_of_which_it_is_not_clear_where_rows_end_stays_whole(make_file, content, encoding):
    assert halves_of(make_file(content, encoding=encoding)) is None
