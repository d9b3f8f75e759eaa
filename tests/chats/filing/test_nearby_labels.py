"""Which labels are around a moment."""

import pytest

from goodtalk.chats.filing.nearby_labels import FADING_SECONDS, NearbyLabels


def test_the_nearer_a_label_the_more_it_counts():
    nearby = NearbyLabels([(0, 1), (FADING_SECONDS, 2)])

    shares = nearby.shares(0)

    assert list(shares) == [1, 2]
    assert shares[1] / shares[2] == pytest.approx(2.718, abs=0.001)


def test_labels_before_and_after_count_alike():
    shares = NearbyLabels([(0, 1), (100, 2)]).shares(50)

    assert shares[1] == shares[2]


def test_where_there_is_hardly_any_label_its_share_is_small():
    few, many = NearbyLabels([(0, 1)]), NearbyLabels([(0, 1)] * 20)

    assert few.shares(0)[1] < 0.8 < 0.98 < many.shares(0)[1]


def test_an_hour_without_labels_has_no_shares():
    assert NearbyLabels([]).shares(5) == {}
