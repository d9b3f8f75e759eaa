"""HTTP signatures as draft-cavage-http-signatures-12 describes them and Mastodon speaks them.

Its `hs2019` is read as everybody in the fediverse means it: RSASSA-PKCS1-v1_5 with SHA-256 for an
RSA key, Ed25519 for one of those. The key decides, never the header.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from goodtalk.doors.fediverse.signing.digests import digest_of
from goodtalk.doors.fediverse.signing.keys import SigningKey
from goodtalk.doors.fediverse.signing.refusing import Unsigned

LONGEST = 4096  # characters of a Signature header: an RSA key of 8192 bits makes 1,400
ALGORITHMS = {"", "hs2019", "rsa-sha256", "ed25519"}
# Section 2.1: name="value", or name=number for created and expires; commas between them.
PARAMETER = re.compile(r'\s*([A-Za-z]{1,32})\s*=\s*(?:"([^"]{0,2048})"|(\d{1,16}))\s*(?:,|$)')


@dataclass(frozen=True)
class CavageSignature:
    """A `Signature` header that could be read. Nothing in it is proven."""

    key_id: str
    algorithm: str
    headers: tuple[str, ...]  # what it covers, in its order, lower case
    signature: bytes
    created: str = ""  # seconds of the Unix epoch, as they were written
    expires: str = ""


def sign_cavage(
    key: SigningKey,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> dict[str, str]:
    """The headers to send, Host, Date, Digest (where there is a body) and Signature among them."""
    parts = urlsplit(url)
    sent = {**headers, "Host": parts.netloc, "Date": format_datetime(now, usegmt=True)}
    covered = ["(request-target)", "host", "date"]
    if method not in ("GET", "HEAD"):
        sent["Digest"] = digest_of(body)
        covered.append("digest")
    found = {name.lower(): value for name, value in sent.items()}
    covered += ["content-type"] if "content-type" in found else []
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    signature = key.sign(signing_string(covered, method, target, found))
    sent["Signature"] = (
        f'keyId="{key.key_id}",algorithm="{_algorithm_of(key)}",headers="{" ".join(covered)}",'
        f'signature="{b64encode(signature).decode("ascii")}"'
    )
    return sent


def signing_string(
    covered: list[str] | tuple[str, ...],
    method: str,
    target: str,
    headers: Mapping[str, str],
    created: str = "",
    expires: str = "",
) -> bytes:
    """Section 2.3: what is signed. `headers` has lower-case names. Raises Unsigned."""
    special = {
        "(request-target)": f"{method.lower()} {target}",
        "(created)": created,
        "(expires)": expires,
    }
    values = special | {name: value.strip() for name, value in headers.items()}
    missing = [name for name in covered if not values.get(name) and name not in headers]
    if missing:
        raise Unsigned(f"The signature covers {missing[0]}, which the request does not have.")
    return "\n".join(f"{name}: {values[name]}" for name in covered).encode()


def read_cavage(value: str) -> CavageSignature:
    """Reads a `Signature` header. Raises Unsigned."""
    found = _parameters(value)
    algorithm = found.get("algorithm", "").lower()
    if algorithm not in ALGORITHMS:
        raise Unsigned("The signature is made in a way that is not taken here.")
    covered = tuple(found.get("headers", "date").lower().split())
    if len(covered) > 32 or len(set(covered)) < len(covered):
        raise Unsigned("The signature covers a header twice, or far too many.")
    try:
        signature = b64decode(found["signature"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unsigned("The signature is not written in base64.") from error
    created, expires = found.get("created", ""), found.get("expires", "")
    return CavageSignature(found["keyId"], algorithm, covered, signature, created, expires)


def _parameters(value: str) -> dict[str, str]:
    value, place, found = value[: LONGEST + 1].removeprefix("Signature "), 0, {}
    while match := PARAMETER.match(value, place):
        name, place = match[1], match.end()
        if name in found:
            raise Unsigned(f"The Signature header says {name} twice.")
        found[name] = match[2] if match[2] is not None else match[3]
    if place < len(value.rstrip()) or len(value) > LONGEST:
        raise Unsigned("The Signature header cannot be read.")
    if not found.get("keyId") or not found.get("signature"):
        raise Unsigned("The Signature header names no key, or no signature.")
    return found


def _algorithm_of(key: SigningKey) -> str:
    return "rsa-sha256" if key.is_rsa else "hs2019"
