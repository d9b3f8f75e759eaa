"""HTTP message signatures, RFC 9421, with Content-Digest, RFC 9530.

The library builds the signature base and does the cryptography. What has to be covered, and how
old a signature may be, is our own affair and stands in verifying.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from types import NoneType
from typing import Any, cast
from urllib.parse import urlsplit

import http_sf
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from http_message_signatures import (
    ContentDigest,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    InvalidSignature,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519, RSA_V1_5_SHA256

from goodtalk.doors.fediverse.signing.keys import PublicKey, SigningKey
from goodtalk.doors.fediverse.signing.refusing import Unsigned

LONGEST = 8192  # characters of Signature-Input, and of Signature
MOST_SIGNATURES = 5  # in one request; each may cost a verification
MOST_COVERED = 32


@dataclass
class Message:
    """A request as the library wants to see it."""

    method: str
    url: str
    headers: dict[str, str]


@dataclass(frozen=True)
class MessageSignature:
    """One member of Signature-Input that could be read. Nothing in it is proven."""

    key_id: str
    covered: frozenset[str]  # those without parameters
    signature: bytes
    created: int | None
    expires: int | None
    input_alone: str  # the two headers as they would be if no other signature had come along
    signature_alone: str


class _Verifier(HTTPMessageVerifier):
    """The library's, less its clock: times are judged as of when the request arrived."""

    def validate_created_and_expires(self, *args: object, **kwargs: object) -> None:
        """See verifying.py."""


def sign_message(
    key: SigningKey,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> dict[str, str]:
    """The headers to send: Host, Date, Content-Digest (where there is a body), both signature's."""
    sent = {**headers, "Host": urlsplit(url).netloc, "Date": format_datetime(now, usegmt=True)}
    covered = ["@method", "@target-uri"]
    covered += ["content-type"] if any(name.lower() == "content-type" for name in sent) else []
    message = Message(method, url, sent)
    resolver = MappingKeyResolver(public_keys={}, private_keys={key.key_id: key.private_key})
    HTTPMessageSigner(
        signature_algorithm=_algorithm_of(key.public_key), key_resolver=resolver
    ).sign(
        message,
        key_id=key.key_id,
        created=now,
        label="sig1",
        covered_component_ids=covered,
        body=None if method in ("GET", "HEAD") else body,
    )
    return message.headers


def read_message_signatures(headers: Mapping[str, str]) -> list[MessageSignature]:
    """The signatures of a request that can be read, in their order. Raises Unsigned.

    `headers` has lower-case names.
    """
    inputs = _dictionary(headers["signature-input"])
    signatures = _dictionary(headers.get("signature", ""))
    labels = [label for label in list(inputs)[:MOST_SIGNATURES] if label in signatures]
    read = [_read_one(label, inputs[label], signatures[label]) for label in labels]
    return [one for one in read if one is not None]


def verify_message(message: Message, read: MessageSignature, key: PublicKey) -> None:
    """Raises Unsigned unless this signature of the message was made with the key."""
    resolver = MappingKeyResolver(public_keys={read.key_id: key}, private_keys={})
    verifier = _Verifier(signature_algorithm=_algorithm_of(key), key_resolver=resolver)
    alone = {"signature-input": read.input_alone, "signature": read.signature_alone}
    one = Message(message.method, message.url, message.headers | alone)
    try:
        verifier.verify(one, max_age=None)
    except Exception as error:  # the library lets the errors of its parts through
        raise Unsigned("The signature was not made with that key.") from error


def check_content_digest(value: str, body: bytes) -> None:
    """Raises Unsigned unless `Content-Digest` tells of these very bytes."""
    try:
        ContentDigest.verify(value, body)
    except (InvalidSignature, UnicodeError) as error:
        raise Unsigned("The Content-Digest header is not that of the body.") from error


def _algorithm_of(key: PublicKey) -> type[HTTPSignatureAlgorithm]:
    return RSA_V1_5_SHA256 if isinstance(key, RSAPublicKey) else ED25519


def _read_one(label: str, put_in: Any, signed: Any) -> MessageSignature | None:
    """One member of the two dictionaries, if it has the shapes of RFC 9421, section 4."""
    (components, parameters), (signature, _) = put_in, signed
    key_id, created = parameters.get("keyid"), parameters.get("created")
    expires = parameters.get("expires")
    if not isinstance(components, list) or len(components) > MOST_COVERED:
        return None
    if not isinstance(signature, bytes) or not isinstance(key_id, str):
        return None
    if any(type(moment) not in (int, NoneType) for moment in (created, expires)):
        return None
    covered = {name for name, about in components if isinstance(name, str) and not about}
    return MessageSignature(
        key_id=key_id,
        covered=frozenset(covered),
        signature=signature,
        created=created,
        expires=expires,
        input_alone=http_sf.ser({label: put_in}),
        signature_alone=http_sf.ser({label: signed}),
    )


def _dictionary(value: str) -> dict[str, Any]:
    if len(value) > LONGEST:
        raise Unsigned("The signature's headers are too long.")
    try:
        found = http_sf.parse(value.encode("ascii"), tltype="dictionary")
    except (ValueError, TypeError, RecursionError) as error:
        raise Unsigned("The signature's headers cannot be read.") from error
    return cast("dict[str, Any]", found)
