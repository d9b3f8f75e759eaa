"""Documents that carry their own signature."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.doors.fediverse.signing.keys import SigningKey, make_ed25519
from goodtalk.doors.fediverse.signing.proofs import check_proof, prove
from goodtalk.doors.fediverse.signing.verifying import Unsigned
from tests.doors.fediverse.signing.conftest import KEYS, NOW

KEY = KEYS["ed25519"]
NOTE = {
    "@context": ["https://www.w3.org/ns/activitystreams"],
    "id": "https://social.example/notes/1",
    "type": "Note",
    "content": "<p>Said \u00e9 \U0001f600</p>",
    "votersCount": 3,
    "tag": [{"type": "Hashtag", "name": "#lgovsm"}],
}
PROVEN = prove(NOTE, KEY, now=NOW)


def find(_key_id):
    return KEY.public_key


def check(document, now=NOW):
    return check_proof(document, find, now=now)


def with_proof(**changes):
    return PROVEN | {"proof": PROVEN["proof"] | changes}


def test_a_document_that_was_proven_holds():
    assert check(PROVEN) == KEY.key_id


def test_a_document_without_a_context_can_be_proven_too():
    assert check(prove({"id": "x"}, KEY, now=NOW)) == KEY.key_id


def test_an_older_proof_is_replaced():
    assert prove(PROVEN, KEY, now=NOW) == PROVEN


def test_a_linked_data_signature_beside_it_does_not_count():
    assert check(PROVEN | {"signature": {"type": "RsaSignature2017"}}) == KEY.key_id


def test_contexts_that_were_put_behind_those_of_the_proof_do_not_count():
    later = PROVEN | {"@context": [*NOTE["@context"], "https://later.example/ns"]}

    assert check(later) == KEY.key_id


def test_of_several_proofs_the_one_that_can_be_read_counts():
    other = {"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"}

    assert check(PROVEN | {"proof": [None, other, PROVEN["proof"]]}) == KEY.key_id


@pytest.mark.parametrize(
    "document",
    [
        NOTE,
        PROVEN | {"content": "<p>Said otherwise</p>"},
        PROVEN | {"more": 1},
        {name: value for name, value in PROVEN.items() if name != "tag"},
        PROVEN | {"@context": ["https://evil.example/ns", *NOTE["@context"]]},
        PROVEN | {"proof": None},
        PROVEN | {"proof": []},
        PROVEN | {"proof": [[PROVEN["proof"]]]},
        with_proof(type="Ed25519Signature2020"),
        with_proof(cryptosuite="eddsa-rdfc-2022"),
        with_proof(proofPurpose="authentication"),
        with_proof(verificationMethod=["x"]),
        with_proof(verificationMethod="https://evil.example/key"),
        with_proof(proofValue=None),
        with_proof(proofValue=""),
        with_proof(proofValue="z"),
        with_proof(proofValue="z0OIl"),
        with_proof(proofValue="z" + "1" * 100_000),
        with_proof(proofValue="u" + PROVEN["proof"]["proofValue"][1:]),
        with_proof(created="2026-11-27T13:10:01Z"),
        with_proof(created="yesterday"),
        with_proof(created=5),
        with_proof(expires="2030-01-01T00:00:00Z"),
        with_proof(**{"@context": "https://www.w3.org/ns/activitystreams"}),
        PROVEN | {"votersCount": 2**60},
        PROVEN | {"content": "\ud800"},
        PROVEN | {"votersCount": float("nan")},
    ],
)
def test_a_document_that_was_changed_does_not_hold(document):
    with pytest.raises(Unsigned):
        check(document)


def test_a_proof_by_another_key_does_not_hold():
    other = SigningKey(KEY.key_id, make_ed25519())

    with pytest.raises(Unsigned):
        check(prove(NOTE, other, now=NOW))
    with pytest.raises(Unsigned):
        check_proof(PROVEN, lambda _: KEYS["rsa"].public_key, now=NOW)


def test_a_proof_holds_from_its_hour_on_and_to_its_end():
    options = {"expires": "2026-11-27T14:00:00Z"}

    with pytest.raises(Unsigned, match="future"):
        check(PROVEN, NOW - timedelta(minutes=61))
    with pytest.raises(Unsigned, match="no longer"):
        check(with_proof(**options), NOW + timedelta(hours=1))
    assert check(PROVEN, NOW + timedelta(days=400)) == KEY.key_id


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner,
                                                                max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*NOTE, "proof"]), ANY), st.dictionaries(
    st.sampled_from([*PROVEN["proof"], "expires"]), ANY))
def test_any_document_holds_or_does_not(document, proof):
    for one in (document, document | {"proof": PROVEN["proof"] | proof}):
        with pytest.raises(Unsigned):
            check(NOTE | {"content": "changed"} | one)
