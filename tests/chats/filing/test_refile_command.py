"""`goodtalk refile`: what it moves, says, logs, and refuses."""

import argparse
import io
import sys

import pytest

from goodtalk.chats.filing.refile_command import add_arguments, run
from goodtalk.chats.keeping_order.moderation import refile
from goodtalk.chats.models import Post, Question
from tests.hour import at, logged


@pytest.fixture
def goodtalk_refile(capsys):
    """Runs the command: its exit code, and what it printed."""

    def command(*words):
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def old_hour(make_chat, post_in):
    """An hour from an archive whose posts came before anybody looked for its questions."""
    chat = make_chat(state="closed", is_rebuilt=True)
    lines = {
        "13:05": "Q1: Who grits the roads?",
        "13:07": "A1 we do",
        "13:20": "Q2: Who pays for the salt?",
        "13:22": "A2 all of us",
        "13:23": "The county pays for the salt",
    }
    for number, (clock, text) in enumerate(lines.items()):
        post_in(chat, text, when=clock, by="jo" if text[0] == "Q" else f"ann{number}")
    return chat


def filed():
    rows = Post.objects.order_by("published_at").values_list("question__number", "filed_by")
    return list(rows)


def test_an_old_hour_gets_its_questions_and_its_posts_are_filed(goodtalk_refile, old_hour):
    result = goodtalk_refile("--community", "lgovsm")

    assert result == (0, "Chats: 1, posts filed differently: 5.\n", "")
    assert filed() == [(1, "label"), (1, "label"), (2, "label"), (2, "label"), (2, "time")]
    assert [kind for _, kind in logged(old_hour)] == (
        ["post.received"] * 5 + ["run_sheet.edited"] + ["post.refiled"] * 5
    )


def test_a_second_time_nothing_moves_and_nothing_is_logged(goodtalk_refile, old_hour):
    goodtalk_refile("--community", "lgovsm")
    before = (filed(), logged(old_hour))

    result = goodtalk_refile("--community", "#LGovSM", "--chat", "2026-11-27")

    assert result == (0, "Chats: 1, posts filed differently: 0.\n", "")
    assert (filed(), logged(old_hour)) == before


def test_what_a_person_decided_stays(goodtalk_refile, old_hour, chair):
    goodtalk_refile("--community", "lgovsm")
    answer = Post.objects.get(text="A1 we do")
    refile(answer, None, by=chair, now=at("14:30"))

    goodtalk_refile("--community", "lgovsm")

    answer.refresh_from_db()
    assert (answer.question, answer.filed_by, answer.is_certain) == (None, "chair", True)


def test_an_hour_that_was_held_here_keeps_its_questions(goodtalk_refile, make_chat, post_in):
    chat = make_chat(questions=2, state="closed")
    for number, clock in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(clock))
    post_in(chat, "Q3: Who pays?", when="13:25")
    for number, clock in enumerate(("13:16", "13:17", "13:18", "13:19")):
        post_in(chat, "A1 what about one", when=clock, by=f"ann{number}")
    late = post_in(chat, "What about one: we do", when="13:18", by="bob").post

    code, _, _ = goodtalk_refile("--community", "lgovsm")

    assert code == 0
    assert list(Question.objects.values_list("number", "text")) == [
        (1, "What about 1?"), (2, "What about 2?")
    ]
    late.refresh_from_db()
    assert (late.question.number, late.filed_by) == (1, "time")


def test_on_a_terminal_it_says_how_far_it_is(goodtalk_refile, old_hour, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    goodtalk_refile("--community", "lgovsm")

    assert terminal.getvalue() == "\r\033[K2026-11-27: 1 of 1\r\033[K"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--community", "nobody"], "There is no community #nobody here."),
        (["--community", "lgovsm", "--chat", "2026-11-28"], "#lgovsm has no chat 2026-11-28."),
        (["--community", "lgovsm", "--chat", "Friday"], "#lgovsm has no chat Friday."),
    ],
)
def test_what_is_not_there_gets_one_sentence(goodtalk_refile, old_hour, words, sentence):
    assert goodtalk_refile(*words) == (1, "", f"goodtalk refile: {sentence}\n")
