"""Whom the log names: people, and what happens by itself; also when an account is gone."""

import pytest

from goodtalk.chats.filing.old_questions import rebuild_questions
from goodtalk.chats.filing.refiling import file_chat_again
from goodtalk.chats.keeping_order.moderation import set_aside, withdraw
from goodtalk.chats.models import Chat, ChatEvent
from goodtalk.chats.steering.conductor import (
    check_in,
    end_hour,
    hold_hour,
    keep_time,
    release_next,
    resume_hour,
)
from goodtalk.chats.steering.planning import Plan, plan_chat
from goodtalk.chats.steering.promoting import promote_question
from goodtalk.desk.doings import all_doings, in_words
from goodtalk.rota.giving_up import give_up
from goodtalk.rota.models import Seat
from tests.hour import at


def told(chat):
    """What the hour's log says, the earliest first."""
    chat = Chat.objects.get(pk=chat.pk)
    doings = in_words(chat, all_doings(chat))
    return [f"{one.sentence}, {one.who}" for one in reversed(doings)]


def forget_marks(chat):
    """The events are of the time before they said who did it."""
    for event in chat.events.all():
        event.data.pop("by", None)
        event.save(update_fields=["data"])


@pytest.fixture
def done(make_chat, chair):
    """Charlie comes, releases Q1, holds and goes on; the clock releases Q2; Charlie ends it."""
    chat = make_chat(questions=2)
    check_in(chat, by=chair, now=at("12:55"))
    release_next(chat, after=0, by=chair, now=at("13:05"))
    hold_hour(chat, by=chair, now=at("13:06"))
    resume_hour(chat, by=chair, now=at("13:07"))
    keep_time(chat, now=at("13:30"))
    end_hour(chat, by=chair, now=at("13:40"))
    return chat


def test_what_people_did_whose_account_is_gone_is_not_the_autopilots(done, chair):
    chair.delete()

    assert told(done) == [
        "Sat down at the desk, Somebody who has left",
        "Released Q1, Somebody who has left",
        "Held the hour, Somebody who has left",
        "Went on after the hold, Somebody who has left",
        "Released Q2, The autopilot",
        "Ended the hour, Somebody who has left",
    ]


def test_of_older_lines_only_what_is_known_is_said(done, chair):
    forget_marks(done)
    chair.delete()

    assert told(done) == [
        "Sat down at the desk, Somebody who has left",
        "Released Q1, By itself, or by somebody who has left",
        "Held the hour, Somebody who has left",
        "Went on after the hold, By itself, or by somebody who has left",
        "Released Q2, By itself, or by somebody who has left",
        "Ended the hour, By itself, or by somebody who has left",
    ]


def test_what_a_command_and_the_clock_did_is_theirs(make_community):
    chat = plan_chat(
        make_community(), Plan(at("13:00"), 60, "Snow"), sheet=None, by=None, now=at("12:00")
    )
    keep_time(chat, now=at("13:00"))

    assert told(chat) == [
        "Planned the hour, A command", "Edited the run sheet, A command",
        "Opened the lobby, The autopilot", "Began the hour, The autopilot",
    ]  # fmt: skip


def test_a_plan_of_somebody_who_has_left_is_no_commands(make_community, chair):
    chat = plan_chat(
        make_community(), Plan(at("13:00"), 60, "Snow"), sheet=None, by=chair, now=at("12:00")
    )
    chair.delete()
    now = told(chat)
    forget_marks(chat)

    assert now == [
        "Planned the hour, Somebody who has left", "Edited the run sheet, Somebody who has left",
    ]  # fmt: skip
    assert told(chat) == [
        "Planned the hour, A command, or somebody who has left",
        "Edited the run sheet, A command, or somebody who has left",
    ]


