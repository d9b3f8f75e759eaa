"""`goodtalk recap`: the draft, publishing, taking back, and what it refuses."""

import argparse
import io

import pytest

from goodtalk.chats.models import Chat
from goodtalk.record.recaps.command import add_arguments, run
from goodtalk.record.recaps.drafting import draft_recap
from goodtalk.record.recaps.publishing import published_text

pytestmark = pytest.mark.django_db
HOUR = ("--community", "lgovsm", "--chat", "2026-11-27")


@pytest.fixture
def goodtalk_recap(capsys):
    """Runs the command about the tests' hour: its exit code, and what it printed."""

    def command(*words, of=HOUR):
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args([*of, *map(str, words)]))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def typed(text):
    """What comes by standard input."""
    return io.TextIOWrapper(io.BytesIO(text.encode() if isinstance(text, str) else text))


@pytest.fixture
def chat(make_chat):
    return make_chat(state="closed")


def read_now():
    published = published_text(Chat.objects.get())
    return published and published.text


def test_it_prints_the_draft(goodtalk_recap, chat, post_in):
    post_in(chat, "Hello", by="nia")

    assert goodtalk_recap() == (0, draft_recap(chat), "")
    assert read_now() is None


def test_it_publishes_a_file_and_says_where_it_is(goodtalk_recap, chat, tmp_path):
    written = tmp_path / "recap.md"
    written.write_text("We *grit*.\n", encoding="utf-8")

    assert goodtalk_recap("--publish", written) == (0, "/lgovsm/2026-11-27/recap/\n", "")
    assert read_now() == "We *grit*."


def test_it_publishes_what_comes_from_another_command(goodtalk_recap, chat, monkeypatch):
    monkeypatch.setattr("sys.stdin", typed("First."))
    goodtalk_recap("--publish", "-")
    monkeypatch.setattr("sys.stdin", typed("Second."))

    code, _, complaint = goodtalk_recap("--publish", "-")

    assert (code, complaint, read_now()) == (0, "", "Second.")


def test_it_takes_a_recap_back(goodtalk_recap, chat, monkeypatch):
    monkeypatch.setattr("sys.stdin", typed("First."))
    goodtalk_recap("--publish", "-")

    assert (goodtalk_recap("--take-back"), read_now()) == ((0, "", ""), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write something first."),
        ("[[quote 999999]]", "No posts of this hour: 999999."),
    ],
)
def test_what_is_no_recap_is_refused_in_one_line(goodtalk_recap, chat, monkeypatch, text, said):
    monkeypatch.setattr("sys.stdin", typed(text))

    assert goodtalk_recap("--publish", "-") == (1, "", f"goodtalk recap: {said}\n")
    assert read_now() is None


def test_of_an_hour_that_is_on_nothing_is_published(goodtalk_recap, make_chat, monkeypatch):
    make_chat()
    monkeypatch.setattr("sys.stdin", typed("Early."))

    code, out, complaint = goodtalk_recap("--publish", "-")

    said = "goodtalk recap: A recap can be published once the hour is over.\n"
    assert (code, out, complaint, read_now()) == (1, "", said, None)


def test_a_file_that_is_not_there_and_one_that_is_no_text_are_named(
    goodtalk_recap, chat, tmp_path
):
    picture = tmp_path / "snow.png"
    picture.write_bytes(b"\x89PNG\xff\xfe")

    for named in (tmp_path / "nowhere.md", picture):
        code, _, complaint = goodtalk_recap("--publish", named)

        assert (code, complaint.startswith(f"goodtalk recap: {named} cannot be read")) == (1, True)


def test_bytes_that_are_no_text_are_refused(goodtalk_recap, chat, monkeypatch):
    monkeypatch.setattr("sys.stdin", typed(b"Caf\xe9"))

    code, _, complaint = goodtalk_recap("--publish", "-")

    assert (code, complaint.startswith("goodtalk recap: - cannot be read")) == (1, True)
    assert read_now() is None


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (("--community", "nobody", "--chat", "2026-11-27"), "There is no community #nobody here."),
        (("--community", "lgovsm", "--chat", "2026-11-20"), "#lgovsm has no chat 2026-11-20."),
        (("--community", "lgovsm", "--chat", "Friday"), "#lgovsm has no chat Friday."),
    ],
)
def test_an_hour_that_is_not_there_is_said_so(goodtalk_recap, chat, of, said):
    assert goodtalk_recap(of=of) == (1, "", f"goodtalk recap: {said}\n")
