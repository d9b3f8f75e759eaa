"""Which question an hour had come to, and which ones are answered then."""

from itertools import pairwise

import pytest

from goodtalk.chats.filing.open_question import OpenQuestion, Put

MINUTE = 60.0
POSTS = [Put(1, 0.0), Put(2, 10 * MINUTE), Put(3, 20 * MINUTE)]
NO_POSTS = [Put(1, None), Put(2, None), Put(3, None)]


def likeliest(put, labels, minute):
    labels = [(at * MINUTE, number) for at, number in labels]
    found = OpenQuestion(put, labels).likelihoods(minute * MINUTE)
    return max(found, key=found.__getitem__)


@pytest.mark.parametrize(
    ("minute", "number"), [(1, 1), (9, 1), (10.5, 1), (14, 2), (20.5, 2), (24, 3), (90, 3)]
)
def test_a_question_is_answered_once_it_has_been_read(minute, number):
    assert likeliest(POSTS, [], minute) == number


def test_before_the_first_question_nothing_is_answered():
    before = OpenQuestion(POSTS, []).likelihoods(-5 * MINUTE)
    after = OpenQuestion(POSTS, []).likelihoods(5 * MINUTE)

    assert max(before.values()) < -2 < -0.5 < max(after.values())


@pytest.mark.parametrize(("minute", "number"), [(3, 1), (12, 1), (16, 2), (25, 2), (29, 3)])
def test_where_no_post_asks_the_labels_tell_of_the_questions(minute, number):
    assert likeliest(NO_POSTS, [(5, 1), (10, 1), (17, 2), (24, 2), (30, 3)], minute) == number


def test_a_question_that_nobody_is_seen_to_answer_is_between_its_neighbours():
    assert likeliest(NO_POSTS, [(2, 1), (5, 1), (25, 3), (28, 3)], 15) == 2


def test_a_late_answer_does_not_take_the_hour_back():
    labels = [(2, 1), (4, 1), (14, 2), (15, 2), (16, 1), (17, 2)]

    assert likeliest(NO_POSTS[:2], labels, 16.5) == 2


def test_many_labels_outweigh_a_post_that_asks_once_more():
    asked_again = [Put(1, 0.0), Put(2, 25 * MINUTE)]
    labels = [(at, 2) for at in (12, 13, 14, 15, 16)]

    assert likeliest(asked_again, [(3, 1), (4, 1)], 15) == 1
    assert likeliest(asked_again, [(3, 1), (4, 1), *labels], 15) == 2


def test_where_the_moments_are_exact_no_label_moves_them():
    labels = [(at * MINUTE, 2) for at in (2, 3, 4, 5, 6)]

    found = OpenQuestion(POSTS, labels, is_exact=True).likelihoods(6 * MINUTE)

    assert max(found, key=found.__getitem__) == 1


def test_the_order_of_labels_does_not_matter():
    labels = [(at * 20.0, 1 + at // 20) for at in range(60)]

    forth, back = (OpenQuestion(NO_POSTS, each) for each in (labels, labels[::-1]))

    for at in range(0, 1200, 30):
        assert forth.likelihoods(at) == pytest.approx(back.likelihoods(at))


def test_it_goes_from_one_question_to_the_next_little_by_little():
    hour = OpenQuestion(NO_POSTS[:2], [(0.0, 1), (10 * MINUTE, 2)])

    second = [hour.likelihoods(minute * MINUTE)[2] for minute in range(11)]

    assert all(earlier < later for earlier, later in pairwise(second))


def test_an_archive_without_times_of_day_does_not_upset_it():
    labels = [(0.0, number) for number in (1, 3, 2) * 400] + [(30.0, 1)] * 400

    assert len(OpenQuestion(NO_POSTS, labels).likelihoods(10.0)) == 3


def test_a_reply_of_the_next_week_is_as_late_as_one_of_the_next_day():
    labels = [(120.0, 1), (7 * 86400.0, 1)]

    hour = OpenQuestion(POSTS, labels)

    assert hour.likelihoods(7 * 86400.0) == hour.likelihoods(2 * 86400.0)


def test_it_tells_how_likely_the_hour_has_gone_on():
    hour = OpenQuestion(POSTS, [])

    assert hour.passed(5 * MINUTE) == pytest.approx({1: 0, 2: 0, 3: 0}, abs=0.05)
    assert hour.passed(15 * MINUTE)[1] == pytest.approx(1, abs=0.1)
    assert hour.passed(15 * MINUTE)[2] == pytest.approx(0, abs=0.1)


def test_an_hour_without_questions_has_none_that_is_answered():
    hour = OpenQuestion([], [])

    assert (hour.likelihoods(5.0), hour.passed(5.0)) == ({}, {})
