"""The run sheet: laid out by its minutes, edited before the hour and during it."""

import pytest

from goodtalk.chats.steering.conductor import end_hour, keep_time, release_next
from goodtalk.chats.steering.run_sheet import (
    MAX_QUESTIONS,
    Asked,
    ChatIsOver,
    QuestionsMissing,
    RunSheet,
    edit_run_sheet,
    sheet_of,
    spread,
    template_of,
)
from tests.hour import at, logged

NOW = at("12:00")


def rows(chat):
    return [(one.number, one.text, f"{one.due_at:%H:%M}") for one in chat.questions.all()]


def edit(chat, *asked, **fields):
    sheet = RunSheet([Asked(*one) for one in asked], **fields)
    return edit_run_sheet(chat, sheet, by=None, now=NOW)


def test_questions_go_out_when_those_before_them_have_had_their_minutes(make_chat):
    chat = make_chat(state="planned")

    edit(chat, ("Who?", 10), ("Where?", 20), ("Why?", 5), welcome="Hello", welcome_minutes=7)

    assert rows(chat) == [(1, "Who?", "13:07"), (2, "Where?", "13:17"), (3, "Why?", "13:37")]
    assert logged(chat) == [(1, "run_sheet.edited")]


def test_a_question_can_be_moved_reworded_added_and_left_out(make_chat):
    chat = edit(make_chat(state="planned"), ("Who?",), ("Where?",))

    edit(chat, ("Where?",), ("Who exactly?",), ("Why?",))
    more = rows(chat)
    edit(chat, ("Why?",))

    assert [text for _, text, _ in more] == ["Where?", "Who exactly?", "Why?"]
    assert rows(chat) == [(1, "Why?", "13:05")]


def test_what_has_been_asked_can_be_reworded_but_not_left_out(make_chat):
    chat = keep_time(make_chat(questions=2), now=at("13:05"))

    edit(chat, ("Who, then?",))
    with pytest.raises(QuestionsMissing):
        edit(chat)
    with pytest.raises(QuestionsMissing):
        edit(chat, ("",), ("Where?",))

    assert rows(chat) == [(1, "Who, then?", "13:05")]
    assert chat.questions.get().is_released


def test_a_question_released_early_keeps_the_minute_that_was_planned(make_chat, chair):
    chat = make_chat(questions=2)
    release_next(chat, after=0, by=chair, now=at("13:01"))

    edit(chat, ("Who?", 10), ("Where?", 10), ("Why?", 10))

    assert [clock for _, _, clock in rows(chat)] == ["13:05", "13:15", "13:25"]


def test_the_run_sheet_of_an_hour_that_is_over_is_part_of_the_record(make_chat):
    chat = end_hour(make_chat(questions=1), by=None, now=at("13:40"))

    with pytest.raises(ChatIsOver):
        edit(chat, ("Who else?",))


def test_a_run_sheet_has_room_for_thirty_questions(make_chat):
    chat = edit(make_chat(state="planned"), *[("Who?",)] * 40)

    assert chat.questions.count() == MAX_QUESTIONS == 30


def test_an_hour_is_shared_out_evenly():
    sheet = spread(["Who?", "Where?", "Why?", "When?", "How?"], 60)

    assert sheet == RunSheet(
        [Asked(text, 10) for text in ("Who?", "Where?", "Why?", "When?", "How?")],
        welcome_minutes=5,
        wrap_up_minutes=5,
    )


def test_without_questions_there_is_only_welcome_and_wrap_up():
    assert spread([], 12) == RunSheet([], welcome_minutes=1, wrap_up_minutes=1)


def test_a_new_hour_begins_with_the_communitys_template(make_community):
    community = make_community(
        template_welcome="Hello", template_questions=[{"text": "Who?", "minutes": 15}]
    )

    assert template_of(community) == RunSheet([Asked("Who?", 15)], welcome="Hello")


def test_what_was_put_in_is_read_back(make_chat):
    sheet = RunSheet([Asked("Who?", 12.5)], "Hello", 3, "Goodbye", 4)

    chat = edit_run_sheet(make_chat(state="planned"), sheet, by=None, now=NOW)

    assert sheet_of(chat) == sheet
