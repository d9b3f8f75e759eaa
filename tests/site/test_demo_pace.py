"""Where the sample's talk is, whatever is done to its hour."""

from datetime import timedelta

import pytest

from goodtalk.chats.steering.run_sheet import Asked
from goodtalk.site.demo.pace import HURRIED, Pace, Turn, coming_turns, pace_of
from goodtalk.site.demo.script import Script
from tests.hour import at

TWO_QUESTIONS = Script(
    name="two", theme="Two", intro="", wrap_up="", chair="maya", welcome_minutes=5,
    questions=(Asked("What about 1?"), Asked("What about 2?")), lines=(),
)  # fmt: skip


@pytest.fixture
def make_pace(make_chat):
    """The pace of an hour of two questions, of which those named have been released."""

    def make(released, **fields):
        chat = make_chat(questions=2, welcome_minutes=5, wrap_up_minutes=35, **fields)
        for number, moment in released.items():
            chat.questions.filter(number=number).update(released_at=at(moment))
        return pace_of(chat, TWO_QUESTIONS)

    return make


def test_the_talk_goes_as_fast_as_the_hour(make_pace):
    pace = make_pace({1: "13:05"})

    assert pace.seconds_at(at("13:07:30")) == 450


def test_an_hour_that_is_held_in_three_minutes_takes_the_talk_along():
    start, question = Turn(0, at("13:00"), at("13:00")), Turn(300, at("13:00:15"), None)
    pace = Pace(speed=20, starts_at=at("13:00"), turns=[start, question])

    assert pace.seconds_at(at("13:00:06")) == 120
    assert pace.moment_of(120) == at("13:00:06")


def test_the_lobby_talks_before_the_hour_and_not_into_it(make_pace):
    pace = make_pace({}, started_at=None)

    assert pace.seconds_at(at("12:58")) == -120
    assert pace.seconds_at(at("13:02")) == 0
    assert pace.moment_of(-120) == at("12:58")


def test_the_talk_waits_at_a_question_that_the_chair_holds_back(make_pace):
    pace = make_pace({1: "13:05"})

    assert pace.seconds_at(at("13:40")) == 900


def test_the_talk_hurries_to_a_question_that_comes_early(make_pace):
    pace = make_pace({1: "13:05", 2: "13:08"})

    assert pace.seconds_at(at("13:09")) == 960


def test_what_had_to_hurry_is_said_before_the_question_that_came_early(make_pace):
    pace = make_pace({1: "13:05", 2: "13:08"})

    assert pace.moment_of(400) == at("13:06:40")
    assert pace.moment_of(800) == at("13:08") - HURRIED + timedelta(microseconds=800)
    assert pace.moment_of(930) == at("13:08:30")


def test_the_talk_stops_where_it_stands_when_the_hour_is_ended_early(make_pace):
    pace = make_pace({1: "13:05"}, closed_at=at("13:10"))

    assert pace.stopped_at == at("13:10")
    assert pace.seconds_at(at("15:00")) == 600


def test_late_answers_come_after_an_hour_that_ran_its_course(make_pace):
    pace = make_pace(
        {1: "13:05", 2: "13:15"}, wrapped_up_at=at("13:25"), closed_at=at("14:00")
    )

    assert pace.stopped_at is None
    assert pace.seconds_at(at("14:10")) == 4200
    assert pace.moment_of(4200) == at("14:10")


def test_one_question_that_was_given_more_time_does_not_slow_the_whole_talk(make_chat):
    chat = make_chat(questions=2, welcome_minutes=5, wrap_up_minutes=35)
    chat.questions.filter(number=1).update(minutes=25)

    assert pace_of(chat, TWO_QUESTIONS).speed == 1


def test_a_question_taken_off_the_run_sheet_is_not_waited_for(make_chat):
    chat = make_chat(questions=1, welcome_minutes=5, wrap_up_minutes=35)
    chat.questions.update(released_at=at("13:05"))

    assert pace_of(chat, TWO_QUESTIONS).seconds_at(at("13:20")) == 1200


def test_an_hour_moves_on_at_its_lobby_its_start_its_questions_its_wrap_up_and_its_end(make_chat):
    chat = make_chat(questions=2, wrap_up_minutes=35)

    assert coming_turns(chat) == [
        at("12:45"), at("13:00"), at("13:05"), at("13:15"), at("13:25"), at("14:00")
    ]
    assert coming_turns(chat)[-1] - coming_turns(chat)[0] == timedelta(minutes=75)
