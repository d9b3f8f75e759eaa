"""What the specifications themselves sign: evidence that does not come from us."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from goodtalk.doors.fediverse.signing.base58 import from_base58
from goodtalk.doors.fediverse.signing.cavage import read_cavage, signing_string
from goodtalk.doors.fediverse.signing.keys import SigningKey, load_multibase, public_multibase
from goodtalk.doors.fediverse.signing.messages import (
    Message,
    read_message_signatures,
    verify_message,
)
from goodtalk.doors.fediverse.signing.proofs import check_proof, prove
from goodtalk.doors.fediverse.signing.refusing import Unsigned
from goodtalk.doors.fediverse.signing.verifying import check_with_key

# draft-cavage-http-signatures-12, appendix C.
CAVAGE_KEY = load_pem_public_key(
    b"""-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----"""
)
CAVAGE_HEADERS = {
    "host": "example.com",
    "date": "Sun, 05 Jan 2014 21:31:40 GMT",
    "content-type": "application/json",
    "digest": "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
    "content-length": "18",
}
C1 = (
    'keyId="Test",algorithm="rsa-sha256",signature="SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqti'
    "fLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtd"
    'HgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="'
)
C2 = (
    'keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date", signature="qdx+H7P'
    "HHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKF"
    'YRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="'
)
# The draft prints (created) and (expires) among these headers, and did not sign them.
C3 = (
    'keyId="Test",algorithm="rsa-sha256",created=1402170695, expires=1402170699,'
    'headers="(request-target) host date content-type digest content-length",'
    'signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEK'
    "BIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE"
    '="'
)


@pytest.mark.parametrize("header", [C1, C2, C3])
@pytest.mark.parametrize("written", ["{}", "Signature {}"])
def test_the_signatures_of_draft_cavage_verify(header, written):
    read = read_cavage(written.format(header))

    signed = signing_string(read.headers, "POST", "/foo?param=value&pet=dog", CAVAGE_HEADERS)

    assert read.key_id == "Test"
    check_with_key(read.signature, signed, CAVAGE_KEY)
    with pytest.raises(Unsigned):
        check_with_key(read.signature, signed + b" ", CAVAGE_KEY)


# RFC 9421, appendix B.1.1, B.1.4 and B.2; section 4.3.
TEST_KEY_RSA = load_pem_public_key(
    b"""-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----"""
)
TEST_KEY_ED25519 = load_pem_private_key(
    b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----""",
    None,
)
REQUEST = {
    "host": "example.com",
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "content-type": "application/json",
    "content-digest": "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNN"
    "yealdVLvRwEmTHWXvJwew==:",
    "content-length": "18",
}
B26 = {
    "signature-input": 'sig-b26=("date" "@method" "@path" "@authority" "content-type" '
    '"content-length");created=1618884473;keyid="test-key-ed25519"',
    "signature": "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6"
    "vuQv5lIp5WPpBKRCw==:",
}
PROXY = {
    "host": "origin.host.internal.example",
    "date": "Tue, 20 Apr 2021 02:07:56 GMT",
    "forwarded": "for=192.0.2.123;host=example.com;proto=https",
    "signature-input": 'proxy_sig=("@method" "@authority" "@path" "content-digest" "content-type" '
    '"content-length" "forwarded");created=1618884480;keyid="test-key-rsa";'
    'alg="rsa-v1_5-sha256";expires=1618884540',
    "signature": "proxy_sig=:S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy"
    "+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vV"
    "casqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdX"
    "AsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV"
    "/g==:",
}


@pytest.mark.parametrize(
    ("host", "headers", "key"),
    [
        ("example.com", REQUEST | B26, TEST_KEY_ED25519.public_key()),
        ("origin.host.internal.example", REQUEST | PROXY, TEST_KEY_RSA),
    ],
)
def test_the_signatures_of_rfc_9421_verify(host, headers, key):
    message = Message("POST", f"https://{host}/foo?param=Value&Pet=dog", headers)
    (read,) = read_message_signatures(headers)

    verify_message(message, read, key)

    with pytest.raises(Unsigned):
        verify_message(Message("PUT", message.url, headers), read, key)
    with pytest.raises(Unsigned):
        verify_message(message, read, Ed25519PrivateKey.generate().public_key())


# W3C Data Integrity EdDSA Cryptosuites 1.0, appendix B.2, and fep-8b32.feature. One key in both.
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
MADE_AT = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
CREDENTIAL = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
ACTIVITY = {
    "@context": [
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v2",
    ],
    "id": "https://server.example/activities/1",
    "type": "Create",
    "actor": "https://server.example/users/alice",
    "object": {
        "id": "https://server.example/objects/1",
        "type": "Note",
        "attributedTo": "https://server.example/users/alice",
        "content": "Hello world",
        "location": {"type": "Place", "longitude": -71.184902, "latitude": 25.273962},
    },
}
PROVEN = [
    (
        CREDENTIAL,
        f"did:key:{PUBLIC}#{PUBLIC}",
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
    ),
    (
        ACTIVITY,
        "https://server.example/users/alice#ed25519-key",
        "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
    ),
]


@pytest.mark.parametrize(("document", "method", "value"), PROVEN)
def test_the_proofs_of_the_specifications_are_made_and_hold(document, method, value):
    secret = Ed25519PrivateKey.from_private_bytes(from_base58(SECRET[1:])[2:])

    proven = prove(document, SigningKey(method, secret), now=MADE_AT)

    assert proven == document | {
        "proof": {
            "@context": document["@context"],
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": "2023-02-24T23:36:38Z",
            "verificationMethod": method,
            "proofPurpose": "assertionMethod",
            "proofValue": value,
        }
    }
    assert check_proof(proven, {method: load_multibase(PUBLIC)}.__getitem__) == method


def test_a_key_is_written_as_the_specification_writes_it():
    secret = Ed25519PrivateKey.from_private_bytes(from_base58(SECRET[1:])[2:])

    assert public_multibase(secret.public_key()) == PUBLIC
    assert load_multibase(PUBLIC) == secret.public_key()
