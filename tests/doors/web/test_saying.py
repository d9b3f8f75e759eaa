"""What somebody says with the form: tagged, counted, and said once."""

import pytest

from goodtalk.chats.arriving.speakers import web_author
from goodtalk.chats.models import Post
from goodtalk.doors.web.saying import NothingSaid, Said, SaidTooMuch, say, with_tag
from tests.hour import at, logged

NOW = at("13:10")


def said(chat, user, text, **fields):
    return say(chat, web_author(user), Said(text, **fields), now=NOW)


def test_the_tag_is_added_and_not_read_in_the_room(make_chat, newcomer):
    chat = make_chat()

    post = said(chat, newcomer, "See example.org").post

    assert (post.text, post.tags) == ("See example.org #lgovsm", ["lgovsm"])
    assert post.links == ["https://example.org"]
    assert "#lgovsm" not in post.html
    assert post.uri.startswith("http://localhost/said/")


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("Hello", "Hello #lgovsm"),
        ("Hello #lgovsm", "Hello #lgovsm"),
        ("#LGovSM hello", "#LGovSM hello"),
        ("＃lgovsm hello", "＃lgovsm hello"),
        ("#lgovsmiles hello", "#lgovsmiles hello #lgovsm"),
        ("https://example.org/#lgovsm", "https://example.org/#lgovsm #lgovsm"),
    ],
)
def test_the_tag_is_added_where_it_is_not(text, tagged):
    assert with_tag(text, "lgovsm") == tagged


@pytest.mark.parametrize("text", ["", " \n ", "\0", "\u200b\u202e"])
def test_nothing_is_not_said(make_chat, newcomer, text):
    with pytest.raises(NothingSaid):
        said(make_chat(), newcomer, text)


@pytest.mark.parametrize(("length", "over"), [(492, None), (493, 1), (600, 108)])
def test_the_tag_counts(make_chat, newcomer, length, over):
    chat = make_chat()

    try:
        said(chat, newcomer, "x" * length)
        found = None
    except SaidTooMuch as error:
        found = error.args[0]

    assert (found, Post.objects.count()) == (over, 1 if over is None else 0)


def test_pressing_twice_says_it_once(make_chat, newcomer):
    chat = make_chat()

    receipts = [said(chat, newcomer, "Hello", key="k1") for _ in range(2)]

    assert [one.outcome for one in receipts] == ["stored", "duplicate"]
    assert logged(chat) == [(1, "post.received")]


def test_other_words_in_an_old_form_are_not_lost(make_chat, newcomer):
    chat = make_chat()

    receipts = [said(chat, newcomer, text, key="k1") for text in ("Hello", "Hello again")]

    assert [one.outcome for one in receipts] == ["stored", "stored"]


def test_two_people_with_the_same_key_both_speak(make_chat, newcomer, lurker):
    chat = make_chat()

    receipts = [said(chat, user, "Hello", key="k1") for user in (newcomer, lurker)]

    assert [one.outcome for one in receipts] == ["stored", "stored"]


def test_without_a_key_everything_is_said(make_chat, newcomer):
    chat = make_chat()

    receipts = [said(chat, newcomer, "Hello") for _ in range(2)]

    assert [one.outcome for one in receipts] == ["stored", "stored"]


def test_a_reply_to_another_network_stands_under_what_it_answers(make_chat, newcomer, post_in):
    chat = make_chat(questions=1)
    parent = post_in(chat, "A1 gritters", when="13:06").post

    post = said(chat, newcomer, "Indeed", reply_to=parent).post

    assert (post.parent, post.question.number, post.filed_by) == (parent, 1, "reply")


def test_what_the_author_chose_to_answer_is_certain(make_chat, newcomer):
    chat = make_chat(questions=2)

    post = said(chat, newcomer, "Gritters", question=2).post

    assert (post.question.number, post.is_certain, post.kind) == (2, True, "answer")


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Q: Does anybody grit at night?", True),
        ("@ann question : who pays?", True),
        ("Q: the night shift does", False),
        ("Q1: gritters?", False),
        ("Who knows? The night shift does.", False),
        ("FAQ: is that a question?", False),
    ],
)
def test_what_is_labelled_as_a_question_answers_none(make_chat, newcomer, text, is_asked):
    chat = make_chat(questions=1)
    chat.questions.update(released_at=at("13:05"))

    post = said(chat, newcomer, text, question=1).post

    told = (post.kind, post.question.number, post.is_certain)
    assert told == (("question", 1, False) if is_asked else ("answer", 1, True))
