"""Getting to know people of other servers, and their keys."""

from datetime import timedelta

import pytest

from goodtalk.doors.fediverse.actors.known import (
    ActorGone,
    ActorNotUsable,
    ActorOutOfReach,
    find_actor,
    find_key,
    keep_actor,
    known_actor,
    known_key,
    may_fetch_again,
    who_signed,
)
from goodtalk.doors.fediverse.actors.models import RemoteActor, RemoteKey
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.signing.keys import SigningKey, make_rsa, public_pem
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest, Unsigned, read_signature
from tests.doors.fediverse.conftest import Reply
from tests.hour import at

pytestmark = pytest.mark.django_db
NOW = at("13:10")
NEW = make_rsa()


def asked(peer):
    return [sent.path for sent in peer.sent]


def new_key_of(peer):
    """The peer's person has a new key, under the old one's address; nobody was told."""
    pem = public_pem(NEW.public_key())
    key = {"id": peer.rsa.key_id, "owner": peer.actor_uri, "publicKeyPem": pem}
    peer.documents["/users/jo"] = peer.actor(publicKey=key)
    return SigningKey(peer.rsa.key_id, NEW)


def arrived(peer, *, key=None, now=NOW, path="/fediverse-inbox", how="cavage"):
    """The signature of a delivery by the peer."""
    follow = peer.activity("Follow", "https://chat.example/@lgovsm")
    headers = peer.signed_post(path, follow, how, key=key, now=now)
    request = ArrivedRequest("POST", path, headers, peer.bytes_of(follow))
    return read_signature(request, now=now)


def test_somebody_new_is_fetched_once_with_a_signed_request_and_kept(peer):
    first = find_actor(peer.actor_uri, now=NOW)
    again = find_actor(peer.actor_uri, now=NOW)

    assert (first, again.handle) == (again, f"@jo@{peer.host}")
    (sent,) = peer.sent
    assert (sent.path, sent.headers["host"]) == ("/users/jo", peer.host)
    assert sent.headers["accept"].startswith("application/activity+json, application/ld+json;")
    assert 'keyId="https://chat.example/fediverse-actor#main-key"' in sent.headers["signature"]
    keys = {key.key_id: key.public_pem for key in first.keys.all()}
    assert keys == {
        peer.rsa.key_id: public_pem(peer.rsa.public_key),
        peer.ed25519.key_id: public_pem(peer.ed25519.public_key),
    }


def test_nobody_is_fetched_by_looking_whom_we_know(peer):
    assert (known_actor(peer.actor_uri), known_key(peer.rsa.key_id)) == (None, None)
    assert peer.sent == []


def test_somebody_is_read_anew_where_that_is_wanted(peer):
    peer.keep(NOW)
    peer.documents["/users/jo"] = peer.actor(name="jo") | {"name": "Josephine", "publicKey": None}

    actor = find_actor(peer.actor_uri, now=NOW, fresh=True)

    assert (actor.name, actor.keys.count()) == ("Josephine", 1)
    assert RemoteActor.objects.count() == 1


def test_a_server_that_wants_another_kind_of_signature_gets_one(peer):
    document = peer.documents["/users/jo"]
    refusal = Reply(401)
    peer.documents["/users/jo"] = (
        lambda sent: document if "signature-input" in sent.headers else refusal
    )

    assert find_actor(peer.actor_uri, now=NOW).uri == peer.actor_uri
    assert ["signature-input" in sent.headers for sent in peer.sent] == [False, True]


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(410), ActorGone),
        (Reply(404), ActorNotUsable),
        (Reply(403), ActorNotUsable),
        (Reply(500), ActorOutOfReach),
        (Reply(429), ActorOutOfReach),
        (Reply(200, b"{}", {"Content-Type": "text/html"}), ActorNotUsable),
        (Reply(200, b"{}", {"Content-Type": "application/json"}), ActorNotUsable),
        (Reply(200, b"{}", {"Content-Type": "application/ld+json"}), ActorNotUsable),
        (Reply(200, b"{}", {"Content-Type": "application/activity+json"}), ActorNotUsable),
        (Reply(200, b"[" * 9999, {"Content-Type": "application/activity+json"}), ActorNotUsable),
        (Reply(200, b"x" * 10**7, {"Content-Type": "application/activity+json"}), ActorNotUsable),
        (Reply(302, b"", {"Location": "http://10.0.0.1/"}), ActorNotUsable),
        ({"type": "Tombstone", "id": "x"}, ActorGone),
    ],
)
def test_who_cannot_be_fetched_is_not_kept(peer, reply, why):
    peer.documents["/users/jo"] = reply

    with pytest.raises(ActorNotUsable) as refusal:
        find_actor(peer.actor_uri, now=NOW)
    assert type(refusal.value) is why
    assert not RemoteActor.objects.exists()


