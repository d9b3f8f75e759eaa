"""What the worker does for the rota: calling the stand-by, seating the promised."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import check_in
from goodtalk.chats.steering.planning import Plan, change_plan, plan_chat
from goodtalk.chats.steering.undoing import undo
from goodtalk.communities.changed_dates import move_date
from goodtalk.rota.calling import tell_stand_bys
from goodtalk.rota.giving_up import take_off
from goodtalk.rota.models import RotaLine, Seat
from goodtalk.rota.swapping import agree, offer_swap
from tests.hour import FRIDAY, at, logged
from tests.rota.conftest import FIRST, NOW, SECOND

SUBJECT = "Nobody is at the desk of #lgovsm yet: please come"


@pytest.mark.parametrize(
    ("now", "told"),
    [("12:49:59", 0), ("12:50", 1), ("13:20", 1), ("14:00", 0)],
    ids=["earlier", "ten minutes before", "after an outage", "when it is over"],
)
def test_the_stand_by_is_told_when_nobody_has_come(make_chat, lurker, letters, now, told):
    make_chat(state="lobby", stand_by=lurker)

    tell_stand_bys(at(now))

    assert letters() == [("lars@example.org", SUBJECT)] * told


def test_the_stand_by_is_told_once(make_chat, lurker, letters):
    make_chat(state="lobby", stand_by=lurker)

    tell_stand_bys(at("12:50"))
    tell_stand_bys(at("12:51"))

    assert letters() == [("lars@example.org", SUBJECT)]
    assert Chat.objects.get().stand_by_told_at == at("12:50")
    assert list(RotaLine.objects.values_list("kind", "whom__email")) == [
        ("told", "lars@example.org")
    ]


@pytest.mark.parametrize("fields", [{"checked_in_at": at("12:40")}, {"state": "closed"}])
def test_nobody_is_called_when_somebody_has_come_or_it_is_over(make_chat, lurker, letters, fields):
    make_chat(stand_by=lurker, **fields)

    tell_stand_bys(at("12:55"))

    assert letters() == []


def test_a_new_stand_by_is_told_too(make_chat, seated, newcomer, lurker, letters):
    make_chat(state="lobby", stand_by_told_at=at("12:50"))
    seated(FIRST, newcomer, Seat.STAND_BY, now=at("12:51"))

    tell_stand_bys(at("12:52"))

    assert letters()[-1] == ("nia@example.org", SUBJECT)


def planned(community, organiser, starts_at, chair=None):
    plan = Plan(starts_at, 60, "Snow", chair=chair)
    return plan_chat(community, plan, sheet=None, by=organiser, now=NOW)


def test_a_date_that_is_planned_goes_to_whoever_was_promised_it(
    community, organiser, seated, newcomer, lurker
):
    seated(FIRST, newcomer)
    seated(FIRST, lurker, Seat.STAND_BY)
    chat = planned(community, organiser, at("13:00"))
    before = chat.last_seq

    tell_stand_bys(NOW)
    tell_stand_bys(NOW)

    kept = Chat.objects.get()
    assert (kept.chair, kept.stand_by) == (newcomer, lurker)
    assert [kind for _seq, kind in logged(chat, after=before)] == ["chat.edited", "chat.edited"]


def test_a_moved_date_keeps_its_chair(community, organiser, seated, newcomer):
    seated(FIRST, newcomer)
    monday = at("17:00") + timedelta(days=3)
    move_date(community, FRIDAY, to=monday, reason="")
    planned(community, organiser, monday)

    tell_stand_bys(NOW)

    assert Chat.objects.get().chair == newcomer


def test_whoever_was_named_at_planning_goes_before(community, organiser, seated, newcomer, chair):
    seated(FIRST, newcomer)
    planned(community, organiser, at("13:00"), chair=chair)

    tell_stand_bys(NOW)
    tell_stand_bys(NOW)

    assert Chat.objects.get().chair == chair


def test_two_queries_when_there_is_nothing_to_do(make_chat, django_assert_num_queries):
    make_chat()

    with django_assert_num_queries(2):
        tell_stand_bys(at("12:55"))


def test_a_moderators_glance_at_the_desk_does_not_keep_the_stand_by_at_home(
    make_chat, moderator, lurker, letters
):
    check_in(make_chat(state="lobby", stand_by=lurker), by=moderator, now=at("12:46"))

    tell_stand_bys(at("12:50"))

    assert letters() == [("lars@example.org", SUBJECT)]


def changed_hands(chat, how, *, community, organiser, seated, chair, newcomer, now):
    """The chair, who had looked in, is replaced by Nia."""
    if how == "under the plan":
        chat = Chat.objects.get()
        plan = Plan(chat.starts_at, 60, chat.theme, newcomer)
        change_plan(chat, plan, by=organiser, now=now)
    elif how == "taken off":
        take_off(community, FIRST, Seat.CHAIR, chair, by=organiser, now=now)
    else:
        take_off(community, FIRST, Seat.CHAIR, chair, by=organiser, now=now)
        seated(FIRST, newcomer, now=now)


@pytest.mark.parametrize("how", ["under the plan", "taken off", "given to somebody else"])
def test_the_stand_by_is_told_when_who_had_come_has_the_chair_no_more(
    community, organiser, make_chat, seated, chair, newcomer, lurker, letters, how
):
    chat = make_chat(state="lobby", stand_by=lurker)
    check_in(chat, by=chair, now=at("12:40"))
    changed_hands(
        chat, how, community=community, organiser=organiser, seated=seated, chair=chair,
        newcomer=newcomer, now=at("12:45"),
    )

    tell_stand_bys(at("12:50"))

    assert letters()[-1] == ("lars@example.org", SUBJECT)


def test_a_swap_has_the_new_chair_come_too(
    community, organiser, make_chat, seated, chair, newcomer, lurker, letters
):
    chat = make_chat(state="lobby", stand_by=lurker)
    seated(SECOND, newcomer)
    check_in(chat, by=chair, now=at("12:40"))
    swap = offer_swap(community, FIRST, SECOND, by=chair, now=at("12:41"))
    agree(swap, by=newcomer, now=at("12:42"))

    tell_stand_bys(at("12:50"))
    check_in(chat, by=newcomer, now=at("12:51"))

    assert letters()[-1] == ("lars@example.org", SUBJECT)
    assert Chat.objects.get(pk=chat.pk).checked_in_at == at("12:51")


def test_the_stand_by_is_told_again_when_the_chair_who_came_late_is_replaced(
    community, organiser, make_chat, seated, chair, newcomer, lurker, letters
):
    chat = make_chat(state="lobby", stand_by=lurker)
    tell_stand_bys(at("12:50"))
    check_in(chat, by=chair, now=at("12:52"))
    changed_hands(
        chat, "under the plan", community=community, organiser=organiser, seated=seated,
        chair=chair, newcomer=newcomer, now=at("12:54"),
    )

    tell_stand_bys(at("12:55"))

    assert letters() == [("lars@example.org", SUBJECT)] * 2


@pytest.mark.parametrize("there", ["stand-by", "the new chair"])
def test_nobody_is_called_when_who_has_come_still_sits_there(
    community, organiser, make_chat, seated, chair, newcomer, lurker, letters, there
):
    chat = make_chat(state="lobby", stand_by=lurker)
    check_in(chat, by=lurker if there == "stand-by" else newcomer, now=at("12:40"))
    changed_hands(
        chat, "under the plan", community=community, organiser=organiser, seated=seated,
        chair=chair, newcomer=newcomer, now=at("12:45"),
    )

    tell_stand_bys(at("12:50"))

    assert letters() == []


def test_undoing_the_change_of_chair_has_who_had_come_there_again(
    organiser, make_chat, chair, newcomer, lurker, letters
):
    chat = make_chat(state="lobby", stand_by=lurker)
    check_in(chat, by=chair, now=at("12:40"))
    plan = Plan(chat.starts_at, 60, chat.theme, newcomer)
    change_plan(chat, plan, by=organiser, now=at("12:45"))
    undo(chat, 2, by=organiser, now=at("12:46"))

    tell_stand_bys(at("12:50"))

    assert (letters(), Chat.objects.get().checked_in_at) == ([], at("12:40"))
