"""The actors of other servers and their keys: those that we know, and how we get to know them.

Key and actor vouch for each other: the key names its owner, the owner's own document shows the
key, and both are on one server. `find_…` asks other servers and is for the worker alone.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from goodtalk.doors.fediverse.actors.addresses import our_host
from goodtalk.doors.fediverse.actors.fetching import GONE, fetch_document
from goodtalk.doors.fediverse.actors.models import RemoteActor, RemoteKey
from goodtalk.doors.fediverse.actors.reading import ActorNotUsable as ActorNotUsable
from goodtalk.doors.fediverse.actors.reading import ReadActor, owner_of, read_actor
from goodtalk.doors.fediverse.inbox.values import is_address, is_of_one_server, kind_of, server_of
from goodtalk.doors.fediverse.signing.verifying import ReadSignature, Unsigned
from goodtalk.outside.client import AnsweredOtherwise, NotAllowed, NotReachable, TooMuch

# A key that does not verify may have been changed by its owner. A forger can make us look for
# that as often as this, and no more.
PAUSE_BETWEEN_FETCHES = timedelta(minutes=5)
# Wishes that somebody puts into their profile reach us only if their server tells us of it: whoever
# speaks is read anew as often as this.
NEWS_LAST = timedelta(days=7)
A_DAY = timedelta(days=1)
LATER = {408, 425, 429}  # and 500 and above: another time it may be there


class ActorOutOfReach(ActorNotUsable):
    """Their server did not answer. It may do so later."""


class ActorGone(ActorNotUsable):
    """Their server says that they are gone for good, who were at that address."""

    def __init__(self, uri: str) -> None:
        super().__init__("Their account is gone.")
        self.uri = uri


def known_actor(uri: str) -> RemoteActor | None:
    """Somebody whom we know, also when they are gone (`gone_at`). One query, no network."""
    return RemoteActor.objects.filter(uri=uri).first()


def known_key(key_id: str) -> RemoteKey | None:
    """A key that we know, with its actor. One query, no network."""
    return RemoteKey.objects.select_related("actor").filter(key_id=key_id).first()


def find_actor(uri: str, *, now: datetime, fresh: bool = False) -> RemoteActor:
    """Somebody, fetched where we do not know them yet, or when they are wanted `fresh`.

    Raises ActorNotUsable: ActorGone, or ActorOutOfReach where another time may bring more.
    """
    known = known_actor(uri)
    if known and not fresh:
        if known.gone_at:
            raise ActorGone(uri)
        return known
    _check_foreign(uri)
    document = _fetch(uri, now)
    if document.get("id") != uri:
        raise ActorNotUsable("The document there is that of somebody else.")
    return keep_actor(document, now=now)


def find_speaker(uri: str, *, now: datetime) -> RemoteActor:
    """Somebody who speaks, as they are these days: with what they wish now. Raises the same.

    Whoever is known is heard as they were known where their server does not say more.
    """
    actor = find_actor(uri, now=now)
    if not is_old_news(actor, now=now):
        return actor
    try:
        return read_anew(actor, now=now)
    except ActorGone:
        raise
    except ActorNotUsable:
        return actor


def is_old_news(actor: RemoteActor, *, now: datetime) -> bool:
    """Whether their server last told of them a week ago, or longer."""
    return actor.fetched_at <= now - NEWS_LAST


def read_anew(actor: RemoteActor, *, now: datetime) -> RemoteActor:
    """Somebody whom we know, fetched again. Raises the same; not tried once more for a day then."""
    RemoteActor.objects.filter(pk=actor.pk).update(fetched_at=now - NEWS_LAST + A_DAY)
    return find_actor(actor.uri, now=now, fresh=True)


def find_key(key_id: str, *, now: datetime, fresh: bool = False) -> RemoteKey:
    """A key, with its actor; fetched where we do not know it yet, or when it is wanted `fresh`.

    Raises the same.
    """
    known = known_key(key_id)
    if known and not fresh:
        return known
    actor = keep_actor(_owner_document(key_id, now), now=now)
    key = actor.keys.filter(key_id=key_id).first()
    if key is None:
        raise ActorNotUsable("The key's owner does not show that key.")
    return key


def who_signed(signature: ReadSignature, *, now: datetime) -> RemoteActor:
    """Whoever made this signature. A key that does not fit is fetched once more, if not too soon.

    Raises Unsigned, or ActorNotUsable where the key cannot be had.
    """
    key = find_key(signature.key_id, now=now)
    try:
        signature.verify(key.public_pem)
    except Unsigned:
        if not may_fetch_again(key, now=now):
            raise
        key = find_key(signature.key_id, now=now, fresh=True)
        signature.verify(key.public_pem)
    return key.actor


def may_fetch_again(key: RemoteKey, *, now: datetime) -> bool:
    """Whether it is long enough ago; if so, whoever asks has to do it: the others are told no."""
    due = RemoteKey.objects.filter(pk=key.pk, fetched_at__lte=now - PAUSE_BETWEEN_FETCHES)
    return due.update(fetched_at=now) == 1


@transaction.atomic
def keep_actor(document: dict[str, Any], *, now: datetime) -> RemoteActor:
    """Keeps what an actor's own document tells, its keys among it. Raises ActorNotUsable.

    The caller has had it from the actor's own server, or in an activity that the actor signed.
    """
    read = read_actor(document)
    _check_foreign(read.uri)
    told = asdict(read) | {"fetched_at": now, "gone_at": None}
    del told["keys"], told["uri"]
    actor, _ = RemoteActor.objects.update_or_create(uri=read.uri, defaults=told)
    _keep_keys(actor, read, now)
    return actor


def _keep_keys(actor: RemoteActor, read: ReadActor, now: datetime) -> None:
    actor.keys.exclude(key_id__in=[key.key_id for key in read.keys]).delete()
    for key in read.keys:
        told = {"actor": actor, "public_pem": key.public_pem, "fetched_at": now}
        RemoteKey.objects.update_or_create(key_id=key.key_id, defaults=told)


def _owner_document(key_id: str, now: datetime) -> dict[str, Any]:
    """The document of the key's owner, from the owner's own address."""
    _check_foreign(key_id)
    address = key_id.partition("#")[0]
    document = _fetch(address, now)
    owner = owner_of(document)
    if not is_of_one_server(owner, key_id):
        raise ActorNotUsable("The key and its owner are not on one server.")
    if owner != address:
        document = _fetch(owner, now)
    if document.get("id") != owner:
        raise ActorNotUsable("The document there is that of somebody else.")
    return document


def _fetch(uri: str, now: datetime) -> dict[str, Any]:
    try:
        document = fetch_document(uri)
    except AnsweredOtherwise as error:
        if error.status == GONE:
            raise _gone(uri, now) from error
        later = error.status in LATER or error.status >= 500
        raise (ActorOutOfReach if later else ActorNotUsable)(str(error)) from error
    except (NotAllowed, TooMuch) as error:
        raise ActorNotUsable(str(error)) from error
    except NotReachable as error:
        raise ActorOutOfReach(str(error)) from error
    if kind_of(document) == "Tombstone":  # ActivityPub, section 6.4: gone, with a 200
        raise _gone(uri, now)
    return document


def _gone(uri: str, now: datetime) -> ActorGone:
    RemoteActor.objects.filter(uri=uri, gone_at=None).update(gone_at=now)
    return ActorGone(uri)


def _check_foreign(uri: str) -> None:
    if not is_address(uri):
        raise ActorNotUsable("That is not an address on the web.")
    if server_of(uri) == our_host():
        raise ActorNotUsable("That is an address of our own.")
