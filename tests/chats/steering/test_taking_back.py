"""What was pressed too early is taken back: a release, the wrap-up, the end of the hour."""

import pytest

from goodtalk.chats.models import Chat
from goodtalk.chats.steering.conductor import (
    end_hour,
    extend_hour,
    hold_hour,
    keep_time,
    release_next,
    resume_hour,
)
from goodtalk.chats.steering.taking_back import ReleaseStands
from goodtalk.chats.steering.undoing import CannotUndo, undo
from goodtalk.desk.doings import in_words
from tests.hour import at, logged


@pytest.fixture
def hour(make_chat):
    """A live hour with three questions, of which the first is out by itself."""
    return keep_time(make_chat(questions=3), now=at("13:05"))


@pytest.fixture
def early(hour, chair):
    """The place in the log of Q2, which the chair released three minutes early."""
    release_next(hour, after=1, by=chair, now=at("13:12"))
    return hour.events.last().seq


def kinds(chat):
    return [kind for _, kind in logged(chat)]


def sheet(chat):
    return [
        (one.text, f"{one.due_at:%H:%M}", one.is_released, one.notes)
        for one in chat.questions.all()
    ]


def test_an_early_release_is_taken_back_and_goes_out_again_at_its_minute(hour, chair):
    hour.questions.filter(number=2).update(notes="Mind the time")
    before = sheet(hour)
    release_next(hour, after=1, by=chair, now=at("13:12"))

    for _ in range(2):
        undo(hour, hour.events.filter(kind="question.released").last().seq, by=chair,
             now=at("13:12:59"))
    taken_back = sheet(hour)
    keep_time(hour, now=at("13:15"))

    assert taken_back == before
    assert [one.is_released for one in hour.questions.all()] == [True, True, False]
    assert kinds(hour)[1:] == ["question.released", "question.taken_back", "question.released"]


@pytest.mark.parametrize("clock", ["13:13", "13:14"])
def test_a_release_stands_after_a_minute(hour, chair, early, clock):
    with pytest.raises(ReleaseStands):
        undo(hour, early, by=chair, now=at(clock))

    assert hour.questions.get(number=2).is_released


def test_a_release_stands_once_somebody_has_answered(hour, chair, early, post_in):
    post_in(hour, "A2: at night", when="13:12")

    with pytest.raises(ReleaseStands):
        undo(hour, early, by=chair, now=at("13:12:30"))


def test_a_release_stands_once_it_was_given_more_time(hour, chair, early):
    extend_hour(hour, minutes=5, by=chair, now=at("13:12:10"))

    with pytest.raises(ReleaseStands):
        undo(hour, early, by=chair, now=at("13:12:30"))


def test_a_release_at_its_minute_stands_for_the_autopilot_would_repeat_it(make_chat, chair):
    chat = make_chat(questions=2)
    release_next(chat, after=0, by=chair, now=at("13:05"))

    with pytest.raises(ReleaseStands):
        undo(chat, 1, by=chair, now=at("13:05:30"))


def test_the_wrap_up_is_put_off_and_begins_at_its_minute_after_all(make_chat, chair):
    chat = make_chat(questions=1)
    release_next(chat, after=0, by=chair, now=at("13:10"))
    release_next(chat, after=1, by=chair, now=at("13:40"))

    for _ in range(2):
        undo(chat, 2, by=chair, now=at("13:42"))
    went_on = keep_time(chat, now=at("13:54")).wrapped_up_at
    keep_time(chat, now=at("13:55"))

    assert went_on is None
    assert kinds(chat)[1:] == ["chat.wrapped_up", "chat.went_on", "chat.wrapped_up"]


def test_a_wrap_up_that_the_clock_would_begin_again_stands(make_chat, chair):
    chat = make_chat(questions=1)
    release_next(chat, after=0, by=chair, now=at("13:10"))
    release_next(chat, after=1, by=chair, now=at("13:54"))

    with pytest.raises(CannotUndo):
        undo(chat, 2, by=chair, now=at("13:56"))


def test_an_hour_that_was_ended_by_mistake_goes_on_where_it_was(hour, chair):
    end_hour(hour, by=chair, now=at("13:10"))
    seq = hour.events.last().seq

    for _ in range(2):
        undo(hour, seq, by=chair, now=at("13:14"))

    chat = Chat.objects.get()
    assert (chat.state, chat.ends_at) == ("live", at("14:04"))
    assert [due for _, due, _, _ in sheet(chat)] == ["13:05", "13:19", "13:29"]
    assert kinds(chat)[1:] == ["chat.closed", "chat.reopened"]


def test_an_hour_that_was_ended_during_a_hold_is_on_hold_again_and_the_log_says_so(hour, chair):
    hold_hour(hour, by=chair, now=at("13:08"))
    for ended, reopened in [("13:10", "13:14"), ("13:15", "13:16")]:
        end_hour(hour, by=chair, now=at(ended))
        undo(hour, hour.events.last().seq, by=chair, now=at(reopened))
    chat = Chat.objects.get()
    sentence = in_words(chat, chat.events.filter(kind="chat.reopened"))[0].sentence
    held_since = chat.on_hold_since

    resume_hour(chat, by=chair, now=at("13:20"))

    chat.refresh_from_db()
    assert (f"{held_since:%H:%M}", sentence) == (
        "13:13", "Opened the hour again, on hold as it was"
    )
    assert chat.events.last().data == {"minutes": 7, "by": "person"}
    assert (f"{chat.ends_at:%H:%M}", sheet(chat)[1][1]) == ("14:05", "13:27")


def test_a_hold_that_was_let_go_before_the_end_does_not_come_back(hour, chair):
    hold_hour(hour, by=chair, now=at("13:08"))
    resume_hour(hour, by=chair, now=at("13:09"))
    end_hour(hour, by=chair, now=at("13:10"))
    undo(hour, hour.events.last().seq, by=chair, now=at("13:11"))

    chat = Chat.objects.get()
    (line,) = in_words(chat, chat.events.filter(kind="chat.reopened"))
    assert (chat.on_hold_since, line.sentence) == (None, "Opened the hour again")


def test_who_opens_an_hour_again_is_at_its_desk(make_chat, chair):
    hour = make_chat(questions=2, autopilot=False)
    end_hour(hour, by=chair, now=at("13:10"))
    undo(hour, hour.events.last().seq, by=chair, now=at("13:13"))

    keep_time(hour, now=at("13:13:01"))

    assert kinds(hour)[-1] == "chat.reopened"


@pytest.mark.parametrize(("ended", "undone"), [("13:10", "13:20"), ("14:00", "14:01")])
def test_an_end_stands_after_ten_minutes_and_when_it_was_the_clocks(hour, chair, ended, undone):
    by = chair if ended < "14:00" else None
    end_hour(hour, by=by, now=at(ended))
    seq = hour.events.last().seq

    with pytest.raises(CannotUndo):
        undo(hour, seq, by=chair, now=at(undone))

    assert Chat.objects.get().state == "closed"


def test_the_desk_offers_the_undo_of_each_while_it_is_sane(hour, chair, early, monkeypatch):
    offered = []
    for clock in ("13:12:30", "13:13"):
        monkeypatch.setattr("django.utils.timezone.now", lambda clock=clock: at(clock))
        chat = Chat.objects.get()
        offered.append(in_words(chat, chat.events.filter(seq=early))[0].can_be_undone)
    end_hour(hour, by=chair, now=at("13:13"))
    chat = Chat.objects.get()
    (end,) = in_words(chat, chat.events.filter(kind="chat.closed"))

    assert (offered, end.can_be_undone) == ([True, False], True)
