"""`goodtalk source`, as the host types it."""

import json

import pytest

from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.site.command_line import main

pytestmark = pytest.mark.django_db


def listed():
    return list(Source.objects.order_by("pk").values_list("kind", "address", "token"))


def test_a_server_is_listed_and_asked_from_now_on(our_origin, make_community, capsys):
    make_community()

    code = main(["source", "add", "timeline", "mastodon.example", "--community", "lgovsm"])

    source = Source.objects.get()
    assert code == 0
    assert (source.address, source.community.tag) == ("https://mastodon.example", "lgovsm")
    assert source.due_at is not None
    assert capsys.readouterr().out == (
        f"{source.pk}\ttimeline\thttps://mastodon.example\t#lgovsm\t"
        "Not asked yet: It is asked within a minute.\n"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "mastodon.example",
        "https://mastodon.example/",
        "https://mastodon.example/tags/lgovsm",
        "@jo@mastodon.example",
        " MASTODON.example ",
    ],
)
def test_a_server_is_understood_however_it_is_typed(our_origin, typed):
    code = main(["source", "add", "timeline", typed])

    assert (code, listed()) == (0, [("timeline", "https://mastodon.example", "")])


@pytest.mark.parametrize(
    "typed",
    ["", "not a server", "ftp://mastodon.example", "https://jo:x@mastodon.example", "10.0.0.1",
     "x\0y", "http://"],
)  # fmt: skip
def test_what_is_no_server_is_not_listed(our_origin, typed, capsys):
    code = main(["source", "add", "timeline", typed])

    assert (code, listed()) == (1, [])
    assert capsys.readouterr().err.startswith("goodtalk source add: ")


def test_the_same_server_again_takes_the_new_token(our_origin, monkeypatch):
    main(["source", "add", "timeline", "mastodon.example"])
    monkeypatch.setenv("GOODTALK_SOURCE_TOKEN", "secret")

    main(["source", "add", "timeline", "mastodon.example"])

    assert listed() == [("timeline", "https://mastodon.example", "secret")]


def test_a_server_that_is_shut_out_is_not_listed(our_origin, capsys):
    main(["domain", "block", "bad.example"])

    code = main(["source", "add", "timeline", "very.bad.example"])

    assert (code, listed()) == (1, [])
    assert "shut out" in capsys.readouterr().err


def test_without_a_public_address_nothing_is_listed(settings, capsys):
    settings.ORIGIN = ""

    code = main(["source", "add", "timeline", "mastodon.example"])

    assert (code, listed()) == (1, [])
    assert "GOODTALK_ORIGIN" in capsys.readouterr().err


def test_a_relay_is_followed_by_the_server_itself(peer, our_origin):
    peer.documents["/actor"] = peer.actor() | {
        "id": f"{peer.origin}/actor", "type": "Application", "publicKey": None,
    }  # fmt: skip

    code = main(["source", "add", "relay", f"{peer.origin}/inbox"])

    request = json.loads(Delivery.objects.get().activity)
    assert (code, listed()) == (0, [("relay", f"{peer.origin}/actor", "")])
    assert (request["type"], request["actor"], request["object"]) == (
        "Follow", f"{our_origin}/fediverse-actor", f"{peer.origin}/actor",
    )  # fmt: skip


def test_a_relay_of_mastodons_kind_is_asked_for_everything_public_and_let_go_alike(peer):
    main(["source", "add", "relay", peer.actor_uri, "--as-mastodon"])

    main(["source", "remove", str(Source.objects.get().pk)])

    follow, undo = [json.loads(one.activity) for one in Delivery.objects.order_by("pk")]
    everybody = "https://www.w3.org/ns/activitystreams#Public"
    assert (follow["object"], undo["object"]["object"]) == (everybody, everybody)
    assert listed() == []


def test_a_relay_that_several_communities_list_is_let_go_with_the_last_of_them(
    peer, make_community
):
    for tag in ("lgovsm", "nhssm", "uksnow"):
        make_community(tag)
        main(["source", "add", "relay", peer.actor_uri, "--community", tag])
    Delivery.objects.all().delete()
    told = []

    for source in Source.objects.order_by("pk"):
        main(["source", "remove", str(source.pk)])
        told.append([json.loads(one.activity)["type"] for one in Delivery.objects.all()])

    assert told == [[], [], ["Undo"]]


def test_a_relay_that_does_not_answer_is_not_listed(peer, capsys):
    code = main(["source", "add", "relay", f"{peer.origin}/nobody"])

    assert (code, listed()) == (1, [])
    assert "There is nobody to follow" in capsys.readouterr().err


def test_a_source_that_is_not_there_cannot_be_removed(our_origin, capsys):
    code = main(["source", "remove", "7"])

    assert code == 1
    assert capsys.readouterr().err == (
        "goodtalk source remove: There is no source 7; `goodtalk source list` has them.\n"
    )


def test_the_list_shows_every_source_and_no_token(our_origin, capsys):
    main(["source", "add", "timeline", "mastodon.example", "--token", "secret"])
    capsys.readouterr()

    code = main(["source", "list"])

    printed = capsys.readouterr().out
    assert code == 0
    assert printed.split("\t")[1:4] == ["timeline", "https://mastodon.example", "all communities"]
    assert "secret" not in printed
