"""What kind of thing somebody says, and filing an hour again when its questions are known."""

import pytest

from goodtalk.chats.filing import Sheet, refile_chat, says_a_question
from goodtalk.chats.models import Post, Question
from goodtalk.chats.moderation import refile
from tests.hour import at


@pytest.mark.parametrize(
    ("text", "fields", "kind"),
    [
        ("Hello from Hull", {}, "introduction"),
        ("Who grits your roads?", {}, "question"),
        ("See https://example.org/?a=1", {}, "introduction"),
        ("A1 is it the gritters?", {}, "answer"),
        ("Gritters", {"when": "13:12"}, "answer"),
        ("Indeed", {"when": "13:12", "in_reply_to": "https://x.example/1"}, "talk"),
    ],
)
def test_what_somebody_does_by_saying_it(make_chat, post_in, text, fields, kind):
    chat = make_chat(questions=1)
    chat.questions.update(released_at=at("13:11"))

    assert post_in(chat, text, **fields).post.kind == kind


def test_only_the_first_thing_somebody_says_introduces_them(make_chat, post_in):
    chat = make_chat()

    kinds = [post_in(chat, text).post.kind for text in ("Hello from Hull", "Rain again")]

    assert kinds == ["introduction", "talk"]


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("Who?", True),
        ("https://example.org/?q=1", False),
        ("", False),
        ("https://a.example ?", True),
    ],
)
def test_a_question_mark_in_an_address_asks_nothing(text, is_question):
    assert says_a_question(text) is is_question


def test_an_hour_is_filed_again_once_its_questions_are_known(make_chat, post_in, chair):
    chat = make_chat(state="closed")
    label = post_in(chat, "A2 gritters", when="13:07").post
    reply = post_in(chat, "Indeed", when="13:20", in_reply_to=label.uri).post
    timed = post_in(chat, "Salt", when="13:08").post
    fixed = refile(post_in(chat, "A1 salt").post, None, by=chair, now=at("14:00"))
    for number, clock in ((1, "13:05"), (2, "13:15")):
        Question.objects.create(
            chat=chat, number=number, text="Who?", due_at=at(clock), released_at=at(clock)
        )

    moved = refile_chat(chat)

    found = Post.objects.values_list("pk", "question__number", "filed_by", "is_certain", "kind")
    assert moved == 3
    assert sorted(found) == [
        (label.pk, 2, "label", True, "answer"),
        (reply.pk, 2, "reply", True, "talk"),
        (timed.pk, 1, "time", False, "answer"),
        (fixed.pk, None, "chair", True, fixed.kind),
    ]
    assert refile_chat(chat) == 0


def test_what_its_author_chose_stays_chosen_when_the_hour_is_filed_again(make_chat, post_in):
    chat = make_chat(questions=2)
    post = post_in(chat, "Gritters", network="web", question=2).post

    moved = refile_chat(chat)

    post.refresh_from_db()
    assert (moved, post.question.number) == (0, 2)


@pytest.mark.parametrize(
    ("clock", "number"),
    [("13:04", None), ("13:05", 1), ("13:20", 2), ("13:56", None), ("13:58", 3), ("14:00", None)],
)
def test_the_open_question_is_the_last_thing_that_was_begun(make_chat, clock, number):
    chat = make_chat(questions=3, wrapped_up_at=at("13:55"))
    for each, when in ((1, "13:05"), (2, "13:15"), (3, "13:57")):
        chat.questions.filter(number=each).update(released_at=at(when))

    found = Sheet(chat).open_at(at(clock))

    assert (found.number if found else None) == number
