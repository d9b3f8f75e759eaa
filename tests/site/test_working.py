import logging
import threading

import pytest
from django.db import OperationalError
from django.utils import timezone

from goodtalk.announcements import ways
from goodtalk.announcements.models import Announcement
from goodtalk.chats.models import Chat, Question
from goodtalk.site.working import again_and_again, duties, keep_times, look_ahead
from tests.hour import at, logged

pytestmark = pytest.mark.django_db(transaction=True)


class Stop(threading.Event):
    """Told to stop after so many turns; until then, nobody waits."""

    def __init__(self, turns):
        super().__init__()
        self.turns, self.waited = turns, []

    def wait(self, timeout=None):
        self.waited.append(timeout)
        return len(self.waited) > self.turns


def test_what_is_done_again_and_again_goes_on_after_whatever_fails(caplog):
    went = []
    failures = iter([None, OperationalError("away"), ValueError("ours"), None, None])

    def work():
        went.append(True)
        if failure := next(failures):
            raise failure

    stop = Stop(5)
    with caplog.at_level(logging.INFO, "goodtalk"):
        again_and_again(work, 7, stop, "Working")

    assert len(went) == 5
    assert stop.waited == [7, 7, 0.25, 0.5, 7, 7]
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", "Working: away"),
        ("ERROR", "Working"),
        ("INFO", "Working goes on after 2 failures."),
    ]


def test_a_database_that_stays_away_is_told_of_once_and_asked_less_and_less(caplog):
    def work():
        raise OperationalError("away")

    stop = Stop(8)
    with caplog.at_level(logging.INFO, "goodtalk"):
        again_and_again(work, 7, stop, "Working")

    assert stop.waited == [7, 0.25, 0.5, 1, 2, 5, 5, 5, 5]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_every_chat_that_is_due_is_taken_through_its_minutes(monkeypatch, make_chat):
    monkeypatch.setattr(timezone, "now", lambda: at("13:06"))
    due = make_chat(questions=2, state="planned")
    later = make_chat(state="planned", part=2, starts_at=at("18:00"), ends_at=at("19:00"))

    keep_times(Stop(2))

    assert logged(due) == [(1, "chat.opened"), (2, "chat.started"), (3, "question.released")]
    assert logged(later) == []


def test_a_chat_whose_time_cannot_be_kept_does_not_stop_the_others(
    monkeypatch, make_chat, caplog
):
    monkeypatch.setattr(timezone, "now", lambda: at("13:06"))
    broken, sound = make_chat(state="planned"), make_chat(state="planned", part=2)
    type(broken).objects.filter(pk=broken.pk).update(wrap_up_minutes=1e300)  # no such time

    keep_times(Stop(3))

    assert logged(broken) == []
    assert logged(sound) == [(1, "chat.opened"), (2, "chat.started")]
    assert [record.message for record in caplog.records] == [
        f"Keeping the time of chat {broken.pk}"
    ]
    assert Question.objects.count() == 0


@pytest.fixture
def closing_ways(monkeypatch):
    """Ways that a test opens are closed at its end."""
    monkeypatch.setattr(ways, "_ways", dict(ways._ways))


def test_looking_ahead_announces_what_is_near_and_calls_the_stand_by(
    monkeypatch, make_chat, lurker
):
    monkeypatch.setattr(timezone, "now", lambda: at("12:55"))
    chat = make_chat(state="planned", stand_by=lurker)
    later = make_chat(state="planned", part=2, starts_at=at("13:55"), ends_at=at("14:55"))

    look_ahead(Stop(2))

    assert [(one.chat, one.which) for one in Announcement.objects.all()] == [(later, "hour")]
    assert Chat.objects.get(pk=chat.pk).stand_by_told_at == at("12:55")


def test_an_announcement_that_fails_does_not_keep_the_stand_by_from_being_called(
    monkeypatch, make_chat, lurker, caplog, closing_ways
):
    monkeypatch.setattr(timezone, "now", lambda: at("12:55"))
    chat = make_chat(state="planned", stand_by=lurker)
    later = make_chat(state="planned", part=2, starts_at=at("13:55"), ends_at=at("14:55"))
    ways.open_way("broken", lambda *_: 1 / 0)

    look_ahead(Stop(1))

    assert list(Announcement.objects.all()) == []
    assert Chat.objects.get(pk=chat.pk).stand_by_told_at == at("12:55")
    assert [record.message for record in caplog.records] == [f"Announcing chat {later.pk}"]


def test_nobody_works_at_the_fediverse_while_that_door_is_closed(settings):
    settings.ORIGIN = ""
    closed = duties()
    settings.ORIGIN = "https://chat.example"

    opened = duties()

    assert [duty.__name__ for duty in closed] == ["keep_times", "look_ahead", "do_tasks"]
    assert [duty.__name__ for duty in opened[3:]] == [
        "look_out",
        "carry",
        "deliver_to_the_living",
        "deliver_to_the_failing",
        "take_in_what_waits",
        "gather_from_others",
        "gather_from_others",
        "fetch_pictures_ahead",
    ]


def test_a_bell_ends_a_wait_but_a_pause_after_a_failure_is_waited_out():
    waited = []

    class Bell(threading.Event):
        def wait(self, timeout=None):
            waited.append(("bell", timeout))
            return True

    stop = Stop(1)
    again_and_again(lambda: 1 / 0, 7, stop, "Working", Bell())

    assert (waited, stop.waited) == ([("bell", 7)], [0.25, 0.5])
