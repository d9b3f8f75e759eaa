"""What kind of thing somebody says, and filing an hour again when its questions are known."""

import pytest

from goodtalk.chats.filing.filing import Sheet, refile_chat, refile_posts, says_a_question
from goodtalk.chats.keeping_order.moderation import refile, withdraw
from goodtalk.chats.models import Post, Question
from tests.hour import at


@pytest.mark.parametrize(
    ("text", "fields", "kind"),
    [
        ("Hello from Hull", {}, "introduction"),
        ("Who grits your roads?", {}, "question"),
        ("See https://example.org/?a=1", {}, "introduction"),
        ("A1 is it the gritters?", {}, "answer"),
        ("rt @jo: Q1: Who grits your roads?", {}, "talk"),
        ("RT: @jo Q1 Who grits your roads?", {}, "talk"),
        ("“@jo: Q1: Who grits your roads?”", {}, "talk"),
        ("Q1: Who grits your roads? via @jo", {}, "talk"),
        ("We do! RT @jo: Q1: Who grits your roads?", {}, "answer"),
        ("rt @jo: T1: Who grits your roads?", {}, "talk"),
        ("RT @jo: A1 we do", {}, "answer"),
        ("RT @jo: T1 we do", {}, "answer"),
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
        ("ما اسمك؟", True),
        ("あなたの名前は何ですか？", True),
        ("Who said so⁉️", True),
        ("Ինչ է ձեր անունը՞", True),
        ("❓ A1 we do", False),
    ],
)
def test_a_question_mark_of_any_script_asks_but_none_in_an_address(text, is_question):
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


def test_an_hour_is_filed_again_with_what_was_said_before_and_after(make_chat, post_in):
    chat = make_chat(questions=2)
    for number, clock in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(clock))
    late = post_in(chat, "We do", when="13:17", by="bob").post
    for each in range(6):
        post_in(chat, f"A1 we do {each}", when=f"13:1{6 + each % 3}", by=f"ann{each}")
    before = (late.question.number, late.is_certain)

    moved = refile_posts(chat)

    late.refresh_from_db()
    assert [post.pk for post in moved] == [late.pk]
    assert before == (2, False)
    assert (late.question.number, late.filed_by, late.is_certain) == (1, "time", True)


def test_what_a_person_decided_counts_as_much_as_a_label(make_chat, post_in, chair):
    chat = make_chat(questions=2)
    for number, clock in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(clock))
    late = post_in(chat, "We do", when="13:17", by="bob").post
    for each in range(6):
        post = post_in(chat, f"We do {each}", when=f"13:1{6 + each % 3}", by=f"ann{each}").post
        refile(post, chat.questions.get(number=1), by=chair, now=at("13:20"))

    refile_chat(chat)

    late.refresh_from_db()
    assert (late.question.number, late.filed_by) == (1, "time")


def test_who_repeats_a_question_has_not_answered_it(make_chat, post_in):
    chat = make_chat(questions=2)
    for number, clock in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(clock))
    late = post_in(chat, "We do", when="13:17", by="bob").post
    for each in range(6):
        post_in(chat, "rt @jo: Q1: Who grits?", when=f"13:1{6 + each % 3}", by=f"ann{each}")

    refile_chat(chat)

    late.refresh_from_db()
    assert (late.question.number, late.is_certain) == (2, False)


def test_what_nobody_may_read_and_what_others_said_first_is_no_evidence(make_chat, post_in, chair):
    chat = make_chat(questions=2)
    for number, clock in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(clock))
    late = post_in(chat, "We do", when="13:17", by="bob").post
    for each in range(6):
        options = {"is_share": True} if each % 2 else {"hold": True}
        post_in(chat, f"A1 we do {each}", when="13:17", by=f"ann{each}", **options)

    refile_chat(chat)

    late.refresh_from_db()
    assert (late.question.number, late.is_certain) == (2, False)


@pytest.mark.parametrize("clock", ["13:02", "14:10"])
def test_while_no_question_is_open_only_that_is_filed_for_which_much_speaks(
    make_chat, post_in, clock
):
    chat = make_chat(questions=2)
    for number, when in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(when))
    post = post_in(chat, "Hello", when=clock, by="bob").post
    post_in(chat, "A2 we do", when="13:50", by="ann")

    refile_chat(chat)

    post.refresh_from_db()
    assert (post.question, post.is_certain) == (None, False)


def test_an_answer_among_others_after_the_hour_is_filed(make_chat, post_in):
    chat = make_chat(questions=2)
    for number, when in ((1, "13:05"), (2, "13:15")):
        chat.questions.filter(number=number).update(released_at=at(when))
    late = post_in(chat, "We do", when="14:03", by="bob").post
    for each in range(4):
        post_in(chat, "A2 we do", when=f"14:0{1 + each}", by=f"ann{each}")

    refile_chat(chat)

    late.refresh_from_db()
    assert (late.question.number, late.filed_by) == (2, "time")


def test_what_has_been_taken_back_stays_where_it_was(make_chat, post_in):
    chat = make_chat(questions=2)
    post = post_in(chat, "A2 gritters").post
    reply = post_in(chat, "Indeed", when="13:20", in_reply_to=post.uri).post
    withdraw(post, now=at("13:30"))

    moved = refile_chat(chat)

    post.refresh_from_db()
    reply.refresh_from_db()
    assert (moved, post.question.number, reply.question.number) == (0, 2, 2)


@pytest.mark.parametrize("posts", [3, 30])
def test_an_hour_is_filed_again_in_as_many_queries_however_much_was_said(
    make_chat, post_in, posts, django_assert_num_queries
):
    chat = make_chat(questions=2, state="closed")
    for number in range(posts):
        post_in(chat, f"Said {number}", when="13:20", by=f"ann{number}")
    chat.questions.update(released_at=at("13:05"))

    with django_assert_num_queries(3):
        assert refile_chat(chat) == posts


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
