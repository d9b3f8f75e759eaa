"""Giving up a seat, being taken off, and coming back."""

import pytest

from goodtalk.chats.models import Chat
from goodtalk.rota.asking import SeatTaken
from goodtalk.rota.dates import NotToCome, occasion_named
from goodtalk.rota.giving_up import come_back, give_up, take_off
from goodtalk.rota.models import RotaLine, Seat
from tests.rota.conftest import FIRST, NOW, SECOND


def done():
    return list(RotaLine.objects.order_by("pk").values_list("kind", flat=True))


def sitting():
    chat = Chat.objects.get()
    return chat.chair, chat.stand_by


def test_the_stand_by_has_the_chair_at_once(community, make_chat, chair, lurker, letters):
    make_chat(state="planned", stand_by=lurker)

    give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)

    subject = "Charlie cannot make it: #lgovsm, Friday 27 November 2026, 13:00 London time"
    assert sitting() == (lurker, None)
    assert done() == ["gave_up", "took_over"]
    assert letters() == [("olive@example.org", subject), ("lars@example.org", subject)]


def test_who_comes_back_has_the_chair_and_the_stand_by_stands_by(
    community, make_chat, chair, lurker
):
    make_chat(state="planned", stand_by=lurker)
    turn = give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)

    come_back(turn, by=chair, now=NOW)
    come_back(turn, by=chair, now=NOW)

    assert sitting() == (chair, lurker)
    assert done() == ["gave_up", "took_over", "came_back"]


def test_nobody_comes_back_to_a_chair_that_is_somebody_else_s(
    community, make_chat, chair, seated, newcomer
):
    make_chat(state="planned")
    turn = give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)
    seated(FIRST, newcomer)

    with pytest.raises(SeatTaken):
        come_back(turn, by=chair, now=NOW)

    assert sitting() == (newcomer, None)


def test_giving_up_twice_changes_nothing_the_second_time(community, make_chat, chair, lurker):
    make_chat(state="planned", stand_by=lurker)
    give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)

    with pytest.raises(NotToCome):
        give_up(community, FIRST, Seat.CHAIR, by=chair, now=NOW)

    assert sitting() == (lurker, None)


def test_a_promised_date_is_given_up_for_its_stand_by(community, seated, newcomer, lurker):
    seated(SECOND, newcomer)
    seated(SECOND, lurker, Seat.STAND_BY)

    turn = give_up(community, SECOND, Seat.CHAIR, by=newcomer, now=NOW)

    then = occasion_named(community, SECOND, now=NOW)
    come_back(turn, by=newcomer, now=NOW)
    now = occasion_named(community, SECOND, now=NOW)
    assert [then.holder(seat) for seat in Seat] == [lurker, None]
    assert [now.holder(seat) for seat in Seat] == [newcomer, lurker]


def test_who_is_taken_off_is_told_and_can_be_put_back(
    community, make_chat, chair, organiser, letters
):
    make_chat(state="planned")

    turn = take_off(community, FIRST, Seat.CHAIR, chair, by=organiser, now=NOW)

    freed = sitting()
    come_back(turn, by=organiser, now=NOW)
    assert freed == (None, None)
    assert sitting() == (chair, None)
    assert done() == ["taken_off", "came_back"]
    assert [to for to, _subject in letters()] == ["charlie@example.org", "charlie@example.org"]
