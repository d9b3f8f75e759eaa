"""What is opened as an archive, in which encoding, and what is not."""

import os

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.opening import CHUNK_CHARACTERS, open_archive


def lines_in(path):
    archive = open_archive(path)
    return list(archive.lines()), dict(archive.repairs)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(make_file, encoding):
    path = make_file("text,id\r\ncafé 🙂,1\r\n", encoding=encoding)

    assert lines_in(path) == (["text,id\r\n", "café 🙂,1\r\n"], {})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_letters_are_read_as_such_where_nothing_says_so(make_file, encoding):
    path = make_file("text,id\r\ncafé 🙂,1\r\n", encoding=encoding)

    assert lines_in(path) == (["text,id\r\n", "café 🙂,1\r\n"], {})


def test_bytes_of_windows_among_utf_8_are_read_and_reported(make_file):
    path = make_file("text\ncafé\n".encode() + "council’s café\n".encode("cp1252"))

    lines, repairs = lines_in(path)

    assert lines == ["text\n", "café\n", "council’s café\n"]
    assert repairs == {"bytes were not UTF-8 and were read as Windows-1252": 2}


def test_nul_bytes_are_left_out_and_reported(make_file):
    path = make_file(b"text and more of it\nhel\0lo\0\n")

    assert lines_in(path) == (["text and more of it\n", "hello\n"], {"NUL bytes were left out": 2})


def test_carriage_returns_alone_end_lines(make_file):
    path = make_file("text,id\rone,1\rtwo,2\r")

    assert lines_in(path)[0] == ["text,id\r", "one,1\r", "two,2\r"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n \n", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is a picture."),
        (b"PK\x03\x04\x14\0\x06\0", "This zip is damaged; perhaps it was not copied whole."),
        (b"%PDF-1.7", "This is a PDF."),
        (bytes(range(256)) * 4 + b"\0" * 400, "This is not a text file."),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(make_file, content, sentence):
    with pytest.raises(WrongFile) as caught:
        open_archive(make_file(content))

    assert str(caught.value) == sentence


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WrongFile) as caught:
        open_archive(tmp_path / "gone.csv")

    assert str(caught.value) == f"There is no file {tmp_path / 'gone.csv'}."


def test_an_endless_line_is_refused_where_it_is(make_file):
    path = make_file(b"text\nshort\n" + b"x" * 2_000_000)

    with pytest.raises(WrongFile) as caught:
        lines_in(path)

    assert str(caught.value) == "Line 3 has more than a million characters."


def test_the_text_comes_in_pieces_wherever_lines_end(make_file):
    content = "é\n" * 100_000

    pieces = list(open_archive(make_file(content.encode() + b"\0\x93")).chunks())

    assert "".join(pieces) == content + "“"
    assert {len(piece) for piece in pieces[:-1]} == {CHUNK_CHARACTERS}


def test_pieces_of_nothing_but_nul_bytes_are_passed_over(make_file):
    content = b"x" * CHUNK_CHARACTERS + bytes(CHUNK_CHARACTERS * 3) + b"y"

    assert list(open_archive(make_file(content)).chunks()) == ["x" * CHUNK_CHARACTERS, "y"]


@pytest.mark.parametrize("kept", [0, 100_000])
@pytest.mark.parametrize("pieces", ["lines", "chunks"])
def test_a_file_that_loses_its_end_while_it_is_read_is_refused(make_file, kept, pieces):
    path = make_file("text,id\n" + "Hello,1\n" * 100_000)
    being_read = getattr(open_archive(path), pieces)()
    next(being_read)

    os.truncate(path, kept)

    with pytest.raises(WrongFile) as caught:
        list(being_read)
    assert str(caught.value) == (
        f"{path} lost its end while it was read; import it when nothing changes it any more."
    )


def test_a_file_that_is_gone_when_it_is_read_again_is_told(make_file):
    path = make_file("text,id\nHello,1\n")
    archive = open_archive(path)
    path.unlink()

    with pytest.raises(WrongFile) as caught:
        list(archive.lines())

    assert str(caught.value) == f"{path} cannot be read: No such file or directory."
