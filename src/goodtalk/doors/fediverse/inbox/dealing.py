"""Deals with a delivery: who signed it, whether that is who speaks, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.models import RemoteActor, RemoteKey
from goodtalk.doors.fediverse.hosts.rules import is_shut_out
from goodtalk.doors.fediverse.inbox.announcing import hear_of, source_of
from goodtalk.doors.fediverse.inbox.bodies import NotADocument, read_body
from goodtalk.doors.fediverse.inbox.following import is_about_following
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, ignored, refused
from goodtalk.doors.fediverse.inbox.reading import NETWORK
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.inbox.values import is_of_one_server, kind_of, server_of, uri_in
from goodtalk.doors.fediverse.inbox.wanting import want
from goodtalk.doors.fediverse.signing.keys import KeyNotUsable, PublicKey, load_public_pem
from goodtalk.doors.fediverse.signing.proofs import check_proof
from goodtalk.doors.fediverse.signing.verifying import (
    ArrivedRequest,
    ReadSignature,
    Unsigned,
    read_signature,
)

NO_ACTOR = "It is no activity of anybody: it has no actor."
FindKey = Callable[[str], RemoteKey]


class NotTaken(Exception):
    """A delivery that is not dealt with, with the HTTP status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery of which everything is in order that can be told without its sender's key."""

    signature: ReadSignature
    activity: dict[str, Any]

    @property
    def host(self) -> str:
        """The server whose key it names."""
        return server_of(self.signature.key_id)

    @property
    def actor_uri(self) -> str:
        return uri_in(self.activity.get("actor"))

    @property
    def is_farewell(self) -> bool:
        """Whether it says that its own actor is deleted: every server tells every other one."""
        gone = uri_in(self.activity.get("object"))
        return kind_of(self.activity) == "Delete" and gone != "" and gone == self.actor_uri


def read_delivery(request: ArrivedRequest, *, now: datetime) -> Delivery:
    """What a request delivers. One query. Raises NotTaken, with why."""
    try:
        signature = read_signature(request, now=now)
    except Unsigned as error:
        raise NotTaken(401, error.reason) from error
    try:
        delivery = Delivery(signature, read_body(request.body))
    except NotADocument as error:
        raise NotTaken(400, str(error)) from error
    if is_shut_out(delivery.host):
        raise NotTaken(403, "Nothing is taken from this server.")
    if not delivery.actor_uri:
        raise NotTaken(400, NO_ACTOR)
    return delivery


def deal_with(
    delivery: Delivery, signer: RemoteActor, find_key: FindKey, *, now: datetime, may_fetch: bool
) -> Outcome:
    """What becomes of a delivery that somebody has signed.

    `find_key` finds the key of a proof, if there is one. Raises NeedsFetching without
    `may_fetch`, and whatever `find_key` raises.
    """
    activity = delivery.activity
    if delivery.actor_uri == signer.uri:
        signed = delivery.signature.fingerprint
        return take_in(activity, actor=signer, now=now, may_fetch=may_fetch, signed=signed)
    if is_shut_out(server_of(delivery.actor_uri)):
        return refused("Nothing is taken from its server.")
    source = source_of(signer.uri)
    if prover := _prover(delivery, find_key):
        if is_about_following(activity):  # a proof has no age: an old one would count for ever
            return refused("Whoever follows, or stops, delivers that themselves.")
        return take_in(activity, actor=prover, source=source, now=now, may_fetch=may_fetch)
    return _look_up(Taken(activity, signer, source, now, may_fetch))


def _prover(delivery: Delivery, find_key: FindKey) -> RemoteActor | None:
    """The actor, if they themselves have signed the activity that somebody else delivers."""
    if "proof" not in delivery.activity:
        return None
    found: list[RemoteKey] = []

    def key_named(key_id: str) -> PublicKey:
        if not is_of_one_server(key_id, delivery.actor_uri):
            raise Unsigned("The proof is by somebody else.")
        found.append(find_key(key_id))
        return load_public_pem(found[0].public_pem)

    try:
        check_proof(delivery.activity, key_named)
    except (Unsigned, KeyNotUsable):
        return None
    return found[0].actor if found[0].actor.uri == delivery.actor_uri else None


def _look_up(taken: Taken) -> Outcome:
    """Somebody passes on what others did: of a post, its own server tells what it is now."""
    kind = kind_of(taken.activity)
    if kind not in ("Create", "Update", "Delete"):
        return refused("It is signed by somebody else.")
    if kind == "Create":
        return hear_of(taken.uri, taken.thing, taken.source, taken)
    if not Post.objects.filter(network=NETWORK, uri=taken.uri).exists():
        return ignored("What it is about is not here.")
    if not want(taken.uri, now=taken.now):
        return refused("Too much is waiting to be fetched.")
    return ignored("Its own server is asked.")
