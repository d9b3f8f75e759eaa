"""An e-mail address for somebody who came without one."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage

from goodtalk.communities.models import User
from goodtalk.doors.fediverse.signing_in.no_email import new_user_without_email
from goodtalk.site.sent_mail import reaching

ASK = "/my-account/e-mail/"


@pytest.fixture
def jo(client, db):
    """Came from their own server, and is signed in."""
    cache.clear()
    user = new_user_without_email("Jo")
    client.force_login(user)
    return user


def link_in(message):
    return re.search(r"/my-account/e-mail/\S+", message.body)[0]


def test_a_letter_proves_the_address_and_a_code_signs_in_from_then_on(client, jo):
    client.post(ASK, {"email": "Jo@Example.org"})
    link = link_in(mail.outbox[0])

    asked = client.get(link).content.decode()
    client.post(link)
    again = client.post(link)
    client.logout()
    client.post("/sign-in/login/code/", {"email": "jo@example.org"})

    jo.refresh_from_db()
    assert mail.outbox[0].to == ["jo@example.org"]
    assert "Is jo@example.org yours?" in asked
    assert (jo.email, again.status_code) == ("jo@example.org", 410)
    assert mail.outbox[1].subject.startswith("Your sign-in code")
    assert User.objects.count() == 1


def test_a_link_is_for_whoever_asked_for_it(client, jo, newcomer):
    client.post(ASK, {"email": "jo@example.org"})
    client.force_login(newcomer)

    assert client.post(link_in(mail.outbox[0])).status_code == 410


def test_an_address_that_signs_in_somebody_else_stays_theirs(client, jo, newcomer):
    client.post(ASK, {"email": newcomer.email})

    page = client.post(link_in(mail.outbox[0]), follow=True).content.decode()

    jo.refresh_from_db()
    assert f"{newcomer.email} signs in somebody else here." in page
    assert jo.email != newcomer.email


def test_one_letter_a_minute_is_enough(client, jo):
    for _ in range(3):
        client.post(ASK, {"email": "ann@example.org"})

    assert len(mail.outbox) == 1


def test_somebody_who_has_an_address_is_not_asked_for_one(client, newcomer):
    client.force_login(newcomer)

    page = client.get("/my-account/").content.decode()
    client.post(ASK, {"email": "other@example.org"})

    assert (ASK in page, mail.outbox) == (False, [])


def test_nothing_is_sent_to_those_who_have_no_address(jo):
    messages = [
        EmailMessage("a", to=[jo.email]),
        EmailMessage("b", to=[jo.email, "ann@example.org"]),
        EmailMessage("c", to=["bob@example.org"]),
    ]

    assert [(one.subject, one.to) for one in reaching(messages)] == [
        ("b", ["ann@example.org"]), ("c", ["bob@example.org"])
    ]