def test_who_is_gone_stays_known_as_gone(peer):
    peer.keep(NOW)
    peer.documents["/users/jo"] = Reply(410)

    with pytest.raises(ActorGone):
        find_actor(peer.actor_uri, now=NOW, fresh=True)
    with pytest.raises(ActorGone):
        find_actor(peer.actor_uri, now=NOW + timedelta(days=1))

    assert known_actor(peer.actor_uri).gone_at == NOW
    assert known_key(peer.rsa.key_id).actor.gone_at == NOW
    assert len(peer.sent) == 1


def test_a_document_of_somebody_else_is_not_believed(peer, other_peer):
    peer.documents["/users/jo"] = other_peer.documents["/users/jo"]
    peer.documents["/users/eve"] = peer.actor("jo")

    for uri in (peer.actor_uri, f"{peer.origin}/users/eve"):
        with pytest.raises(ActorNotUsable, match="somebody else"):
            find_actor(uri, now=NOW)


@pytest.mark.parametrize(
    "uri", ["https://chat.example/@lgovsm", "", "acct:jo@x.example", "https://x.org/" + "x" * 500]
)
def test_our_own_and_what_is_no_address_is_not_asked(peer, uri):
    with pytest.raises(ActorNotUsable):
        find_actor(uri, now=NOW)
    with pytest.raises(ActorNotUsable):
        find_key(uri, now=NOW)


def test_a_server_that_is_shut_out_is_not_asked_also_by_way_of_another(peer, other_peer):
    DomainRule.objects.create(domain="localhost", severity="suspend", made_at=NOW)
    peer.documents["/users/jo"] = Reply(302, b"", {"Location": other_peer.actor_uri})

    for uri in (peer.actor_uri, other_peer.actor_uri):
        with pytest.raises(ActorNotUsable, match="shut out"):
            find_actor(uri, now=NOW)
    assert other_peer.sent == []


def test_nobody_is_asked_where_the_door_is_closed(peer, settings):
    settings.ORIGIN = ""

    with pytest.raises(ActorNotUsable):
        find_actor(peer.actor_uri, now=NOW)
    assert peer.sent == []


def test_a_key_is_found_in_its_owners_document(peer):
    for key in (peer.rsa, peer.ed25519):
        found = find_key(key.key_id, now=NOW)

        assert found.actor.uri == peer.actor_uri
        assert found.public_pem == public_pem(key.public_key)
    assert asked(peer) == ["/users/jo"]


def test_a_key_with_an_address_of_its_own_leads_to_its_owner(peer):
    """GoToSocial shows at /main-key as much of the actor as belongs to the key."""
    key_id = f"{peer.actor_uri}/main-key"
    key = peer.documents["/users/jo"]["publicKey"] | {"id": key_id}
    peer.documents["/users/jo"] = peer.actor(publicKey=key)
    for shown in (key, {"id": peer.actor_uri, "type": "Person", "publicKey": key}):
        RemoteActor.objects.all().delete()
        peer.documents["/users/jo/main-key"] = shown
        peer.sent.clear()

        assert find_key(key_id, now=NOW).actor.uri == peer.actor_uri
        assert asked(peer) == ["/users/jo/main-key", "/users/jo"]


