"""The inboxes: what other servers deliver to us."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from goodtalk.communities.addresses import community_tagged
from goodtalk.doors.fediverse.actors.addresses import is_open
from goodtalk.doors.fediverse.actors.gone import or_gone
from goodtalk.doors.fediverse.actors.known import known_key
from goodtalk.doors.fediverse.actors.models import RemoteKey
from goodtalk.doors.fediverse.inbox.bodies import MAX_BYTES
from goodtalk.doors.fediverse.inbox.dealing import Delivery, NotTaken, deal_with, read_delivery
from goodtalk.doors.fediverse.inbox.outcomes import NeedsFetching
from goodtalk.doors.fediverse.inbox.waiting import (
    TooMuchWaiting,
    is_worth_waiting_for,
    may_be_fetched_again,
    put_aside,
)
from goodtalk.doors.fediverse.inbox.working import handle_waiting as handle_waiting
from goodtalk.doors.fediverse.outbox.servers import heard_of
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest, Unsigned

RETRY_SECONDS = 300


class KeyNotHere(Exception):
    """A key that has to be fetched first; its text is the key's address."""


@csrf_exempt
@require_POST
def shared_inbox(request: HttpRequest) -> HttpResponse:
    """Where servers bring what is for several of our communities."""
    return _answer(request, timezone.now())


@csrf_exempt
@or_gone
@require_POST
def inbox(request: HttpRequest, tag: str) -> HttpResponse:
    """The same for one of them; what comes says itself whom it is for."""
    community_tagged(tag)
    return _answer(request, timezone.now())


def _answer(request: HttpRequest, now: datetime) -> HttpResponse:
    """202 to everything that is in order, whatever we make of it; else why not, in words."""
    if not is_open():
        raise Http404
    try:
        status, words = 202, _receive(_arrived(request), now)
    except NotTaken as error:
        status, words = error.status, str(error)
    except TooMuchWaiting as error:
        status, words = 503, str(error)
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _arrived(request: HttpRequest) -> ArrivedRequest:
    """The request with its body, if it is of a kind and a size that we read. Raises NotTaken."""
    kind = (request.content_type or "").lower()
    if not kind.startswith("application/") or "json" not in kind:
        raise NotTaken(415, "An activity is sent as application/activity+json.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:12]) > MAX_BYTES:
        raise NotTaken(413, f"A delivery has at most {MAX_BYTES:,} bytes.")
    body = request.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise NotTaken(413, f"A delivery has at most {MAX_BYTES:,} bytes.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return ArrivedRequest(request.method or "", request.get_full_path(), headers, body)


def _receive(arrived: ArrivedRequest, now: datetime) -> str:
    """Deal with a delivery at once, or have the worker do it. Raises NotTaken, TooMuchWaiting."""
    delivery = read_delivery(arrived, now=now)
    key = known_key(delivery.signature.key_id)
    if key is None:
        return _wait_for_key(arrived, delivery, now)
    try:
        delivery.signature.verify(key.public_pem)
    except Unsigned as error:
        if not may_be_fetched_again(key, now=now):
            raise NotTaken(401, error.reason) from error
        return put_aside(arrived, delivery, now=now)
    heard_of(delivery.host)
    try:
        outcome = deal_with(delivery, key.actor, _known_key, now=now, may_fetch=False)
    except (NeedsFetching, KeyNotHere):
        return put_aside(arrived, delivery, now=now)
    return outcome.reason


def _wait_for_key(arrived: ArrivedRequest, delivery: Delivery, now: datetime) -> str:
    if not is_worth_waiting_for(delivery):
        return "They have never been here."
    return put_aside(arrived, delivery, now=now)


def _known_key(key_id: str) -> RemoteKey:
    key = known_key(key_id)
    if key is None:
        raise KeyNotHere(key_id)
    return key
