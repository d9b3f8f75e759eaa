"""Putting an hour on the calendar, giving a theme its slot, and changing one's mind."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import end_hour, keep_time
from goodtalk.chats.steering.planning import (
    AlreadyScheduled,
    NoFreeSlot,
    Plan,
    TooManyThatDay,
    change_plan,
    next_free_slot,
    plan_chat,
    schedule_theme,
)
from goodtalk.chats.steering.run_sheet import ChatIsOver
from goodtalk.communities.models import Theme
from tests.hour import at, logged

NOW = at("12:00")
WEEK = timedelta(days=7)


def plan(community, starts_at=None, **fields):
    usual = {"starts_at": starts_at or at("13:00"), "minutes": 60, "theme": "Grit"}
    return plan_chat(community, Plan(**usual | fields), sheet=None, by=None, now=NOW)


@pytest.mark.parametrize(
    ("starts", "minutes"),
    [("2027-10-31T01:15", 60), ("2027-03-28T00:30", 90), ("2027-03-28T01:30", 60)],
)
def test_an_hour_is_as_long_as_it_says_in_the_night_when_the_clocks_change(
    make_community, starts, minutes
):
    community = make_community(template_questions=[{"text": "Who?", "minutes": 10}])
    begins = datetime.fromisoformat(starts).replace(tzinfo=community.zone_info)

    chat = plan(community, begins, minutes=minutes)

    kept = Chat.objects.get()
    assert chat.ends_at == kept.ends_at == kept.starts_at + timedelta(minutes=minutes)
    assert kept.questions.get().due_at - kept.starts_at == timedelta(minutes=kept.welcome_minutes)


def test_a_planned_hour_has_its_address_and_the_communitys_run_sheet(make_community, chair):
    community = make_community(template_questions=[{"text": "Who?", "minutes": 10}])

    chat = plan(community, chair=chair)

    assert chat.get_absolute_url() == "/lgovsm/2026-11-27/"
    assert (chat.state, chat.chair, chat.ends_at) == ("planned", chair, at("14:00"))
    assert [one.text for one in chat.questions.all()] == ["Who?"]
    assert logged(chat) == [(1, "chat.planned"), (2, "run_sheet.edited")]


def test_the_address_is_the_date_on_the_communitys_clock(make_community):
    community = make_community(zone="America/New_York")

    chat = plan(community, at("02:00"))

    assert chat.day == date(2026, 11, 26)


def test_further_hours_on_one_day_are_numbered_until_there_are_twenty(make_community):
    community = make_community()

    addresses = [plan(community).address for _ in range(20)]
    with pytest.raises(TooManyThatDay):
        plan(community)

    assert addresses[:2] + addresses[-1:] == ["2026-11-27", "2026-11-27-2", "2026-11-27-20"]


def test_the_next_free_slot_is_one_that_no_hour_overlaps(make_community):
    community = make_community()
    plan(community, at("12:30"))
    plan(community, at("13:00") + 2 * WEEK)

    assert next_free_slot(community, NOW).starts_at == at("13:00") + WEEK


def test_a_theme_gets_its_hour_once(make_community, organiser, chair):
    community = make_community()
    theme = Theme.objects.create(community=community, title="Grit")

    chat = schedule_theme(theme, by=organiser, now=NOW, chair=chair)
    with pytest.raises(AlreadyScheduled):
        schedule_theme(theme, by=organiser, now=NOW)

    assert (chat.theme, chat.suggestion, chat.starts_at) == ("Grit", theme, at("13:00"))
    assert (chat.minutes, chat.chair) == (60, chair)


def test_a_rhythm_without_a_slot_in_two_years_has_no_free_one(make_community, organiser):
    community = make_community(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    theme = Theme.objects.create(community=community, title="Grit")

    with pytest.raises(NoFreeSlot):
        schedule_theme(theme, by=organiser, now=datetime(2028, 3, 1, tzinfo=UTC))

    assert Chat.objects.count() == 0


def test_a_changed_plan_moves_the_questions_and_keeps_the_address(make_chat, newcomer):
    chat = make_chat(state="planned", questions=2)
    changed = Plan(at("15:00") + WEEK, 30, "Snow", chair=newcomer, autopilot=False)

    chat = change_plan(chat, changed, by=None, now=NOW)

    assert (chat.theme, chat.chair, chat.autopilot, chat.minutes) == ("Snow", newcomer, False, 30)
    assert [one.due_at - WEEK for one in chat.questions.all()] == [at("15:05"), at("15:15")]
    assert chat.address == "2026-11-27"
    assert logged(chat) == [(1, "chat.edited")]


def test_a_lobby_closes_when_the_hour_moves_away_from_it(make_chat):
    chat = keep_time(make_chat(state="planned"), now=at("12:50"))

    moved = change_plan(chat, Plan(at("15:00"), 60, "Grit"), by=None, now=at("12:51"))
    later = keep_time(moved, now=at("14:45"))

    assert (chat.state, moved.state, later.state) == ("lobby", "planned", "lobby")


def test_while_the_hour_is_on_its_time_is_the_desks(make_chat):
    chat = make_chat(questions=1)

    chat = change_plan(chat, Plan(at("18:00"), 10, "Snow"), by=None, now=at("13:10"))

    assert (chat.theme, chat.starts_at, chat.ends_at) == ("Snow", at("13:00"), at("14:00"))


def test_the_plan_of_an_hour_that_is_over_is_part_of_the_record(make_chat):
    chat = end_hour(make_chat(), by=None, now=at("13:40"))

    with pytest.raises(ChatIsOver):
        change_plan(chat, Plan(at("15:00"), 60, "Snow"), by=None, now=at("13:41"))
