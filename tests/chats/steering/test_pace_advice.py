"""The suggestion to hold or to move on, from answers per minute."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.pace_advice import Advice, Suggestion, advice_for, advise
from tests.hour import at

SPAN = timedelta(minutes=2)


def suggested(clocks, now, next_at="13:15", asked_at="13:05"):
    advice = advise(
        [at(clock) for clock in clocks],
        asked_at=at(asked_at), next_at=at(next_at), now=at(now), span=SPAN,
    )
    return advice and advice.suggestion.value


@pytest.mark.parametrize(
    ("clocks", "now", "suggestion"),
    [
        (["13:06", "13:13:10", "13:13:40", "13:14"], "13:14:30", "hold"),
        (["13:12", "13:12:30"], "13:12:59", None),  # the next question is not near
        (["13:14"], "13:14:30", None),  # one answer is no stream
        (["13:06", "13:06:10", "13:06:20", "13:06:30", "13:06:40", "13:13:40", "13:14"],
         "13:14:30", None),  # less than half of the best two minutes
        (["13:13:10", "13:14", "13:15:10"], "13:15:30", "hold"),  # overdue: somebody else releases
        ([], "13:14:30", None),
    ],
)
def test_hold_while_answers_come_and_the_next_question_is_near(clocks, now, suggestion):
    assert suggested(clocks, now) == suggestion


@pytest.mark.parametrize(
    ("clocks", "now", "suggestion"),
    [
        ([], "13:09", "move_on"),
        ([], "13:08:59", None),  # a question has its time
        (["13:06", "13:06:10", "13:06:20", "13:06:30", "13:06:40", "13:10"], "13:11", "move_on"),
        (["13:06", "13:06:10", "13:06:20", "13:06:30", "13:10"], "13:11", None),
        ([], "13:13", None),  # the next one comes by itself
    ],
)
def test_move_on_when_hardly_anything_comes_and_the_next_question_is_far(clocks, now, suggestion):
    assert suggested(clocks, now) == suggestion


@pytest.mark.parametrize("posts", [1, 3])
def test_the_desk_counts_what_stands_under_the_open_question_in_one_query(
    make_chat, post_in, posts, django_assert_num_queries
):
    chat = make_chat(questions=2)
    chat.questions.filter(number=1).update(released_at=at("13:05"))
    for number in range(posts):
        post_in(chat, "A1: grit", by=f"p{number}", when="13:06")
    first, second = chat.questions.all()
    second.due_at = at("13:12")

    chat = Chat.objects.get()

    with django_assert_num_queries(1):
        advice = advice_for(chat, first, second, now=at("13:09:30"))

    assert advice == Advice(Suggestion.MOVE_ON, 0, posts, SPAN)


def test_nothing_is_suggested_while_no_question_is_open_or_the_hour_is_held(make_chat):
    chat = make_chat(questions=1)
    question = chat.questions.get()
    held = make_chat(questions=1, part=2, on_hold_since=at("13:10"))
    held.questions.update(released_at=at("13:05"))

    assert advice_for(chat, None, question, now=at("13:10")) is None
    assert advice_for(chat, question, None, now=at("13:10")) is None
    assert advice_for(held, held.questions.get(), None, now=at("13:11")) is None
