"""Where an hour stands, by the labels of what is said in it."""

import pytest

from goodtalk.chats.filing.nearby_labels import FADING_SECONDS, NearbyLabels


def test_the_nearer_a_label_the_more_it_counts():
    nearby = NearbyLabels([(0, 1), (FADING_SECONDS, 2)], [])

    shares = nearby.shares(0)

    assert list(shares) == [1, 2]
    assert shares[1] / shares[2] == pytest.approx(2.718, abs=0.001)


def test_labels_before_and_after_count_alike():
    shares = NearbyLabels([(0, 1), (100, 2)], []).shares(50)

    assert shares[1] == shares[2]


def test_where_there_is_hardly_any_label_its_share_is_small():
    few, many = NearbyLabels([(0, 1)], []), NearbyLabels([(0, 1)] * 20, [])

    assert few.shares(0)[1] < 0.8 < 0.98 < many.shares(0)[1]


def test_an_hour_without_labels_stands_nowhere():
    nothing = NearbyLabels([], [])

    assert (nothing.shares(5), nothing.standing(5)) == ({}, None)


@pytest.mark.parametrize(
    ("at", "level"), [(-5, 1), (0, 1), (10, 1), (15, 1.5), (20, 2), (30, 2), (99, 2)]
)
def test_between_two_numbers_it_is_on_its_way_from_one_to_the_other(at, level):
    assert NearbyLabels([(0, 1), (10, 1), (20, 2), (30, 2)], []).standing(at) == level


def test_a_late_answer_does_not_take_the_hour_back():
    labels = [(0, 1), (10, 2), (20, 2), (30, 1), (40, 2), (50, 3)]

    levels = [NearbyLabels(labels, []).standing(at) for at, _ in labels]

    assert levels == sorted(levels)


def test_the_post_that_asks_moves_it_on():
    assert NearbyLabels([(0, 1), (20, 1)], [(10, 3)]).standing(10) == pytest.approx(7 / 3)