def test_a_key_that_its_owner_does_not_show_is_not_believed(peer):
    eve = peer.documents["/users/jo"]["publicKey"] | {"id": f"{peer.origin}/eve-key"}
    peer.documents["/eve-key"] = eve

    with pytest.raises(ActorNotUsable, match="does not show"):
        find_key(eve["id"], now=NOW)
    with pytest.raises(ActorNotUsable, match="does not show"):
        find_key(f"{peer.actor_uri}#another-key", now=NOW)


def test_a_key_and_its_owner_on_different_servers_are_not_believed(peer, other_peer):
    other_peer.documents["/key"] = peer.documents["/users/jo"]["publicKey"] | {
        "id": f"{other_peer.origin}/key"
    }
    key = {"id": f"{other_peer.origin}/key", "owner": peer.actor_uri, "publicKeyPem": "x"}
    peer.documents["/users/jo"] = peer.actor(publicKey=key)

    with pytest.raises(ActorNotUsable, match="not on one server"):
        find_key(f"{other_peer.origin}/key", now=NOW)


def test_nobody_takes_over_the_key_of_another_server(peer, other_peer):
    jo = peer.keep(NOW)
    stolen = peer.documents["/users/jo"]["publicKey"]

    eve = keep_actor(other_peer.actor("eve", publicKey=stolen, assertionMethod=None), now=NOW)

    assert eve.keys.count() == 0
    assert known_key(peer.rsa.key_id).actor == jo


@pytest.mark.parametrize("how", ["cavage", "rfc9421"])
def test_who_signed_is_told_of_a_stranger(peer, how):
    assert who_signed(arrived(peer, how=how), now=NOW) == known_actor(peer.actor_uri)


def test_a_forger_who_names_a_key_of_somebody_is_not_believed(peer):
    forger = SigningKey(peer.rsa.key_id, NEW)

    with pytest.raises(Unsigned):
        who_signed(arrived(peer, key=forger), now=NOW)
    assert known_actor(peer.actor_uri) is not None


def test_a_key_that_was_changed_is_fetched_again(peer):
    peer.keep(NOW - timedelta(hours=1))
    new = new_key_of(peer)

    assert who_signed(arrived(peer, key=new), now=NOW).uri == peer.actor_uri

    assert known_key(peer.rsa.key_id).public_pem == public_pem(NEW.public_key())
    assert asked(peer) == ["/users/jo"]


def test_a_forger_makes_us_ask_for_a_key_once_in_five_minutes(peer):
    peer.keep(NOW - timedelta(hours=1))
    signature = arrived(peer, key=SigningKey(peer.rsa.key_id, NEW))

    for seconds in (0, 1, 299, 300, 301):
        with pytest.raises(Unsigned):
            who_signed(signature, now=NOW + timedelta(seconds=seconds))

    assert asked(peer) == ["/users/jo"] * 2


def test_the_pause_counts_also_where_nobody_answered(peer):
    peer.keep(NOW - timedelta(hours=1))
    peer.documents["/users/jo"] = Reply(500)
    signature = arrived(peer, key=SigningKey(peer.rsa.key_id, NEW))

    with pytest.raises(ActorOutOfReach):
        who_signed(signature, now=NOW)
    with pytest.raises(Unsigned):
        who_signed(signature, now=NOW)

    assert len(peer.sent) == 1
    key = RemoteKey.objects.get(key_id=peer.rsa.key_id)
    assert may_fetch_again(key, now=NOW + timedelta(minutes=5)) is True
    assert may_fetch_again(key, now=NOW + timedelta(minutes=5)) is False


def test_an_actor_is_looked_up_in_one_query(peer, django_assert_num_queries):
    peer.keep(NOW)

    with django_assert_num_queries(1):
        assert find_key(peer.rsa.key_id, now=NOW).actor.name == "Jo"
