"""Servers and visitors who try something: each gets a plain refusal, and nobody is signed in."""

import json
import threading
from urllib.parse import parse_qsl, urlsplit

import pytest

from goodtalk.chats.models import Account
from goodtalk.communities.models import User
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.signing_in import talking
from goodtalk.doors.fediverse.signing_in.models import SignInApp
from goodtalk.outside.client import NotReachable
from tests.doors.fediverse.conftest import Reply
from tests.hour import at

BACK = "/sign-in/fediverse/back"


def said(answer):
    """What is wrong, as the page says it."""
    body = answer.content.decode()
    return body.partition('<p class="error">')[2].partition("</p>")[0]


def state_of(address):
    return dict(parse_qsl(urlsplit(address).query))["state"]


@pytest.fixture
def nobody(db):
    """In the end nobody has signed in, and no account is known."""
    yield
    assert (User.objects.count(), Account.objects.count()) == (0, 0)


def test_somebody_elses_way_back_does_not_sign_in_a_browser(browser, mastodon, nobody):
    attacker = type(browser)()
    address = mastodon.allow(attacker.set_out(mastodon.host))

    answers = [browser.come_back(address)]
    browser.set_out(mastodon.host)
    answers.append(browser.come_back(address))

    assert [answer.status_code for answer in answers] == [400, 400]
    assert said(answers[1]) == "This was begun elsewhere, or too long ago."
    assert ("POST", "/oauth/token") not in [(s.method, s.path) for s in mastodon.peer.sent]


def test_a_way_back_is_gone_once(browser, mastodon):
    address = mastodon.allow(browser.set_out(mastodon.host))
    browser.come_back(address)
    browser.logout()

    again = browser.come_back(address)

    assert (again.status_code, browser.user) == (400, None)


def test_a_code_that_was_used_before_signs_nobody_in(browser, mastodon, nobody):
    address = mastodon.allow(browser.set_out(mastodon.host))
    mastodon.codes.clear()

    answer = browser.come_back(address)

    assert (answer.status_code, said(answer)) == (400, (
        f"{mastodon.host}: The server answered with 400. "
        "Only servers that talk like Mastodon can sign you in here."
    ))  # fmt: skip


def test_a_way_back_is_good_for_a_quarter_of_an_hour(browser, mastodon, nobody):
    address = mastodon.allow(browser.set_out(mastodon.host))
    session = browser.session
    errand = session["fediverse_sign_in"]
    session["fediverse_sign_in"] = errand | {"begun_at": errand["begun_at"] - 15 * 60 - 1}
    session.save()

    assert browser.come_back(address).status_code == 400


def test_one_server_cannot_pass_off_what_another_has_sent(browser, mastodon, another, nobody):
    state = state_of(browser.set_out(another.host))

    answer = browser.get(f"{BACK}/{mastodon.host}/", {"code": "code-1", "state": state})

    assert (answer.status_code, another.peer.posted[-1].path) == (400, "/api/v1/apps")


def test_an_answer_in_anothers_name_is_refused(browser, mastodon, nobody):
    address = mastodon.allow(browser.set_out(mastodon.host))

    answer = browser.come_back(f"{address}&iss=https%3A%2F%2Fother.example")

    assert answer.status_code == 400


@pytest.mark.parametrize("where", ["uri", "pleroma", "webfinger"])
def test_a_server_cannot_say_that_somebody_is_of_another_one(
    browser, mastodon, another, where, nobody
):
    elsewhere = another.peer.actor_uri
    del mastodon.me["uri"]
    if where == "webfinger":
        mastodon.peer.documents["/.well-known/webfinger"] = mastodon.webfinger(elsewhere)
    else:
        mastodon.me |= {"uri": elsewhere} if where == "uri" else {"pleroma": {"ap_id": elsewhere}}

    answer = browser.sign_in(mastodon, mastodon.host)

    assert "It says that you are somebody of another server." in said(answer)
    assert mastodon.revoked == ["a-token"]


@pytest.mark.parametrize("me", [
    {}, {"username": 5}, {"username": ""}, {"username": "jo@other.example"}, {"username": "j o"},
    {"username": "jo", "uri": []}, {"username": "jo", "uri": {"id": 1}, "pleroma": "x"},
])  # fmt: skip
def test_a_server_that_does_not_say_who_somebody_is_signs_nobody_in(
    browser, mastodon, me, nobody
):
    mastodon.me = me
    mastodon.peer.documents["/.well-known/webfinger"] = None

    answer = browser.sign_in(mastodon, mastodon.host)

    assert answer.status_code == 400
    assert "say who" in said(answer) or "whose account" in said(answer) or "404" in said(answer)


