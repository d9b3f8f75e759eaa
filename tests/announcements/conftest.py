"""Those who asked to be told, a worker that posts their letters, and a mail server that fails."""

import smtplib

import pytest
from django.core.mail.backends import locmem
from django_tasks_db.models import DBTaskResult

from goodtalk.announcements.subscribing import subscribe
from tests.hour import at

NONE = {"week": False, "day": False, "hour": False, "live": False}


@pytest.fixture
def subscribe_to():
    """Somebody asks for announcements: subscribe_to(community, "jo", "day", "live")."""

    def ask(community, who, *wanted):
        wishes = NONE | dict.fromkeys(wanted, True)
        return subscribe(community, f"{who}@example.org", wishes, now=at("09:00"))

    return ask


@pytest.fixture
def work(db):
    """The worker does what is in its queue now, whatever its time; what comes of it waits.

    Returns how long each waits, in tasks that have come of it.
    """

    def work():
        results = list(DBTaskResult.objects.all())
        DBTaskResult.objects.all().delete()
        for result in results:
            result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])

    return work


class MailServer(locmem.EmailBackend):
    """A mail server that answers each address as `answers` has it, and may not be there at all."""

    is_away = False
    answers: dict[str, Exception] = {}

    def open(self):
        if MailServer.is_away:
            raise ConnectionRefusedError("away")
        return True

    def send_messages(self, messages):
        for message in messages:
            if error := MailServer.answers.get(message.to[0]):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def mail_server(settings):
    """Stands where the mail server does; it is well until a test says otherwise."""
    settings.EMAIL_BACKEND = f"{MailServer.__module__}.MailServer"
    MailServer.is_away, MailServer.answers = False, {}
    return MailServer


def unknown(email):
    """What SMTP says of an address that it does not have."""
    return smtplib.SMTPRecipientsRefused({email: (550, b"No such user")})
