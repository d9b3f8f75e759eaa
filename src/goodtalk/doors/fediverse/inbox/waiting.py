"""Deliveries that wait until something was fetched: so many in all, so many of one server."""

import json
from datetime import datetime
from typing import Any

from goodtalk.chats.models import Account
from goodtalk.doors.fediverse.actors.known import PAUSE_BETWEEN_FETCHES, known_actor
from goodtalk.doors.fediverse.actors.models import RemoteKey
from goodtalk.doors.fediverse.inbox.addressing import says_whom_it_is_for
from goodtalk.doors.fediverse.inbox.announcing import source_of
from goodtalk.doors.fediverse.inbox.dealing import Delivery, NotTaken
from goodtalk.doors.fediverse.inbox.models import Waiting
from goodtalk.doors.fediverse.inbox.needing import SAYING, is_dealt_with, needed_of
from goodtalk.doors.fediverse.inbox.private import is_for_some, is_here, is_hidden
from goodtalk.doors.fediverse.inbox.reading import NETWORK
from goodtalk.doors.fediverse.inbox.values import (
    is_of_one_server,
    kind_of,
    thing_in,
    things_in,
    uri_in,
)
from goodtalk.doors.fediverse.inbox.wanting import want
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest

MAX_WAITING = 1000  # in all
MAX_OF_HOST = 100
MAX_BYTES = 256 * 1024  # of a body that nobody known has signed; posts have a tenth of that
NEEDLESS = frozenset({"cookie", "authorization"})  # headers that no signature needs


class TooMuchWaiting(Exception):
    """No more deliveries are put aside for now."""


def put_aside(arrived: ArrivedRequest, delivery: Delivery, *, now: datetime) -> str:
    """Have the worker go on with a delivery. Says so. Raises NotTaken, TooMuchWaiting.

    Three queries, and one or two for what is said without words that could be kept.
    """
    if words := _without_keeping(delivery, now):
        return words
    if len(arrived.body) > MAX_BYTES:
        raise NotTaken(413, f"Somebody unknown delivers at most {MAX_BYTES:,} bytes.")
    if Waiting.objects.filter(host=delivery.host[:255]).count() >= MAX_OF_HOST:
        raise TooMuchWaiting("Too much of this server is waiting to be looked at.")
    if Waiting.objects.count() >= MAX_WAITING:
        raise TooMuchWaiting("Too much is waiting to be looked at.")
    needed = needed_of(delivery.activity)
    is_whole = needed == delivery.activity
    body = arrived.body if is_whole else json.dumps(needed).encode()
    Waiting.objects.create(
        request=_as_data(arrived, is_whole=is_whole), body=body, key_id=delivery.signature.key_id,
        host=delivery.host[:255], arrived_at=now, due_at=now,
    )  # fmt: skip
    return "It is looked at as soon as the sender's key is here."


def arrived_of(waiting: Waiting) -> ArrivedRequest:
    """The request as it came, or with less of its body: that was as it was signed, then."""
    told = waiting.request
    return ArrivedRequest(
        told["method"], told["target"], told["headers"], bytes(waiting.body),
        body_was_checked=not told.get("is_whole", True),
    )  # fmt: skip


def is_worth_waiting_for(delivery: Delivery) -> bool:
    """Whether the sender's key is to be fetched at all.

    Whoever deletes their account tells every server that theirs has ever heard of; their key is
    gone by then. Of those whom we never met there is nothing to forget, nor of those who are
    forgotten. Two queries for the first.
    """
    if not delivery.is_farewell:
        return True
    uri = delivery.actor_uri
    if actor := known_actor(uri):
        return not actor.is_forgotten
    return Account.objects.filter(network=NETWORK, uri=uri).exists()


def may_be_fetched_again(key: RemoteKey, *, now: datetime) -> bool:
    """Whether a key that does not fit may have been replaced since it was fetched."""
    return key.fetched_at <= now - PAUSE_BETWEEN_FETCHES


def _without_keeping(delivery: Delivery, now: datetime) -> str:
    """What is said of a delivery that is not put aside; empty for one that may be.

    Of what is not for everybody nothing is kept, nor of what nobody here deals with, and of what
    only names a thing its address.
    """
    activity = delivery.activity
    kind, named = kind_of(activity), uri_in(activity.get("object"))
    if kind == "Announce":
        return "" if source_of(delivery.actor_uri) else "It is a boost."
    if kind == "QuoteRequest" and any(
        is_hidden(quoting, activity) for quoting in things_in(activity.get("instrument"))
    ):
        return "It is not public."
    if is_for_some(activity):
        if is_of_one_server(named, delivery.actor_uri) and is_here(named):
            want(named, now=now)  # it may hide what was for everybody: its own server knows
        return "It is not public."
    if kind not in SAYING or kind_of(thing_in(activity.get("object"))):
        return is_dealt_with(activity)
    return _address_alone(delivery, named, now)


def _address_alone(delivery: Delivery, named: str, now: datetime) -> str:
    """What is only named is fetched from where it is, whoever tells of it."""
    if kind_of(delivery.activity) == "Update":
        return "It changes nothing that we have."
    if says_whom_it_is_for(delivery.activity) and is_hidden({}, delivery.activity):
        return "It is not public."
    if not is_of_one_server(named, delivery.actor_uri) or not want(named, now=now):
        return "It does not say what was made."
    return "It only names what was made; that is fetched."


def _as_data(arrived: ArrivedRequest, *, is_whole: bool) -> dict[str, Any]:
    headers = {name: value for name, value in arrived.headers.items() if name not in NEEDLESS}
    return {
        "method": arrived.method, "target": arrived.target, "headers": headers,
        "is_whole": is_whole,
    }  # fmt: skip
