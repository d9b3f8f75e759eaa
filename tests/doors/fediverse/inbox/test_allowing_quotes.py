"""Somebody of another server asks whether they may quote what a community has said."""

import json

import pytest

from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.outbox.models import Delivery, OwnObject
from goodtalk.doors.fediverse.outbox.publishing import take_back
from tests.doors.fediverse.inbox.conftest import OURS
from tests.hour import at


@pytest.fixture
def request_for(peer):
    def make(uri, **fields):
        quoting = peer.note(9, content="<p>Look</p>")["id"]
        return peer.activity("QuoteRequest", uri, **{"instrument": quoting} | fields)

    return make


@pytest.fixture
def get(client):
    def ask(uri):
        headers = {"Host": "chat.example", "Accept": "application/activity+json"}
        return client.get(uri.removeprefix("https://chat.example"), headers=headers)

    return ask


def test_whoever_asks_may_quote_us_and_that_stands_where_it_can_be_looked_up(
    peer, do, asked, request_for, get
):
    uri = asked()
    request = request_for(uri)

    outcome = do(request)

    delivery = Delivery.objects.get()
    accept = json.loads(delivery.activity)
    answer = get(accept["result"])
    found = answer.json()
    del found["@context"]
    assert outcome == ("changed", "They may quote it.")
    assert (delivery.inbox, accept["type"], accept["actor"]) == (peer.inbox, "Accept", OURS)
    assert accept["object"] == {key: request[key] for key in request if key != "@context"}
    assert (answer.status_code, found) == (200, {
        "id": accept["result"], "type": "QuoteAuthorization", "attributedTo": OURS,
        "interactingObject": request["instrument"], "interactionTarget": uri,
    })  # fmt: skip


def test_what_was_taken_back_is_quoted_no_more(do, asked, request_for, get):
    request = request_for(asked())
    do(request)
    permission = json.loads(Delivery.objects.get().activity)["result"]

    take_back(OwnObject.objects.get(), now=at("13:20"))

    assert get(permission).status_code == 410
    assert do(request | {"id": f"{request['id']}0"}) == (
        "ignored", "It asks about nothing that we have said."
    )


def test_who_is_shut_out_may_not(peer, do, asked, request_for, get):
    do(request_for(asked()))
    permission = json.loads(Delivery.objects.get().activity)["result"]
    DomainRule.objects.create(domain="127.0.0.1", severity="suspend", made_at=at("13:20"))

    assert get(permission).status_code == 404
    assert get(f"{permission.partition('?')[0]}?by=x").status_code == 404


@pytest.mark.parametrize(
    "fields", [{"instrument": "https://other.example/1"}, {"instrument": None}, {"id": None}]
)
def test_a_request_that_says_too_little_is_refused(do, asked, request_for, fields):
    outcome = do(request_for(asked(), **fields))

    assert outcome == ("refused", "It does not say what is to quote us, or whom to answer.")
