"""Rows of CSV files: where they begin, what divides them, and what is too much."""

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.opening import open_archive
from goodtalk.doors.archives.rows import delimiter_of, header_of, rows_of


def rows_in(path):
    return [(row.line, row.cells) for row in rows_of(open_archive(path))]


def test_a_row_is_known_by_the_line_on_which_it_begins(make_file):
    path = make_file('id,text\r\n1,"one\ntwo\nthree"\r\n\r\n2,four\r\n')

    assert rows_in(path) == [
        (1, ["id", "text"]),
        (2, ["1", "one\ntwo\nthree"]),
        (6, ["2", "four"]),
    ]


def test_lines_that_end_in_cr_alone_are_rows(make_file):
    path = make_file("id,text\r1,one\r2,two")

    assert rows_in(path) == [(1, ["id", "text"]), (2, ["1", "one"]), (3, ["2", "two"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_first_line_tells_the_delimiter(delimiter):
    beginning = delimiter.join(["id", "text", "created_at"]) + "\n1,2;3\t4,5;6\n"

    assert delimiter_of(beginning) == delimiter
    assert header_of(beginning) == ["id", "text", "created_at"]


def test_a_quotation_mark_that_is_never_closed_is_suspected(make_file):
    path = make_file('id,text\n1,"never closed\n' + "2,a line like any other\n" * 60_000)

    with pytest.raises(WrongFile) as caught:
        rows_in(path)

    assert str(caught.value) == (
        "The row of line 2 has a field of more than a million characters; "
        "perhaps a quotation mark is missing there."
    )


def test_a_row_that_never_ends_is_refused(make_file):
    path = make_file("id,text\n" + '"a\n",' * 2_000_000)

    with pytest.raises(WrongFile) as caught:
        rows_in(path)

    assert str(caught.value) == "The row of line 2 has more than 4 million characters."


POSTS = [
    "id_str;from_user;text;created_at",
    "5;jo;A1, we grit #lgovsm;2014-03-14 13:05",
]


@pytest.mark.parametrize(
    "lead", [["sep=;"], ['"sep=;"'], ["Archive of #lgovsm"], ["", "Our chat", ""], ["sep=;", "Us"]]
)
def test_what_stands_above_the_names_of_the_columns_is_passed_over(bring_in, make_file, lead):
    report = bring_in(make_file("\n".join([*lead, *POSTS])))

    assert (report.read, report.stored) == (1, 1)