@pytest.mark.parametrize("reply", [
    Reply(200, b"<html>Welcome"), Reply(200, b"[]"), Reply(200, b"{}"), Reply(500),
    Reply(200, b'{"client_id": 5, "client_secret": []}'), Reply(200, b"[" * 5000),
    Reply(200, b'{"client_id": "' + b"x" * 400_000 + b'"}'), Reply(403, b'{"error": [1]}'),
    Reply(302, b"", {"Location": "http://10.0.0.1/"}),
    Reply(200, b'{"client_id": "x\\u0000", "client_secret": "' + b"y" * 501 + b'"}'),
])  # fmt: skip
def test_whatever_answers_the_registration_the_page_says_so_and_asks_again(
    browser, mastodon, reply, nobody
):
    mastodon.peer.documents["/api/v1/apps"] = reply

    answer = browser.ask(mastodon.host)

    assert (answer.status_code, SignInApp.objects.count()) == (200, 0)
    assert said(answer).startswith(f"{mastodon.host}: ")
    assert said(answer).endswith("Only servers that talk like Mastodon can sign you in here.")


@pytest.mark.parametrize("token", [5, "", "two words", "x\r\nX-More: 1", "ü", None, ["x"]])
def test_a_token_that_could_not_stand_in_a_header_is_not_used(browser, mastodon, token, nobody):
    mastodon.peer.documents["/oauth/token"] = Reply(
        200, json.dumps({"access_token": token}).encode()
    )

    answer = browser.sign_in(mastodon, mastodon.host)

    assert "It does not say who you are." in said(answer)


def test_a_server_that_sends_us_inside_our_own_network_is_not_followed(
    browser, mastodon, nobody
):
    for path in ("/.well-known/oauth-authorization-server", "/.well-known/webfinger"):
        mastodon.peer.documents[path] = Reply(302, b"", {"Location": "http://10.0.0.1/secret"})

    answer = browser.ask(f"@jo@{mastodon.host}")

    assert "That address is not on the public internet." in said(answer)


def test_a_token_is_not_carried_to_another_server(browser, mastodon, another, nobody):
    mastodon.peer.documents["/api/v1/accounts/verify_credentials"] = Reply(
        302, b"", {"Location": f"{another.origin}/api/v1/accounts/verify_credentials"}
    )
    another.peer.documents["/api/v1/accounts/verify_credentials"] = another.me

    answer = browser.sign_in(mastodon, mastodon.host)

    assert "The server sends us on to another one." in said(answer)
    assert [sent.headers.get("authorization") for sent in another.peer.sent] == [None]


@pytest.mark.parametrize("typed", ["127.0.0.1", "@jo@127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_an_address_inside_our_network_is_never_asked(browser, db, settings, typed, nobody):
    settings.ORIGIN = "https://chat.example"

    answer = browser.ask(typed)

    assert "That address is not on the public internet." in said(answer)


@pytest.mark.parametrize("next_page", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
    "http:///evil.example", "https://chat.example@evil.example/", "/" + "x" * 600,
])  # fmt: skip
def test_nobody_is_led_elsewhere_afterwards(browser, mastodon, next_page):
    answer = browser.sign_in(mastodon, next=next_page)

    assert answer["Location"] == "/"


def test_a_blocked_server_signs_nobody_in_also_when_it_is_blocked_on_the_way(
    browser, mastodon, nobody
):
    address = mastodon.allow(browser.set_out(mastodon.host))
    DomainRule.objects.create(domain="127.0.0.1", severity="suspend", made_at=at("12:00"))
    asked = len(mastodon.peer.sent)

    answers = [browser.come_back(address), browser.ask(f"@jo@{mastodon.host}")]

    assert [said(answer) for answer in answers] == [
        f"{mastodon.host} is not spoken with here."
    ] * 2
    assert len(mastodon.peer.sent) == asked


def test_slow_servers_hold_two_of_a_processs_threads_and_no_more(
    browser, mastodon, transactional_db, nobody
):
    go, asked = threading.Event(), threading.Barrier(3)

    def slow(sent):
        asked.wait(10)
        go.wait(10)
        return Reply(404)

    mastodon.peer.documents["/.well-known/oauth-authorization-server"] = slow
    slow_ones = [
        threading.Thread(target=_ask_and_close, args=[type(browser)(), mastodon.host])
        for _ in range(talking.AT_ONCE)
    ]
    for each in slow_ones:
        each.start()
    asked.wait(10)

    answer = browser.ask(mastodon.host)
    go.set()
    for each in slow_ones:
        each.join()

    assert said(answer) == (
        "Others are just signing in from slow servers. Try again in a moment."
    )


def _ask_and_close(browser, host):
    from django.db import connection

    browser.ask(host)
    connection.close()


@pytest.mark.parametrize("seconds", [0.3, 0])
def test_a_server_that_never_answers_is_given_up(mastodon, seconds):
    never = threading.Event()
    mastodon.peer.documents["/api/v1/instance"] = lambda sent: (never.wait(5), Reply(404))[1]

    with pytest.raises(NotReachable) as given_up:
        talking.Conversation(mastodon.host, seconds).get("/api/v1/instance")
    never.set()

    assert str(given_up.value) == "The server did not answer in time."
