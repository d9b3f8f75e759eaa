"""Each announcement goes out once, and none comes too late, too soon, or all at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from goodtalk.announcements import ways
from goodtalk.announcements.models import Announcement, OwnWording
from goodtalk.announcements.sending import send_what_is_due
from goodtalk.chats.steering.planning import Plan, change_plan, plan_chat
from tests.hour import at

HOUR = at("13:00")
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What has gone out by a way of the test's own."""
    heard = []
    monkeypatch.setattr(ways, "_ways", {})
    ways.open_way("test", lambda chat, which, text: heard.append(which))
    return heard


@pytest.fixture
def plan(make_community, organiser):
    """Somebody plans an hour: plan(at("09:00")) for 13:00, at nine."""
    community = make_community()

    def plan(now, starts_at=HOUR):
        plan = Plan(starts_at, 60, "Snow")
        return plan_chat(community, plan, sheet=None, by=organiser, now=now)

    return plan


def move(chat, starts_at, *, now):
    return change_plan(chat, Plan(starts_at, 60, chat.theme), by=None, now=now)


def look_every(minutes, *, since, until):
    now = since
    while now <= until:
        send_what_is_due(now)
        now += timedelta(minutes=minutes)


def test_the_announcements_of_an_hour_go_out_in_turn_and_once(make_chat, heard):
    chat = make_chat(state="planned")

    look_every(20, since=HOUR - timedelta(days=9), until=at("12:55"))
    type(chat).objects.filter(pk=chat.pk).update(started_at=HOUR)
    look_every(1, since=HOUR, until=at("15:00"))

    assert heard == ["week", "day", "hour", "live"]
    assert [one.at for one in Announcement.objects.all()] == [
        HOUR - timedelta(days=7), HOUR - timedelta(days=1), HOUR - timedelta(hours=1), HOUR
    ]  # fmt: skip


def test_after_a_night_without_a_server_the_latest_goes_out_alone(make_chat, heard):
    make_chat(state="planned")

    look_every(5, since=at("12:10"), until=at("12:40"))

    assert heard == ["hour"]


def test_what_would_come_too_late_does_not_come(make_chat, heard):
    make_chat(state="planned")

    send_what_is_due(at("12:50"))

    assert heard == []


def test_an_hour_planned_two_hours_before_is_told_of_when_its_moments_come(plan, heard):
    plan(at("11:00"))

    look_every(5, since=at("11:00"), until=at("12:30"))

    assert heard == ["hour"]


def test_planning_an_hour_for_soon_has_nothing_leave_at_once(plan, heard):
    plan(at("12:20"))

    send_what_is_due(at("12:21"))

    assert heard == []


def test_a_change_at_the_very_minute_does_not_keep_it_back(plan, heard):
    chat = plan(HOUR - timedelta(days=3))
    move(chat, HOUR, now=at("12:00:20"))

    send_what_is_due(at("12:00:25"))

    assert heard == ["hour"]


def test_an_hour_that_moves_is_told_of_again_by_its_new_time(plan, heard):
    chat = plan(HOUR - timedelta(days=20))
    look_every(60, since=HOUR - timedelta(days=8), until=HOUR - timedelta(days=6))
    before = list(heard)

    later = HOUR + timedelta(days=7)
    move(chat, later, now=HOUR - timedelta(days=5))
    look_every(60, since=HOUR - timedelta(days=5), until=later - timedelta(hours=2))

    assert before == ["week"]
    assert heard == ["week", "week", "day"]
    assert [one.starts_at for one in Announcement.objects.all()] == [HOUR, later, later]


def test_an_hour_that_moves_a_little_does_not_repeat_what_is_past(plan, heard):
    chat = plan(HOUR - timedelta(days=20))
    look_every(60, since=HOUR - timedelta(days=8), until=HOUR - timedelta(hours=20))

    move(chat, HOUR - timedelta(hours=1), now=HOUR - timedelta(hours=20))
    look_every(20, since=HOUR - timedelta(hours=20), until=at("11:50"))

    assert heard == ["week", "day", "hour"]


def test_a_date_that_is_skipped_is_not_told_of(make_chat, heard):
    chat = make_chat(state="planned")
    chat.community.changes.create(day=chat.day)

    send_what_is_due(at("12:00"))

    assert heard == []


def test_what_is_switched_off_does_not_go_out_and_nothing_in_its_place(make_chat, heard):
    chat = make_chat(state="planned")
    OwnWording.objects.create(
        community=chat.community, which="hour", switched_off_at=at("09:00"),
        changed_at=at("09:00"),
    )

    look_every(10, since=at("12:00"), until=at("12:50"))

    assert heard == []


def test_switching_one_on_after_its_moment_has_nothing_leave_at_once(make_chat, heard):
    chat = make_chat(state="planned")
    OwnWording.objects.create(community=chat.community, which="hour", changed_at=at("12:10"))

    send_what_is_due(at("12:11"))

    assert heard == []


def test_an_old_hour_brought_home_is_not_told_of(make_chat, heard):
    make_chat(state="planned", is_rebuilt=True)

    send_what_is_due(at("12:00"))

    assert heard == []


def test_an_hour_that_cannot_be_told_of_does_not_silence_the_others(
    make_chat, make_community, heard, caplog
):
    broken = make_chat(state="planned")
    type(broken.community).objects.update(zone="Mars/Olympus")
    make_chat(community=make_community("other"), state="planned")

    send_what_is_due(at("12:00"))

    assert heard == ["hour"]
    assert [record.message for record in caplog.records] == [f"Announcing chat {broken.pk}"]


@pytest.mark.parametrize("chats", [1, 3])
def test_looking_takes_three_queries_when_everything_has_been_told(
    make_chat, heard, chats, django_assert_num_queries
):
    for part in range(1, chats + 1):
        make_chat(state="planned", part=part)
    send_what_is_due(at("12:00"))

    with django_assert_num_queries(3):
        send_what_is_due(at("12:01"))

    assert heard == ["hour"] * chats


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_announce_it_once(make_chat, heard):
    make_chat(state="planned")
    start = threading.Barrier(4)

    def work():
        start.wait()
        send_what_is_due(at("12:00"))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert heard == ["hour"]
    assert Announcement.objects.count() == 1
