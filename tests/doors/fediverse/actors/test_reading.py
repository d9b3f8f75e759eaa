"""Documents in which servers tell of their people."""

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.doors.fediverse.actors.reading import (
    ActorNotUsable,
    ReadActor,
    ReadKey,
    owner_of,
    read_actor,
)
from goodtalk.doors.fediverse.signing.keys import public_pem
from goodtalk.outside.answers import NotReachable
from goodtalk.outside.documents import read_document
from tests.doors.fediverse.conftest import ED25519, RSA, Peer

JO = Peer("https://social.example")
READ = ReadActor(
    uri="https://social.example/users/jo",
    kind="Person",
    handle="@jo@social.example",
    name="Jo",
    emoji={},
    url="https://social.example/@jo",
    inbox="https://social.example/users/jo/inbox",
    shared_inbox="https://social.example/inbox",
    is_discoverable=True,
    is_indexable=True,
    is_left_out=False,
    moved_to="",
    keys=(
        ReadKey("https://social.example/users/jo#main-key", public_pem(RSA.public_key())),
        ReadKey("https://social.example/users/jo#ed25519-key", public_pem(ED25519.public_key())),
    ),
)
KEY = JO.actor()["publicKey"]


def test_an_actor_is_read_from_its_document():
    assert read_actor(JO.actor()) == READ


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"name": None}, {"name": "jo"}),
        ({"name": "x" * 1000}, {"name": "x" * 120}),
        ({"name": "  "}, {"name": "jo"}),
        ({"type": ["Group", "x"]}, {"kind": "Group"}),
        ({"discoverable": "true", "indexable": None},
         {"is_discoverable": None, "is_indexable": None}),
        ({"discoverable": False}, {"is_discoverable": False}),
        ({"summary": "<p>Grit. #<span>NoBot</span></p>"}, {"is_left_out": True}),
        ({"summaryMap": {"en": "<p>Grit. #nobot</p>"}}, {"is_left_out": True}),
        ({"summary": "<p>I build #nobotany pages, nobot</p>"}, {}),
        ({"attachment": [{"type": "PropertyValue", "name": "Bots", "value": "#nobots"}, 7]},
         {"is_left_out": True}),
        ({"endpoints": None}, {"shared_inbox": ""}),
        ({"endpoints": [], "sharedInbox": "https://social.example/all"},
         {"shared_inbox": "https://social.example/all"}),
        ({"endpoints": {"sharedInbox": "https://victim.example/inbox"}}, {"shared_inbox": ""}),
        ({"inbox": "https://victim.example/inbox"}, {"inbox": ""}),
        ({"inbox": "javascript:alert(1)"}, {"inbox": ""}),
        ({"url": None}, {"url": READ.uri}),
        ({"url": "https://victim.example/@jo"}, {"url": READ.uri}),
        ({"url": "javascript:alert(1)"}, {"url": READ.uri}),
        ({"url": [{"type": "Link", "mediaType": "application/x", "href": "https://social.example/a"},
                  {"type": "Link", "mediaType": "text/html", "href": "https://social.example/b"}]},
         {"url": "https://social.example/b"}),
        ({"preferredUsername": None}, {"handle": ""}),
        ({"preferredUsername": "jo@bank.example"}, {"handle": ""}),
        ({"preferredUsername": "j o"}, {"handle": ""}),
        ({"preferredUsername": "x" * 101}, {"handle": ""}),
        ({"movedTo": "https://new.example/jo"}, {"moved_to": "https://new.example/jo"}),
        ({"movedTo": {"id": "https://new.example/jo"}}, {"moved_to": "https://new.example/jo"}),
        ({"publicKey": [KEY, KEY]}, {}),
        ({"publicKey": None}, {"keys": READ.keys[1:]}),
        ({"publicKey": KEY | {"owner": None}}, {}),
        ({"publicKey": KEY | {"owner": "https://social.example/users/eve"}},
         {"keys": READ.keys[1:]}),
        ({"publicKey": KEY | {"id": "https://victim.example/users/jo#main-key"}},
         {"keys": READ.keys[1:]}),
        ({"publicKey": KEY | {"publicKeyPem": "no key"}}, {"keys": READ.keys[1:]}),
        ({"publicKey": KEY | {"publicKeyPem": 5}}, {"keys": READ.keys[1:]}),
        ({"publicKey": ["x"] * 1000, "assertionMethod": ["x", None, 5]}, {"keys": ()}),
    ],
)  # fmt: skip
def test_what_is_said_oddly_is_read_with_care(said, read):
    assert read_actor(JO.actor() | said) == replace(READ, **read)


@pytest.mark.parametrize(
    "said",
    [
        {"type": "Note"},
        {"type": None},
        {"type": {"a": 1}},
        {"id": None},
        {"id": ["https://social.example/users/jo"]},
        {"id": "acct:jo@social.example"},
        {"id": "https://jo@social.example/"},
        {"id": "https://social.example/" + "x" * 500},
    ],
)
def test_what_is_no_actor_is_refused(said):
    with pytest.raises(ActorNotUsable):
        read_actor(JO.actor() | said)


def test_a_key_apart_says_whose_it_is():
    assert owner_of(KEY) == JO.actor_uri
    assert owner_of({"id": "x", "controller": {"id": JO.actor_uri}}) == JO.actor_uri
    assert owner_of(JO.actor()) == JO.actor_uri
    assert owner_of({"owner": [None]}) == ""


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from([JO.actor_uri, "https://social.example/x", "Person", "text/html"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "type", "href", "owner", "sharedInbox", "mediaType",
                                       "publicKeyPem", "publicKeyMultibase"]), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*JO.actor(), "movedTo", "sharedInbox"]), VALUE))
def test_any_document_is_an_actor_or_is_refused(said):
    try:
        read = read_actor(JO.actor() | said)
    except ActorNotUsable:
        return
    assert max(len(read.uri), len(read.url), len(read.inbox), len(read.moved_to)) <= 500
    assert (len(read.name) <= 120, len(read.handle) <= 200) == (True, True)


def test_every_real_actor_is_read_and_no_other_document_raises(real_documents):
    rows = csv.DictReader((real_documents / "INDEX.tsv").open(encoding="utf-8"), delimiter="\t")
    read, keyed, refused = [], [], []

    for row in rows:
        try:
            actor = read_actor(read_document((real_documents / row["path"]).read_bytes()))
        except (ActorNotUsable, NotReachable):
            refused += [row["path"]] if row["type"].startswith("Actor/") else []
            continue
        read.append(row["path"])
        keyed += [row["path"]] if actor.keys else []

    assert (len(read), len(keyed)) == (103, 75)
    assert refused == [  # an address that is none of the web's, or none at all
        "fep/fep-e965-test-case-L146.json",
        "fep/fep-ef61-L140.json",
        "granary/actor_organization.as2.json",
        "granary/actor_urls_displayName.as2.json",
        "granary/actor_with_featured.as2.json",
        "granary/actor_with_icon.as2.json",
    ]
