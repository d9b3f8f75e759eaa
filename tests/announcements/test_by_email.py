"""Letters: to those who asked, once each, whatever the mail server does meanwhile."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodtalk.announcements.models import Letter
from goodtalk.announcements.sending import send_what_is_due
from goodtalk.announcements.subscribing import stop
from tests.announcements.conftest import unknown
from tests.hour import at


@pytest.fixture
def noon(monkeypatch, settings):
    settings.ADDRESS = settings.ORIGIN = "https://chat.example.org"
    monkeypatch.setattr(timezone, "now", lambda: at("12:00"))


@pytest.fixture
def chat(make_chat, noon):
    return make_chat(state="planned")


def recipients(mailoutbox):
    return [message.to[0].partition("@")[0] for message in mailoutbox]


def waits():
    """In how many minutes each task that has been put aside is done."""
    return [
        round((result.run_after - at("12:00")) / timedelta(minutes=1))
        for result in DBTaskResult.objects.all()
    ]


def test_those_who_asked_for_it_get_a_letter(chat, subscribe_to, work, mailoutbox):
    subscribe_to(chat.community, "ann", "hour", "live")
    subscribe_to(chat.community, "bob", "day")

    send_what_is_due(at("12:00"))
    work()

    [letter] = mailoutbox
    secret = chat.community.subscriptions.get(email="ann@example.org").secret
    stop_link = f"https://chat.example.org/lgovsm/by-email/stop/{secret}/"
    assert letter.to == ["ann@example.org"]
    assert letter.subject == "#lgovsm at 13:00: Getting councillors to use social media"
    assert letter.body == (
        "#lgovsm begins at 13:00 (London time): Getting councillors to use social media. "
        "Come in: https://chat.example.org/lgovsm/2026-11-27/\n\n-- \n"
        f"You asked to be told of #lgovsm. To end that: {stop_link}\n"
        "What is said in the hour is kept, for everybody to read. "
        "How to be left out: https://chat.example.org/lgovsm/kept/\n"
    )
    assert letter.extra_headers == {
        "List-Unsubscribe": f"<{stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def test_nobody_of_another_community_is_written_to(
    chat, make_community, subscribe_to, work, mailoutbox
):
    subscribe_to(make_community("other"), "ann", "hour")

    send_what_is_due(at("12:00"))
    work()

    assert mailoutbox == []


def test_a_mail_server_that_is_away_is_tried_again_and_everybody_gets_one_letter(
    chat, subscribe_to, work, mailoutbox, mail_server
):
    for who in ("ann", "bob"):
        subscribe_to(chat.community, who, "hour")
    mail_server.is_away = True

    send_what_is_due(at("12:00"))
    pauses = []
    for _ in range(2):
        work()
        pauses += waits()
    mail_server.is_away = False
    work()
    work()

    assert pauses == [1, 3]
    assert recipients(mailoutbox) == ["ann", "bob"]
    assert DBTaskResult.objects.count() == 0


def test_a_server_that_goes_away_in_between_gets_the_rest_later(
    chat, subscribe_to, work, mailoutbox, mail_server
):
    for who in ("ann", "bob", "cat"):
        subscribe_to(chat.community, who, "hour")
    mail_server.answers = {"bob@example.org": smtplib.SMTPDataError(421, b"Closing")}

    send_what_is_due(at("12:00"))
    work()
    then = recipients(mailoutbox)
    mail_server.answers = {}
    work()

    assert then == ["ann"]
    assert recipients(mailoutbox) == ["ann", "bob", "cat"]


def test_an_address_for_which_the_server_wants_time_does_not_hold_the_others_up(
    chat, subscribe_to, work, mailoutbox, mail_server
):
    for who in ("ann", "bob"):
        subscribe_to(chat.community, who, "hour")
    mail_server.answers = {
        "ann@example.org": smtplib.SMTPRecipientsRefused({"ann@example.org": (451, b"Greylisted")})
    }

    send_what_is_due(at("12:00"))
    work()
    mail_server.answers = {}
    work()

    assert recipients(mailoutbox) == ["bob", "ann"]


def test_an_address_that_the_server_refuses_is_not_tried_again(
    chat, subscribe_to, work, mailoutbox, mail_server
):
    for who in ("ann", "bob"):
        subscribe_to(chat.community, who, "hour")
    mail_server.answers = {"ann@example.org": unknown("ann@example.org")}

    send_what_is_due(at("12:00"))
    work()

    assert recipients(mailoutbox) == ["bob"]
    assert DBTaskResult.objects.count() == 0
    assert Letter.objects.get(subscription__email="ann@example.org").refused_at == at("12:00")


def test_a_letter_of_which_nobody_knows_whether_it_left_is_not_sent_twice(
    chat, subscribe_to, work, mailoutbox, mail_server
):
    for who in ("ann", "bob"):
        subscribe_to(chat.community, who, "hour")
    mail_server.answers = {"ann@example.org": TimeoutError("no answer")}

    send_what_is_due(at("12:00"))
    work()
    mail_server.answers = {}
    work()

    assert recipients(mailoutbox) == ["bob"]


def test_a_task_that_is_done_twice_posts_once(chat, subscribe_to, work, mailoutbox):
    subscribe_to(chat.community, "ann", "hour")
    send_what_is_due(at("12:00"))
    [result] = DBTaskResult.objects.all()

    for _ in range(2):
        result.task.call(*result.args_kwargs["args"])

    assert recipients(mailoutbox) == ["ann"]


def test_nobody_reads_of_the_beginning_once_the_hour_has_begun(
    chat, subscribe_to, work, mailoutbox, monkeypatch
):
    subscribe_to(chat.community, "ann", "hour")
    send_what_is_due(at("12:00"))
    monkeypatch.setattr(timezone, "now", lambda: at("13:00"))

    work()

    assert mailoutbox == []


def test_whoever_ends_it_gets_no_letter_that_still_waits(chat, subscribe_to, work, mailoutbox):
    subscribe_to(chat.community, "ann", "hour")
    send_what_is_due(at("12:00"))
    stop(chat.community, "ann@example.org")

    work()

    assert mailoutbox == []


def test_the_queue_names_no_addresses_and_has_a_task_for_every_fifty(chat, subscribe_to):
    for number in range(51):
        subscribe_to(chat.community, f"reader{number}", "hour")

    send_what_is_due(at("12:00"))

    arguments = [result.args_kwargs["args"] for result in DBTaskResult.objects.all()]
    assert sorted(len(numbers) for [numbers] in arguments) == [1, 50]
    assert "@" not in str(arguments)
