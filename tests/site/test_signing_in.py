"""Signing in with a code, by a link, by somebody new; and one's own page."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from goodtalk.communities.models import User
from goodtalk.site.sign_in_links import sign_in_path
from goodtalk.site.signing_in import PasskeysAreEnough

ASK = "/sign-in/login/code/"
CONFIRM = "/sign-in/login/code/confirm/"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    """Three codes a minute for one address are the limit, which is kept in the cache."""
    cache.clear()


def code_in(message):
    return re.search(r"^ {4}(\S+)$", message.body, re.MULTILINE)[1]


def test_somebody_new_signs_in_with_a_code_and_nothing_else(client, db):
    client.post(ASK, {"email": "ann@example.org", "next": "/lgovsm/"})

    answer = client.post(CONFIRM, {"code": code_in(mail.outbox[0]), "next": "/lgovsm/"})

    assert (answer.status_code, answer["Location"]) == (302, "/lgovsm/")
    assert client.get("/my-account/").context["user"].email == "ann@example.org"


def test_somebody_known_gets_a_code_however_they_write_their_address(client, newcomer):
    client.post(ASK, {"email": newcomer.email.upper()})

    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})

    assert client.get("/my-account/").context["user"] == newcomer
    assert User.objects.count() == 1


def test_the_page_says_the_same_to_known_and_unknown_addresses(client, newcomer):
    known = client.post(ASK, {"email": newcomer.email})
    client.logout()
    unknown = client.post(ASK, {"email": "who@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.subject.split(" is ")[0] for message in mail.outbox] == [
        "Your sign-in code",
        "Your sign-in code",
    ]


def test_a_wrong_code_signs_nobody_in_and_says_so(client, newcomer):
    client.post(ASK, {"email": newcomer.email})

    page = client.post(CONFIRM, {"code": "WRONG-1"})

    assert "Incorrect code" in page.content.decode()
    assert client.get("/my-account/").status_code == 302


def test_an_address_that_asks_too_often_is_told_to_wait(db):
    for _ in range(3):
        Client().post(ASK, {"email": "ann@example.org"})

    page = Client().post(ASK, {"email": "ann@example.org"})

    assert len(mail.outbox) == 3
    assert "Too many failed login attempts. Try again later." in page.content.decode()


def test_the_host_is_told_where_codes_go_while_no_mail_server_is_set(client, db, settings):
    page = client.get(ASK).content.decode()

    assert f"printed on the console and kept in {settings.DATA / 'mail'}" in page


def test_a_sign_in_link_asks_first_works_once_and_then_says_that_it_was_used(client, newcomer):
    path = sign_in_path(newcomer)

    asked = client.get(path)
    followed = client.post(path)
    again = client.get(path)

    assert (asked.status_code, followed.status_code, again.status_code) == (200, 302, 410)
    assert client.get("/my-account/").context["user"] == newcomer


def test_a_sign_in_link_for_somebody_else_cannot_be_made_up(client, newcomer, lurker):
    _, secret = sign_in_path(newcomer).rstrip("/").rsplit("/", 1)[1].split("-", 1)

    answers = [
        client.post(reverse("sign_in_link", args=[token])).status_code
        for token in (f"{lurker.pk}-{secret}", "x", "-", "zzzzzzzzzzzzzzzz-1", "0-0-0")
    ]

    assert answers == [410] * 5


def test_somebody_with_a_passkey_may_still_use_a_code(client, newcomer):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=newcomer, type="webauthn", data={"name": "Phone"})
    client.post(ASK, {"email": newcomer.email})

    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})

    assert client.get("/my-account/").context["passkeys"] == 1


def test_a_name_is_changed_on_ones_own_page(client, newcomer):
    client.force_login(newcomer)

    client.post("/my-account/", {"name": "Nia Newcomer"})

    newcomer.refresh_from_db()
    assert newcomer.shown_name == "Nia Newcomer"


def test_the_page_offers_a_passkey_and_runs_no_script_of_its_own(client, db):
    page = client.get(ASK).content.decode()

    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert 'id="passkey_login"' in page


@pytest.mark.parametrize("page", ["login", "signup"])
def test_no_page_asks_for_a_password(client, db, page):
    answer = client.get(f"/sign-in/{page}/?next=/lgovsm/")

    assert (answer.status_code, answer["Location"]) == (302, f"{ASK}?next=/lgovsm/")


def test_a_first_passkey_is_called_passkey(newcomer):
    assert PasskeysAreEnough().generate_authenticator_name(newcomer, "webauthn") == "Passkey"
