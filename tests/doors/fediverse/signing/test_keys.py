"""Keys, as they are kept and as they are shown."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.doors.fediverse.signing.base58 import NotBase58, from_base58, to_base58
from goodtalk.doors.fediverse.signing.keys import (
    KeyNotUsable,
    load_multibase,
    load_private_pem,
    load_public_pem,
    private_pem,
    public_multibase,
    public_pem,
)
from tests.doors.fediverse.signing.conftest import KEYS

ELLIPTIC = ec.generate_private_key(ec.SECP256R1())
SMALL = rsa.generate_private_key(65537, 1024)


def pem_of(public_key, form=PublicFormat.SubjectPublicKeyInfo):
    return public_key.public_bytes(Encoding.PEM, form).decode()


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_key_comes_back_as_it_was_kept(kind):
    key = KEYS[kind]

    assert load_private_pem(private_pem(key.private_key)).public_key() == key.public_key
    assert load_public_pem(public_pem(key.public_key)) == key.public_key


def test_an_ed25519_key_comes_back_from_multibase():
    key = KEYS["ed25519"].public_key

    assert load_multibase(public_multibase(key)) == key


def test_a_key_in_the_older_form_is_read():
    key = KEYS["rsa"].public_key

    assert load_public_pem(pem_of(key, PublicFormat.PKCS1)) == key


@pytest.mark.parametrize(
    "pem", ["", "x", "\ud800", pem_of(ELLIPTIC.public_key()), pem_of(SMALL.public_key())]
)
def test_a_public_key_that_we_do_not_trust_is_refused(pem):
    with pytest.raises(KeyNotUsable):
        load_public_pem(pem)


def test_a_private_key_of_another_kind_is_refused():
    pem = ELLIPTIC.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    for refused in (pem, "", "x"):
        with pytest.raises(KeyNotUsable):
            load_private_pem(refused)


@pytest.mark.parametrize("text", ["", "z", "zz", "m6Mk", "z" + "1" * 34, "z0", "z" + "9" * 500])
def test_a_multibase_key_that_is_none_is_refused(text):
    with pytest.raises(KeyNotUsable):
        load_multibase(text)


@given(st.binary(max_size=80))
def test_base58_comes_back_as_it_went(raw):
    assert from_base58(to_base58(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [  # draft-msporny-base58-03, section 5
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    ],
)
def test_base58_is_that_of_its_draft(raw, text):
    assert (to_base58(raw), from_base58(text)) == (text, raw)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "\u00e9", " ", "1" * 201])
def test_what_is_not_base58_is_refused(text):
    with pytest.raises(NotBase58):
        from_base58(text)
