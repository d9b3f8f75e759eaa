"""Who sent this request: what can be said of a signature without its key, and then with it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings

from goodtalk.doors.fediverse.signing.cavage import CavageSignature, read_cavage, signing_string
from goodtalk.doors.fediverse.signing.digests import check_digest
from goodtalk.doors.fediverse.signing.keys import (
    KeyNotUsable,
    PublicKey,
    load_public_pem,
)
from goodtalk.doors.fediverse.signing.messages import (
    Message,
    MessageSignature,
    check_content_digest,
    read_message_signatures,
    verify_message,
)
from goodtalk.doors.fediverse.signing.refusing import Unsigned as Unsigned

# How far a sender's clock and ours may be apart, either way. Fedify's window is an hour each way;
# Mastodon's five minutes and an hour's margin. See docs/decisions/0005.
MARGIN = timedelta(hours=1)
LONGEST_KEY_ID = 500  # characters: as long as we keep


@dataclass(frozen=True)
class ArrivedRequest:
    """A request of somebody else, as it came. `target` is the path and the query."""

    method: str
    target: str
    headers: Mapping[str, str]  # names in any case
    body: bytes = b""
    body_was_checked: bool = False  # against its digest, when all of it was here


@dataclass(frozen=True)
class ReadSignature:
    """A signature with which nothing is wrong so far. `verify` says whether it is real."""

    key_id: str
    how: str  # "cavage" or "rfc9421"
    fingerprint: str  # of the signature itself: the same again is the same request again
    _verify: Callable[[PublicKey], None]

    def verify(self, public_key: PublicKey | str) -> None:
        """Raises Unsigned unless it was made with this key (a key, or one in PEM)."""
        if isinstance(public_key, str):
            try:
                public_key = load_public_pem(public_key)
            except KeyNotUsable as error:
                raise Unsigned(str(error)) from error
        self._verify(public_key)


def read_signature(request: ArrivedRequest, *, now: datetime | None = None) -> ReadSignature:
    """All that can be judged without the key: shape, coverage, age, digest.

    `now` is when the request arrived (the clock's, if it is not given). Raises Unsigned.
    """
    now = now or datetime.now(UTC)
    headers = {name.lower(): value.strip() for name, value in request.headers.items()}
    if "signature-input" in headers:
        return _read_messages(request, headers, now)
    if "signature" in headers:
        return _read_cavage(request, headers, now)
    raise Unsigned("The request is not signed.")


def _read_cavage(
    request: ArrivedRequest, headers: Mapping[str, str], now: datetime
) -> ReadSignature:
    read = read_cavage(headers["signature"])
    _check_key_id(read.key_id)
    _check_coverage(read.headers, [{"(request-target)"}, {"host"}, {"date", "(created)"}])
    if _has_body(request):
        _check_coverage(read.headers, [{"digest"}])
    if "digest" in read.headers and not request.body_was_checked:
        check_digest(headers.get("digest", ""), request.body)
    _check_host(headers.get("host", ""))
    _check_cavage_times(read, headers, now)
    signed = signing_string(
        read.headers, request.method, request.target, headers, read.created, read.expires
    )
    verify = partial(check_with_key, read.signature, signed)
    return ReadSignature(read.key_id, "cavage", _fingerprint(read.signature), verify)


def _read_messages(
    request: ArrivedRequest, headers: Mapping[str, str], now: datetime
) -> ReadSignature:
    """The first signature that is good enough; why the last one is not, if none is."""
    reason = "The request has no signature that can be read."
    message = Message(request.method.upper(), settings.ORIGIN + request.target, dict(headers))
    for read in read_message_signatures(headers):
        try:
            _check_message(read, request, headers, now)
        except Unsigned as error:
            reason = error.reason
            continue
        verify = partial(verify_message, message, read)
        return ReadSignature(read.key_id, "rfc9421", _fingerprint(read.signature), verify)
    raise Unsigned(reason)


def _check_message(
    read: MessageSignature, request: ArrivedRequest, headers: Mapping[str, str], now: datetime
) -> None:
    _check_key_id(read.key_id)
    _check_coverage(read.covered, [{"@method"}])
    if "@target-uri" not in read.covered:
        _check_coverage(read.covered, [{"@authority"}, {"@path", "@request-target"}])
        if "?" in request.target:
            _check_coverage(read.covered, [{"@query", "@request-target"}])
    if _has_body(request):
        _check_coverage(read.covered, [{"content-digest"}])
    if "content-digest" in read.covered and not request.body_was_checked:
        check_content_digest(headers.get("content-digest", ""), request.body)
    if read.created is None:
        raise Unsigned("The signature does not say when it was made.")
    _check_age(_moment(read.created), now)
    _check_expiry(read.expires, now)


def check_with_key(signature: bytes, signed: bytes, key: PublicKey) -> None:
    """Raises Unsigned unless the key made this signature of these bytes."""
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, signed)
    except InvalidSignature as error:
        raise Unsigned("The signature was not made with that key.") from error


def _has_body(request: ArrivedRequest) -> bool:
    return request.method.upper() not in ("GET", "HEAD") or bool(request.body)


def _check_key_id(key_id: str) -> None:
    if not key_id.startswith(("https://", "http://")) or len(key_id) > LONGEST_KEY_ID:
        raise Unsigned("The signature's key has no address from which it could be had.")


def _check_coverage(covered: Iterable[str], wanted: list[set[str]]) -> None:
    """Of each set, one has to be covered."""
    for names in wanted:
        if not names.intersection(covered):
            raise Unsigned(f"The signature does not cover {' or '.join(sorted(names))}.")


def _check_host(host: str) -> None:
    """A request that was signed for another server is no request to us."""
    scheme, ours = urlsplit(settings.ORIGIN).scheme, urlsplit(settings.ORIGIN).netloc.lower()
    port = {"https": ":443", "http": ":80"}.get(scheme, "")
    if host.lower().removesuffix(port) != ours.removesuffix(port):
        raise Unsigned("The request was signed for another server.")


def _check_cavage_times(
    read: CavageSignature, headers: Mapping[str, str], now: datetime
) -> None:
    """Section 2.3: (created) and (expires) do not go with the older names of algorithms."""
    special = {"(created)", "(expires)"}.intersection(read.headers)
    if special and read.algorithm.startswith("rsa"):
        raise Unsigned("The signature covers a time in a way that it cannot.")
    if "date" in read.headers:
        _check_age(_http_date(headers.get("date", "")), now)
    if "(created)" in read.headers:
        _check_age(_moment(read.created), now)
    _check_expiry(read.expires, now)


def _check_age(made_at: datetime, now: datetime) -> None:
    if made_at > now + MARGIN:
        raise Unsigned("The signature is from the future.")
    if made_at < now - MARGIN:
        raise Unsigned("The signature is too old.")


def _check_expiry(expires: int | str | None, now: datetime) -> None:
    if expires not in (None, "") and _moment(expires) < now - MARGIN:
        raise Unsigned("The signature is no longer meant to be good.")


def _moment(seconds: int | str | None) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unsigned("The signature's time cannot be read.") from error


def _http_date(value: str) -> datetime:
    """RFC 9110, section 5.6.7; it is always in GMT, whether or not it says so."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise Unsigned("The Date header cannot be read.") from error


def _fingerprint(signature: bytes) -> str:
    return hashlib.sha256(signature).hexdigest()
