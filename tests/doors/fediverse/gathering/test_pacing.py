"""How often a server is asked."""

import pytest

from goodtalk.chats.models import Chat
from goodtalk.doors.fediverse.gathering.pacing import backing_off_seconds, pause_seconds
from tests.hour import at


def hour(starts="13:00", ends="14:00", **moments):
    return Chat(starts_at=at(starts), ends_at=at(ends), **moments)


@pytest.mark.parametrize(
    ("chats", "now", "seconds"),
    [
        ([], "13:00", 300),
        ([hour("20:00", "21:00")], "13:00", 300),
        ([hour()], "12:42", 180),  # until the lobby
        ([hour()], "12:44:58", 6),
        ([hour()], "12:45", 6),
        ([hour()], "13:30", 6),
        ([hour()], "14:20", 6),  # it has not been closed yet
        ([hour(closed_at=at("14:00"))], "14:20", 60),
        ([hour(closed_at=at("14:00"))], "15:31", 300),
        ([hour(closed_at=at("14:00")), hour("14:30", "15:30")], "14:20", 6),
    ],
)
def test_a_server_is_asked_by_the_state_of_the_hour(chats, now, seconds):
    assert pause_seconds(chats, at(now)) == seconds


@pytest.mark.parametrize(
    ("failures", "usual", "chance", "seconds"),
    [
        (1, 300, 0.0, 300),  # never sooner than it would be asked anyway
        (6, 300, 0.0, 640),
        (6, 300, 1.0, 320),
        (9, 300, 0.0, 3600),
        (1000, 300, 0.0, 3600),
        (1, 6, 0.0, 20),
        (2, 6, 0.5, 30),
        (1000, 6, 0.0, 90),
    ],
)
def test_pauses_grow_with_failures_and_differ_by_chance(failures, usual, chance, seconds):
    assert backing_off_seconds(failures, usual, chance) == seconds
