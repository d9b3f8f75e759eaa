"""Signs what we send, in the older way that every server reads, or as RFC 9421 says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

from goodtalk.doors.fediverse.signing.cavage import sign_cavage
from goodtalk.doors.fediverse.signing.keys import SigningKey
from goodtalk.doors.fediverse.signing.messages import sign_message

How = Literal["cavage", "rfc9421"]
# What a signature says itself; older ones of these do not stay beside it.
OURS = {"host", "date", "digest", "content-digest", "signature", "signature-input"}


def sign_request(
    key: SigningKey,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    how: How = "cavage",
    *,
    now: datetime | None = None,
) -> dict[str, str]:
    """All headers to send: those given, those that a signature needs, and the signature.

    "cavage" is draft-cavage-http-signatures-12 as Mastodon speaks it and wants an RSA key;
    "rfc9421" takes either kind. `now` is what the Date says; the clock's if it is not given.
    """
    sign = sign_cavage if how == "cavage" else sign_message
    others = {name: value for name, value in headers.items() if name.lower() not in OURS}
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    # As it is sent: without a fragment, and without a "?" that nothing follows.
    address = urlsplit(url)._replace(fragment="").geturl()
    return sign(key, method.upper(), address, others, body, moment)
