"""Asking, offering, answering, withdrawing."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.communities.changed_dates import skip_date
from goodtalk.rota.asking import (
    MOST_A_DAY,
    MOST_OFFERS_A_DAY,
    AnsweredAlready,
    AskedTooMany,
    OfferedTooMany,
    SeatTaken,
    SittingAlready,
    TooLate,
    accept,
    ask,
    decline,
    offer,
    refuse_offer,
    take_offer,
    withdraw,
)
from goodtalk.rota.dates import NotToCome, occasion_named
from goodtalk.rota.models import RotaLine, Seat, Turn
from tests.hour import FRIDAY, at, logged
from tests.rota.conftest import FIRST, NOW, SECOND

NIA = "nia@example.org"


def asked(community, organiser, key=FIRST, seat=Seat.CHAIR, email=NIA, note="", now=NOW):
    return ask(community, key, seat, email=email, note=note, by=organiser, now=now)


def done():
    return list(RotaLine.objects.order_by("pk").values_list("kind", flat=True))


def test_somebody_is_asked_says_yes_and_may_sit_at_the_desk(
    community, make_chat, organiser, newcomer, letters
):
    chat = make_chat(state="planned", chair=None)
    turn = asked(community, organiser)

    accept(turn, word="With pleasure", by=newcomer, now=NOW)

    assert Chat.objects.get().chair == newcomer
    assert list(Chat.objects.chaired_by(newcomer)) == [chat]
    assert community.role_of(newcomer) == "member"
    assert logged(chat) == [(1, "chat.edited")]
    assert done() == ["asked", "accepted"]
    assert letters() == [
        (NIA, "Would you chair #lgovsm?"),
        ("olive@example.org", "Nia will chair #lgovsm"),
    ]


def test_somebody_stands_by_for_a_planned_hour(community, make_chat, organiser, newcomer, chair):
    make_chat(state="planned")
    turn = asked(community, organiser, seat=Seat.STAND_BY)

    accept(turn, word="", by=newcomer, now=NOW)

    chat = Chat.objects.get()
    assert (chat.chair, chat.stand_by) == (chair, newcomer)


def test_a_date_without_an_hour_keeps_its_chair(community, organiser, newcomer):
    accept(asked(community, organiser, key=SECOND), word="", by=newcomer, now=NOW)

    occasion = occasion_named(community, SECOND, now=NOW)
    assert (occasion.chat, occasion.holder(Seat.CHAIR)) == (None, newcomer)


def test_saying_yes_twice_is_saying_it_once(community, organiser, newcomer, letters):
    turn = asked(community, organiser)

    accept(turn, word="", by=newcomer, now=NOW)
    accept(turn, word="", by=newcomer, now=NOW)

    assert done() == ["asked", "accepted"]
    assert len(letters()) == 2


def test_a_question_that_was_answered_is_good_for_nobody_else(
    community, organiser, newcomer, lurker
):
    turn = asked(community, organiser)
    decline(turn, word="Holidays", by=newcomer, now=NOW)

    with pytest.raises(AnsweredAlready):
        accept(turn, word="", by=lurker, now=NOW)

    assert occasion_named(community, FIRST, now=NOW).holder(Seat.CHAIR) is None


def test_a_no_reaches_whoever_asked_with_its_word(community, organiser, newcomer, letters):
    turn = asked(community, organiser)

    decline(turn, word="Holidays", by=newcomer, now=NOW)

    assert Turn.objects.get().word == "Holidays"
    assert letters()[1:] == [
        ("olive@example.org", "Nia cannot: #lgovsm, Friday 27 November 2026, 13:00 London time")
    ]


def test_a_withdrawn_question_cannot_be_accepted(community, organiser, newcomer):
    turn = asked(community, organiser)
    withdraw(turn, by=organiser, now=NOW)
    withdraw(turn, by=organiser, now=NOW)

    with pytest.raises(AnsweredAlready):
        accept(turn, word="", by=newcomer, now=NOW)

    assert done() == ["asked", "withdrew"]


def test_a_question_ends_when_the_hour_begins(community, make_chat, organiser, newcomer):
    make_chat(chair=None)
    turn = asked(community, organiser)

    with pytest.raises(TooLate):
        accept(turn, word="", by=newcomer, now=at("13:00"))

    assert Chat.objects.get().chair is None


def test_the_first_yes_counts(community, organiser, newcomer, lurker):
    first = asked(community, organiser)
    second = asked(community, organiser, email="lars@example.org")
    accept(first, word="", by=newcomer, now=NOW)

    with pytest.raises(SeatTaken):
        accept(second, word="", by=lurker, now=NOW)

    assert occasion_named(community, FIRST, now=NOW).holder(Seat.CHAIR) == newcomer


def test_nobody_is_chair_and_stand_by_of_one_hour(community, organiser, newcomer, seated):
    seated(FIRST, newcomer)

    with pytest.raises(SittingAlready):
        seated(FIRST, newcomer, Seat.STAND_BY)


def test_nobody_is_written_to_twice_for_one_date(community, organiser, letters):
    first = asked(community, organiser)

    second = asked(community, organiser, email="Nia@Example.org")

    assert first == second
    assert len(letters()) == 1


def test_letters_have_a_limit_a_day(community, organiser):
    for number in range(MOST_A_DAY):
        asked(community, organiser, email=f"{number}@example.org")

    with pytest.raises(AskedTooMany):
        asked(community, organiser)

    assert asked(community, organiser, email="").is_open
    assert asked(community, organiser, now=NOW + timedelta(days=1, minutes=1)).is_open


def test_nobody_is_asked_for_a_skipped_date(community, organiser):
    skip_date(community, FRIDAY, reason="Christmas")

    with pytest.raises(NotToCome):
        asked(community, organiser)


def test_a_member_offers_and_is_taken_up(community, make_chat, organiser, newcomer, letters):
    make_chat(state="planned", chair=None)
    turn = offer(community, FIRST, Seat.CHAIR, note="", by=newcomer, now=NOW)

    take_offer(turn, by=organiser, now=NOW)
    take_offer(turn, by=organiser, now=NOW)

    assert Chat.objects.get().chair == newcomer
    assert done() == ["offered", "offer_taken"]
    assert letters() == [
        ("olive@example.org", "Nia would chair #lgovsm"),
        (NIA, "You have the chair: #lgovsm, Friday 27 November 2026, 13:00 London time"),
    ]


def test_an_offer_is_made_once_and_can_be_refused(community, organiser, newcomer, letters):
    turn = offer(community, FIRST, Seat.CHAIR, note="", by=newcomer, now=NOW)
    again = offer(community, FIRST, Seat.CHAIR, note="", by=newcomer, now=NOW)

    refuse_offer(turn, by=organiser, now=NOW)

    assert turn == again
    assert done() == ["offered", "offer_refused"]
    assert letters()[1][0] == NIA


def test_offers_have_a_limit_a_day(community, newcomer):
    for _time in range(MOST_OFFERS_A_DAY):
        turn = offer(community, FIRST, Seat.CHAIR, note="", by=newcomer, now=NOW)
        withdraw(turn, by=newcomer, now=NOW)

    with pytest.raises(OfferedTooMany):
        offer(community, FIRST, Seat.CHAIR, note="", by=newcomer, now=NOW)
