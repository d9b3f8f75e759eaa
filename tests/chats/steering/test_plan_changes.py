"""A change of the plan is taken back by its line in the log, while it still stands."""

from datetime import timedelta

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import check_in, end_hour, keep_time
from goodtalk.chats.steering.plan_changes import HourHasBegun, PlanChanged, plan_of, what_changed
from goodtalk.chats.steering.planning import Plan, change_plan
from goodtalk.chats.steering.run_sheet import ChatIsOver
from goodtalk.chats.steering.undoing import undo
from tests.hour import at, logged

NOW = at("12:00")
WEEK = timedelta(days=7)


def plan(chat, **changes):
    """What the form would send that has these changed."""
    now = {
        "starts_at": chat.starts_at, "minutes": chat.minutes, "theme": chat.theme,
        "chair": chat.chair, "autopilot": chat.autopilot, "holds_newcomers": chat.holds_newcomers,
    }
    return Plan(**now | changes)


def test_a_change_is_undone_whole_and_the_undoing_too(make_chat, chair, newcomer, organiser):
    chat = make_chat(state="planned", questions=2)
    before = plan_of(chat)
    changed = plan(
        chat, starts_at=at("15:00") + WEEK, minutes=30, theme="Snow", chair=newcomer,
        autopilot=False, holds_newcomers=True,
    )
    after = plan_of(change_plan(chat, changed, by=chair, now=NOW))

    undo(chat, 1, by=organiser, now=NOW)
    undone = Chat.objects.get()
    due = [one.due_at for one in undone.questions.all()]
    undo(chat, 2, by=chair, now=NOW)

    assert (plan_of(undone), plan_of(Chat.objects.get())) == (before, after)
    assert due == [at("13:05"), at("13:15")]
    assert logged(chat) == [(seq, "chat.edited") for seq in (1, 2, 3)]
    assert [event.by for event in chat.events.all()] == [chair, organiser, chair]


def test_two_desks_undo_it_once(make_chat, chair, organiser):
    chat = make_chat(state="planned")
    change_plan(chat, plan(chat, theme="Snow"), by=chair, now=NOW)

    for by in (chair, organiser):
        undo(chat, 1, by=by, now=NOW)

    assert len(logged(chat)) == 2
    assert Chat.objects.get().theme == chat.theme


def test_what_another_change_did_stays(make_chat, chair):
    chat = make_chat(state="planned")
    moved = change_plan(chat, plan(chat, starts_at=at("15:00")), by=chair, now=NOW)
    change_plan(moved, plan(moved, theme="Snow"), by=chair, now=NOW)

    undo(chat, 1, by=chair, now=NOW)

    kept = Chat.objects.get()
    assert (kept.starts_at, kept.ends_at, kept.theme) == (at("13:00"), at("14:00"), "Snow")


def test_what_was_changed_again_since_is_left_as_it_is(make_chat, chair):
    chat = make_chat(state="planned")
    snow = change_plan(chat, plan(chat, theme="Snow"), by=chair, now=NOW)
    change_plan(snow, plan(snow, theme="Ice"), by=chair, now=NOW)

    with pytest.raises(PlanChanged):
        undo(chat, 1, by=chair, now=NOW)

    assert Chat.objects.get().theme == "Ice"


def test_once_the_hour_has_begun_its_times_stay_and_its_theme_can_go_back(make_chat, chair):
    chat = make_chat(state="planned")
    earlier = plan(chat, starts_at=at("12:30"))
    moved = change_plan(chat, earlier, by=chair, now=NOW)
    change_plan(moved, plan(moved, theme="Snow"), by=chair, now=NOW)
    keep_time(chat, now=at("12:30"))

    with pytest.raises(HourHasBegun):
        undo(chat, 1, by=chair, now=at("12:31"))
    undo(chat, 2, by=chair, now=at("12:31"))

    kept = Chat.objects.get()
    assert (kept.starts_at, kept.theme) == (at("12:30"), chat.theme)


def test_after_the_hour_its_plan_is_part_of_the_record(make_chat, chair):
    chat = make_chat()
    change_plan(chat, plan(chat, theme="Snow"), by=chair, now=at("13:10"))
    end_hour(chat, by=chair, now=at("13:30"))

    with pytest.raises(ChatIsOver):
        undo(chat, 1, by=chair, now=at("13:31"))


def test_whoever_was_at_the_desk_is_there_again_when_the_hour_comes_back(make_chat, chair):
    chat = make_chat(state="planned")
    check_in(chat, by=chair, now=at("12:45"))
    there = Chat.objects.get()
    away = change_plan(there, plan(there, starts_at=at("15:00")), by=chair, now=at("12:50"))

    undo(chat, chat.last_seq + 2, by=chair, now=at("12:51"))

    assert (away.checked_in_at, Chat.objects.get().checked_in_at) == (None, at("12:45"))


def test_a_plan_that_is_kept_as_it_was_has_nothing_to_undo(make_chat, chair):
    chat = make_chat(state="planned")
    change_plan(chat, plan(chat), by=chair, now=NOW)

    with pytest.raises(PlanChanged):
        undo(chat, 1, by=chair, now=NOW)

    assert what_changed(chat.events.get()) == {}
