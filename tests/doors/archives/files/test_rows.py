"""Rows of CSV files: where they begin, what divides them, and what is too much."""

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.files.rows import delimiter_of, header_of, rows_of


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


UNCLOSED = (
    "The quotation mark that opens in line {} is never closed; "
    "close it, or fetch the file again if it was not copied whole."
)
SAID = [f"{number},jo,Thing {number},2014\n" for number in range(2, 12)]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (['2,jo,"Thing,2014\n', *SAID], 2),
        ([*SAID, '12,jo,"Thing'], 12),
        ([*SAID, '12,"jo\njo","Thing\n\nand\n'], 13),
        ([*SAID, '12,jo,"Thing ""quoted"",2014\n', *SAID], 12),
    ],
)
def test_a_text_that_goes_on_to_the_end_of_the_file_is_told_by_where_it_began(
    make_file, rows, line
):
    with pytest.raises(WrongFile) as caught:
        rows_in(make_file("id,author,text,created_at\n" + "".join(rows)))

    assert str(caught.value) == UNCLOSED.format(line)


@pytest.mark.parametrize(
    "closing",
    [
        '12,jo,"Thing, quoted",2014\n',
        '12,jo,"""Thing"", quoted",2014\n',
        '12,"jo, ""Jo""","Thing",2014\n',
    ],
)
@pytest.mark.parametrize("between", [[], SAID])
def test_a_text_that_swallows_rows_until_another_one_begins_is_told(make_file, closing, between):
    rows = [*SAID, '12,jo,"Thing,2014\n', *between, closing, *SAID]

    with pytest.raises(WrongFile) as caught:
        rows_in(make_file("id,author,text,created_at\n" + "".join(rows)))

    assert str(caught.value) == UNCLOSED.format(12)


@pytest.mark.parametrize(
    "text",
    [
        '"such as\n2,jo,Thing,2014\n3,jo,Thing,2014\nwhich is a table"',
        '"he said "yes", he did\nand then "no"\nor so"',
        '5" of snow\n3,jo,5" of snow',
    ],
)
def test_a_text_over_several_lines_that_is_closed_in_any_way_is_taken(make_file, text):
    path = make_file(f"id,author,text,created_at\n2,jo,{text},2014\n9,jo,Thing,2014\n")

    assert rows_in(path)[-1][1] == ["9", "jo", "Thing", "2014"]


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
