"""An hour whose questions nobody has any more: the answers' labels tell of them."""

from datetime import UTC, datetime, timedelta

from goodtalk.chats.filing.askings import Asked, Said
from goodtalk.chats.filing.unasked import with_unasked

START = datetime(2014, 3, 14, 13, tzinfo=UTC)


def minute(number):
    return START + timedelta(minutes=number)


def said(*lines):
    return [
        Said(post, "jo", text, minute(at)) for post, (at, text) in enumerate(lines, 1)
    ]


def asked(number, at):
    return Asked(number, f"What about {number}?", minute(at), ())


def found(known, *lines):
    questions = with_unasked(known, said(*lines), START)
    return [(one.number, (one.at - START).total_seconds() / 60) for one in questions]


def test_labelled_answers_alone_make_the_questions():
    lines = (10, "A1 we do"), (12, "A1: nobody"), (20, "A2 tax"), (30, "A3) at night")

    questions = with_unasked([], said(*lines), START)

    assert questions == [
        Asked(1, "Question 1 (its words are not in the archive)", minute(8), ()),
        Asked(2, "Question 2 (its words are not in the archive)", minute(18), ()),
        Asked(3, "Question 3 (its words are not in the archive)", minute(28), ()),
    ]


def test_the_first_question_was_put_by_when_everybody_had_been_welcomed():
    assert found([], (16, "A1 we do"), (18, "A1: nobody"), (30, "A2 tax")) == [(1, 8), (2, 28)]


def test_what_lies_between_two_numbers_was_asked_too():
    assert found([], (10, "A1 we do"), (12, "A2 tax"), (30, "A4 salt")) == [
        (1, 8), (2, 10), (3, 19), (4, 28)
    ]


def test_an_hour_that_begins_with_the_second_answer_had_a_first_question():
    assert found([], (12, "A2 tax"), (14, "A2 rates"), (22, "A3 salt")) == [
        (1, 5), (2, 10), (3, 20)
    ]


def test_an_answer_said_too_early_does_not_move_its_question():
    assert found([], (3, "A3 oh"), (10, "A1 a"), (20, "A2 b"), (30, "A3 c")) == [
        (1, 8), (2, 18), (3, 28)
    ]


def test_a_few_labels_make_no_questions():
    assert found([], (10, "A1 is it"), (20, "A2 is it")) == []
    assert found([], (10, "A4 x"), (12, "A4 y"), (14, "A4 z")) == []


def test_a_number_far_from_all_others_is_no_question():
    assert found([], (10, "A1 a"), (12, "A2 b"), (14, "A9 c"), (15, "A13 d")) == [
        (1, 8), (2, 10)
    ]


def test_where_the_chair_s_questions_are_known_one_slip_of_the_pen_adds_none():
    known = [asked(1, 5), asked(2, 15), asked(3, 25)]

    assert found(known, (8, "A1 a"), (18, "A2 b"), (28, "A4 c")) == [(1, 5), (2, 15), (3, 25)]


def test_a_question_that_is_missing_between_the_chair_s_comes_from_its_answers():
    known = [asked(1, 5), asked(3, 25)]

    assert found(known, (8, "A1 a"), (18, "A2 b"), (19, "A2 c")) == [(1, 5), (2, 16), (3, 25)]


def test_questions_said_by_participants_are_no_answers():
    assert found([], (8, "Q1 a"), (18, "Q2 b"), (19, "Q3 c"), (20, "Q3 d")) == []


def test_a_question_that_was_answered_before_it_is_found_was_asked_earlier():
    known = [asked(1, 5), asked(2, 40)]

    assert found(known, (8, "A1 a"), (18, "A2 b"), (19, "A2 c"), (45, "A2 d")) == [(1, 5), (2, 16)]
    assert found(known, (8, "A1 a"), (18, "A2 b"), (41, "A2 c"), (45, "A2 d")) == [(1, 5), (2, 40)]


def listed(number, at):
    return Asked(number, f"What about {number}?", minute(at), (), is_listed=True)


def test_a_question_of_a_list_is_asked_no_sooner_than_the_list():
    known = [listed(1, 6), listed(2, 6), listed(3, 6), listed(4, 6)]

    assert found(known, (7, "A1 a"), (18, "A2 b"), (38, "A4 c")) == [
        (1, 6), (2, 16), (3, 26), (4, 36)
    ]
    assert found(known, (7, "A1 a"), (18, "A2 b"), (19, "A2 c")) == [
        (1, 6), (2, 16), (3, 16), (4, 16)
    ]


def test_a_question_of_a_list_that_nobody_answered_was_asked_no_sooner_than_the_list():
    known = [asked(1, 5), asked(2, 15), listed(3, 30), listed(4, 30)]

    assert found(known, (7, "A1 a"), (18, "A2 b"), (19, "A2 c")) == [
        (1, 5), (2, 15), (3, 30), (4, 30)
    ]


def test_a_question_that_somebody_repeats_was_asked_by_then():
    known = [
        Asked(number, "Who?", minute(at), (), is_repeated=True)
        for number, at in ((1, 7), (2, 17), (3, 30))
    ]

    assert found(known, (10, "A1 a"), (16, "A2 b"), (19, "A2 c")) == [(1, 7), (2, 14), (3, 30)]


def test_where_nothing_tells_more_the_questions_of_a_list_were_asked_with_it():
    assert found([listed(1, 6), listed(2, 6)], (7, "A1 a")) == [(1, 6), (2, 6)]
