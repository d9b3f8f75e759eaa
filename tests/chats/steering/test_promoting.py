"""A participant's question on the run sheet: its words, its author's name, and its end."""

import pytest
from django.db import transaction

from goodtalk.chats.keeping_order.moderation import restore, set_aside
from goodtalk.chats.log import lock_chat
from goodtalk.chats.steering.conductor import keep_time, release_next
from goodtalk.chats.steering.promoting import FORGOTTEN, asked_in, forget_promoted, promote_question
from goodtalk.chats.steering.steering import NothingAsked, skip_question
from goodtalk.chats.steering.undoing import undo
from tests.hour import at, logged


def test_a_participants_question_is_asked_next_with_their_name(make_chat, chair, post_in):
    chat = make_chat(questions=1)
    post = post_in(chat, "Q: who grits the footways? #lgovsm", by="jo").post

    for _ in range(2):
        promote_question(post, by=chair, now=at("13:10"))

    assert [(one.number, one.text, one.asked_by) for one in chat.questions.all()] == [
        (1, "who grits the footways?", "Jo"), (2, "What about 1?", "")
    ]
    assert logged(chat, after=1) == [(2, "question.promoted")]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Who grits? #LGovSM #snow", "Who grits? #snow"),
        ("@ann@social.example, @bo who grits?", "who grits?"),
        ("A1: and who pays @ann?", "and who pays @ann?"),
        ("#lgovsm", ""),
        ("x" * 600, "x" * 500),
    ],
)
def test_what_is_asked_are_the_words_without_label_tag_and_greeting(make_community, said, asked):
    community = make_community()

    assert asked_in(said, community) == asked


def test_what_nobody_can_read_is_not_promoted(make_chat, chair, post_in):
    chat = make_chat()
    post = post_in(chat, "Who grits?").post
    set_aside(post, by=chair, now=at("13:11"))

    with pytest.raises(NothingAsked):
        promote_question(post, by=chair, now=at("13:12"))

    assert list(chat.questions.all()) == []


@pytest.mark.parametrize(("is_out", "left"), [(False, []), (True, [FORGOTTEN])])
def test_words_that_were_taken_back_leave_the_run_sheet(make_chat, chair, post_in, is_out, left):
    chat = make_chat()
    post = post_in(chat, "Who grits?").post
    promote_question(post, by=chair, now=at("13:10"))
    if is_out:
        release_next(chat, after=0, by=chair, now=at("13:11"))

    with transaction.atomic():
        forget_promoted(lock_chat(chat.pk), [post], now=at("13:20"))

    assert [one.text for one in chat.questions.all()] == left
    assert logged(chat)[-1][1] == "run_sheet.edited"


def waiting(chat):
    return [(one.text, one.skipped_at is not None) for one in chat.questions.all()]


def test_the_question_of_a_post_that_is_set_aside_is_not_asked_meanwhile(
    make_chat, chair, post_in
):
    chat = make_chat()
    post = post_in(chat, "Who grits?").post
    promote_question(post, by=chair, now=at("13:10"))

    set_aside(post, by=chair, now=at("13:11"))
    aside = waiting(chat)
    undo(chat, chat.events.filter(kind="post.set_aside").get().seq, by=chair, now=at("13:12"))

    assert (aside, waiting(chat)) == ([("Who grits?", True)], [("Who grits?", False)])
    assert logged(chat)[2:] == [
        (3, "post.set_aside"), (4, "question.skipped"), (5, "post.restored"),
        (6, "question.restored"),
    ]


def test_the_autopilot_passes_over_the_question_of_a_post_that_is_away(make_chat, chair, post_in):
    chat = make_chat()
    post = post_in(chat, "Who grits?").post
    promote_question(post, by=chair, now=at("13:01"))
    set_aside(post, by=chair, now=at("13:02"))

    keep_time(chat, now=at("13:30"))

    assert [one.is_released for one in chat.questions.all()] == [False]


def test_what_the_desk_skipped_itself_stays_skipped_when_the_post_is_back(
    make_chat, chair, post_in
):
    chat = make_chat()
    post = post_in(chat, "Who grits?").post
    skip_question(promote_question(post, by=chair, now=at("13:10")), by=chair, now=at("13:10"))

    set_aside(post, by=chair, now=at("13:11"))
    restore(post, by=chair, now=at("13:12"))

    assert waiting(chat) == [("Who grits?", True)]
