"""The errand that sends a letter, and what it does when the mail server is away."""

import smtplib

import pytest
from django_tasks_db.models import DBTaskResult

from goodtalk.rota.letters import PAUSES, send_letter


def send(failures=0):
    send_letter.func("nia@example.org", "Would you chair?", "On Friday.\n", failures)


@pytest.fixture
def mail_server_away(settings):
    """Nothing listens there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_letter_is_sent(db, mailoutbox):
    send()

    assert [(one.to, one.subject, one.body) for one in mailoutbox] == [
        (["nia@example.org"], "Would you chair?", "On Friday.\n")
    ]
    assert DBTaskResult.objects.count() == 0


def test_a_letter_that_could_not_be_sent_is_tried_again_later(db, mail_server_away):
    send(failures=1)

    later = DBTaskResult.objects.get()
    assert later.args_kwargs["args"] == ["nia@example.org", "Would you chair?", "On Friday.\n", 2]
    assert later.run_after > later.enqueued_at


def test_a_letter_is_given_up_after_the_last_pause(db, mail_server_away):
    with pytest.raises((smtplib.SMTPException, OSError)):
        send(failures=len(PAUSES))

    assert DBTaskResult.objects.count() == 0
