"""How `goodtalk export` is spoken to, where it writes, and what it does when it cannot."""

import io
import json
import os
import sys

import pytest

from goodtalk.record.whole_file import whole_file


class Terminal(io.StringIO):
    """A stderr that somebody looks at."""

    def isatty(self):
        return True


def test_a_file_holds_what_standard_output_would(goodtalk_export, make_chat, post_in, tmp_path):
    post_in(make_chat(), "Said 🎉")
    path = tmp_path / "out.json"

    result = goodtalk_export("--community", "lgovsm", "--format", "json", "--to", path)

    _, out, _ = goodtalk_export("--community", "lgovsm", "--format", "json")
    assert result == (0, "Chats: 1, posts: 1.\n", "")
    assert path.read_text(encoding="utf-8") == out
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_in_a_file_has_the_line_ends_of_its_standard(
    goodtalk_export, make_chat, post_in, tmp_path
):
    post_in(make_chat(), "two\nlines")
    path = tmp_path / "out.csv"

    goodtalk_export("--community", "lgovsm", "--format", "csv", "--to", path)

    written = path.read_bytes()
    assert (written.count(b"\r\n"), written.count(b"two\nlines")) == (2, 1)


def test_what_was_there_stays_when_writing_fails(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("before")

    with pytest.raises(ZeroDivisionError), whole_file(path) as out:
        out.write("half")
        raise ZeroDivisionError

    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("out.json", "before")]


def test_behind_a_link_the_link_stays(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")

    with whole_file(tmp_path / "link") as out:
        out.write("whole")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "whole"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--community", "nobody"], "There is no community #nobody here."),
        (
            ["--community", "lgovsm", "--chat", "next week"],
            "An hour is named as in its address: 2026-11-27, or 2026-11-27-2.",
        ),
        (
            ["--community", "lgovsm", "--chat", "2026-02-30"],
            "An hour is named as in its address: 2026-11-27, or 2026-11-27-2.",
        ),
        (
            ["--community", "lgovsm", "--chat", "2026-11-27-2"],
            "#lgovsm has no hour 2026-11-27-2.",
        ),
        (
            ["--community", "lgovsm", "--to", "."],
            ". is a folder; say what the file in it is to be called.",
        ),
        (
            ["--community", "lgovsm", "--to", "not/here/out.json"],
            "There is no folder not/here.",
        ),
        (["--community", "lgovsm", "--to", "/dev/null"], "/dev/null is no ordinary file."),
        (
            ["--community", "lgovsm", "--to", "x" * 300],
            "It could not be written (File name too long).",
        ),
    ],
)
def test_an_error_is_one_line_and_a_code(goodtalk_export, make_chat, words, sentence):
    make_chat()

    assert goodtalk_export(*words, "--format", "json") == (
        1,
        "",
        f"goodtalk export: {sentence}\n",
    )


def test_a_tag_that_no_database_could_hold_is_the_tag_of_nobody(goodtalk_export, monkeypatch):
    monkeypatch.setattr(sys, "stderr", said := io.StringIO())  # Python's own escapes the byte

    code, out, _ = goodtalk_export("--community", "\udc80", "--format", "json")

    sentence = "goodtalk export: There is no community #\udc80 here.\n"
    assert (code, out, said.getvalue()) == (1, "", sentence)


def test_how_far_it_is_is_shown_on_a_terminal(
    goodtalk_export, make_chat, post_in, tmp_path, monkeypatch
):
    post_in(make_chat(), "Said")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())

    goodtalk_export("--community", "lgovsm", "--format", "json", "--to", tmp_path / "out.json")

    assert terminal.getvalue() == "\r\033[KExporting: 1 chats, 0 posts\r\033[K"


def test_a_reader_who_wants_no_more_is_no_error_to_tell_of(
    goodtalk_export, make_chat, post_in, monkeypatch
):
    post_in(make_chat(), "Said")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)

        code, _, err = goodtalk_export("--community", "lgovsm", "--format", "json")

        monkeypatch.undo()
    assert (code, err) == (1, "")


def test_standard_output_is_utf_8_whatever_the_terminal_has(
    goodtalk_export, make_chat, post_in, monkeypatch
):
    post_in(make_chat(), "Ünï 🎉")
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding="latin-1"))

    code, _, err = goodtalk_export("--community", "lgovsm", "--format", "json")

    assert (code, err) == (0, "")
    [post] = json.loads(kept.getvalue().decode())["chats"][0]["posts"]
    assert post["text"] == "Ünï 🎉"
