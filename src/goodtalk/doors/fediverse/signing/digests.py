"""The digest of a body that goes before it: `Digest` (RFC 3230), in SHA-256 alone.

`Content-Digest` (RFC 9530) is read and written by the library that does RFC 9421.
"""

import binascii
import hashlib
from base64 import b64decode, b64encode
from hmac import compare_digest

from goodtalk.doors.fediverse.signing.refusing import Unsigned


def digest_of(body: bytes) -> str:
    """The value of `Digest`, as RFC 3230 section 4.3.2 writes it."""
    return f"SHA-256={b64encode(hashlib.sha256(body).digest()).decode('ascii')}"


def check_digest(value: str, body: bytes) -> None:
    """Raises Unsigned unless `Digest` has a SHA-256, and each that it has is of these bytes."""
    parts = [part.strip().partition("=") for part in value.split(",", 8)]
    said = [text for algorithm, _, text in parts if algorithm.lower() == "sha-256"]
    if not said:
        raise Unsigned("The Digest header has no SHA-256.")
    if not all(_is_digest(text, body) for text in said):
        raise Unsigned("The Digest header is not that of the body.")


def _is_digest(text: str, body: bytes) -> bool:
    try:
        return compare_digest(b64decode(text, validate=True), hashlib.sha256(body).digest())
    except (binascii.Error, ValueError):
        return False
