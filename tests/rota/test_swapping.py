"""Two chairs exchange their dates."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.rota.dates import occasion_named
from goodtalk.rota.giving_up import come_back, give_up
from goodtalk.rota.models import RotaLine, Seat, Swap
from goodtalk.rota.swapping import (
    ChangedHands,
    SwapStands,
    agree,
    decline_swap,
    offer_swap,
    undo_swap,
    withdraw_swap,
)
from tests.rota.conftest import FIRST, NOW, ROTA, SECOND


@pytest.fixture
def swap(community, make_chat, seated, chair, newcomer):
    """Charlie, who chairs the planned Friday, offers it to Nia, who was promised the next."""
    make_chat(state="planned")
    seated(SECOND, newcomer)
    return offer_swap(community, FIRST, SECOND, by=chair, now=NOW)


def chairs(community):
    return [occasion_named(community, key, now=NOW).holder(Seat.CHAIR) for key in (FIRST, SECOND)]


def test_both_have_the_other_s_date_once_the_second_agrees(
    community, swap, chair, newcomer, letters
):
    agree(swap, by=newcomer, now=NOW)
    agree(swap, by=newcomer, now=NOW)

    assert chairs(community) == [newcomer, chair]
    assert Chat.objects.get().chair == newcomer
    assert list(RotaLine.objects.order_by("pk").values_list("kind", "whom__email"))[2:] == [
        ("swap_offered", "nia@example.org"),
        ("swapped", "nia@example.org"),
        ("swapped", "charlie@example.org"),
    ]
    assert letters()[1:] == [
        ("nia@example.org", "Would you swap with Charlie? #lgovsm"),
        ("charlie@example.org", "Swapped with Nia: #lgovsm"),
    ]


@pytest.mark.parametrize("answer", [decline_swap, withdraw_swap])
def test_a_swap_that_is_not_agreed_to_changes_nothing(community, swap, chair, newcomer, answer):
    answer(swap, by=newcomer, now=NOW)

    agree(swap, by=newcomer, now=NOW)

    assert chairs(community) == [chair, newcomer]


def test_offering_twice_is_one_offer(community, swap, chair):
    assert offer_swap(community, FIRST, SECOND, by=chair, now=NOW) == swap
    assert Swap.objects.count() == 1


def test_a_date_that_changed_hands_is_not_swapped(community, swap, chair, newcomer):
    give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)

    with pytest.raises(ChangedHands):
        agree(swap, by=newcomer, now=NOW)

    assert chairs(community) == [None, newcomer]


def test_a_yes_is_taken_back_within_the_hour_and_the_other_chair_is_told(
    community, swap, chair, newcomer, letters
):
    agree(swap, by=newcomer, now=NOW)

    for _ in range(2):
        undo_swap(swap, by=newcomer, now=NOW + timedelta(minutes=59))

    assert chairs(community) == [chair, newcomer]
    assert Chat.objects.get().chair == chair
    assert list(RotaLine.objects.order_by("pk").values_list("kind", "whom__email"))[5:] == [
        ("swap_undone", "charlie@example.org"),
        ("swap_undone", "nia@example.org"),
    ]
    assert letters()[3:] == [
        ("charlie@example.org", "The swap with Nia is undone: #lgovsm")
    ]


def test_a_swap_stands_after_an_hour(community, swap, chair, newcomer):
    agree(swap, by=newcomer, now=NOW)

    with pytest.raises(SwapStands):
        undo_swap(swap, by=newcomer, now=NOW + timedelta(hours=1))

    assert chairs(community) == [newcomer, chair]


def test_a_swap_that_one_of_them_has_given_up_since_is_not_undone(
    community, swap, chair, newcomer
):
    agree(swap, by=newcomer, now=NOW)
    give_up(community, FIRST, Seat.CHAIR, by=newcomer, now=NOW)

    with pytest.raises(ChangedHands):
        undo_swap(swap, by=newcomer, now=NOW)

    assert chairs(community) == [None, chair]


def test_whoever_has_just_agreed_finds_the_button_and_presses_it(
    client, monkeypatch, community, swap, chair, newcomer
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    agree(swap, by=newcomer, now=NOW)
    address = f"{ROTA}swaps/{swap.pk}/undo"
    client.force_login(chair)
    others = client.get(ROTA).content.decode()
    client.force_login(newcomer)
    offered = client.get(ROTA).content.decode()

    client.post(address)

    assert (address in others, address in offered) == (False, True)
    assert chairs(community) == [chair, newcomer]


def test_a_swap_that_cannot_be_any_more_is_not_shown(
    client, monkeypatch, community, swap, chair, newcomer
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(newcomer)
    before = client.get(ROTA).content.decode()

    turn = give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)

    after = client.get(ROTA).content.decode()
    come_back(turn, by=chair, now=NOW)
    again = client.get(ROTA).content.decode()
    assert ["offers a swap" in page for page in (before, after, again)] == [True, False, True]