def test_a_participant_who_takes_their_question_back_edits_no_run_sheet(
    make_chat, chair, post_in
):
    chat = make_chat(questions=1)
    post = post_in(chat, "Who grits the bridge?").post
    promote_question(post, by=chair, now=at("13:11"))
    withdraw(post, now=at("13:12"))
    now = told(chat)[-1]
    forget_marks(chat)
    ChatEvent.objects.filter(chat=chat, kind="run_sheet.edited").update(seq=9)

    assert now == "Took a post back whose question stood on the run sheet, A participant"
    assert told(chat)[-1] == "Edited the run sheet, A participant, or somebody who has left"


@pytest.fixture
def old_hour(make_chat, post_in):
    """An hour of an archive whose theme and questions an import has just found."""
    chat = make_chat(state="closed", is_rebuilt=True, theme="")
    post_in(chat, "Tonight's topic is winter gritting.", when="13:01")
    post_in(chat, "Q1: Who decides which roads are gritted?", when="13:05")
    post_in(chat, "Q2: Who tells residents?", when="13:15")
    rebuild_questions(chat, now=at("15:00"))
    return Chat.objects.get(pk=chat.pk)


def test_what_an_import_or_a_command_found_is_no_participants(old_hour):
    posts = old_hour.posts.filter(is_prompt=True).order_by("published_at")
    posts.last().delete()
    file_chat_again(old_hour, now=at("16:00"))
    posts.last().delete()
    rebuild_questions(old_hour, now=at("17:00"), found_by="import_back")

    assert told(old_hour) == [
        "Changed the questions, An import", "Changed the theme, An import",
        "Changed the questions, A command", "Changed the questions, An import taken back",
    ]  # fmt: skip


def test_of_older_lines_of_an_old_hour_no_more_is_said_than_is_known(old_hour):
    forget_marks(old_hour)

    assert told(old_hour) == [
        "Edited the run sheet, An import, or a participant",
        "Changed the plan, An import, or a participant",
    ]


def test_a_participant_who_takes_the_question_of_an_old_hour_back_is_named_so(old_hour):
    withdraw(old_hour.posts.filter(is_prompt=True).last(), now=at("16:00"))

    assert told(old_hour)[2:] == [
        "Took a post back whose question stood on the run sheet, A participant"
    ]


def test_an_hours_own_log_has_what_imports_did_and_the_communitys_only_what_people_did(
    client, old_hour, organiser
):
    client.force_login(organiser)

    own = client.get(f"{old_hour.desk_url()}log/").content.decode()
    all_desks = client.get("/lgovsm/desk-log/").content.decode()

    assert own.count("An import") == 2
    assert "An import" not in all_desks


def test_the_desk_of_an_old_hour_shows_no_wrap_up_and_its_whole_date(
    client, old_hour, make_chat, organiser
):
    held = make_chat(community=old_hour.community, state="closed", part=2)
    client.force_login(organiser)

    old, new = (client.get(one.desk_url()).content.decode() for one in (old_hour, held))

    assert ("Wrap-up" in old, "Wrap-up" in new) == (False, True)
    assert "Friday 27 November 2026, 13:00" in old
    assert "Friday 27 November 2026, 15:00" in old  # when the import found the questions


def test_the_rota_seats_whoever_stood_by(make_chat, chair, lurker):
    chat = make_chat(state="planned", stand_by=lurker)
    give_up(chat.community, "2026-11-27", Seat.CHAIR, by=chair, now=at("12:00"))

    assert told(chat) == [
        "Changed the plan, Charlie", "Changed the plan, The rota", "Changed the plan, The rota",
    ]  # fmt: skip


def test_the_hours_of_an_archive_in_which_somebody_did_something_can_be_chosen(
    client, make_chat, post_in, organiser, chair
):
    held = make_chat()
    touched, untouched = (
        make_chat(community=held.community, state="closed", is_rebuilt=True, part=part)
        for part in (2, 3)
    )
    for old in (touched, untouched):
        post_in(old, "Buy my boots")
    set_aside(touched.posts.get(), by=chair, now=at("13:40"), because="An advert")
    client.force_login(organiser)

    page = client.get("/lgovsm/desk-log/")

    assert set(page.context["hours"]) == {held, touched}
