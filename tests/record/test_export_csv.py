"""What the CSV export holds, and that no spreadsheet takes any of it for a formula."""

import csv
import io

import pytest

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Post
from goodtalk.record.as_csv import COLUMNS
from tests.hour import at


@pytest.fixture
def rows(goodtalk_export):
    """The table of #lgovsm: its rows by their columns."""

    def call():
        code, out, err = goodtalk_export("--community", "lgovsm", "--format", "csv")
        assert (code, err) == (0, "")
        return list(csv.DictReader(io.StringIO(out, newline="")))

    return call


def test_a_post_is_a_row(rows, make_chat, post_in):
    chat = make_chat(questions=1)
    post_in(chat, "A1 By post. https://example.org/a https://example.org/b", language="en")

    assert rows() == [
        {
            "chat": "2026-11-27",
            "theme": "Getting councillors to use social media",
            "uri": "https://social.example/posts/1",
            "network": "fediverse",
            "author": "Jo",
            "author_handle": "'@jo@social.example",
            "author_uri": "https://social.example/users/jo",
            "published": "2026-11-27T13:10:00Z",
            "text": "A1 By post. https://example.org/a https://example.org/b",
            "kind": "answer",
            "in_reply_to": "",
            "question": "1",
            "filed_by": "label",
            "certain": "true",
            "prompt": "false",
            "thanks": "0",
            "links": "https://example.org/a https://example.org/b",
            "enclosed": "",
            "language": "en",
            "url": "",
            "author_searchable": "true",
        }
    ]


def test_talk_between_times_has_no_chat(rows, make_chat, post_in):
    chat = make_chat()
    post_in(chat, "In the hour")
    post_in(chat, "In the night", when="01:00", into=False)
    withdraw(post_in(chat, "Taken back").post, now=at("13:20"))

    assert [(row["chat"], row["text"]) for row in rows()] == [
        ("2026-11-27", "In the hour"),
        ("", "In the night"),
    ]


def test_the_columns_are_there_when_nothing_was_said(goodtalk_export, make_community):
    make_community()

    _, out, _ = goodtalk_export("--community", "lgovsm", "--format", "csv")

    assert out == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("https://evil.example","x")', "'=HYPERLINK(\"https://evil.example\",\"x\")"),
        ("+44 20", "'+44 20"),
        ("-1", "'-1"),
        ("@jo yes", "'@jo yes"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("1=1", "1=1"),
        ('two\nlines, "quoted"; and;more', 'two\nlines, "quoted"; and;more'),
        ('x","=1', 'x","=1'),
        ("</script> \u2028 🎉", "</script> \u2028 🎉"),
    ],
)
def test_no_cell_is_a_formula(rows, make_chat, post_in, text, cell):
    post_in(make_chat(theme="=1"), "Said")
    Post.objects.update(text=text)  # as it is, however harmless it would have been made

    [row] = rows()

    assert (row["text"], row["theme"]) == (cell, "'=1")
