"""Somebody moves to another server: two accounts, one person."""

from datetime import datetime

from goodtalk.chats.keeping_order.barring import bar_both
from goodtalk.chats.models import Account
from goodtalk.chats.one_person import TwoUsers, make_one
from goodtalk.doors.fediverse.actors.fetching import fetch_document
from goodtalk.doors.fediverse.actors.known import ActorNotUsable, keep_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.accounts import account_of
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused
from goodtalk.doors.fediverse.inbox.reading import NETWORK
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import NOTHING, Json, uri_in, uris_in
from goodtalk.outside.client import NotReachable


def target_of(taken: Taken) -> Json:
    """The document of the account that they move to; empty where that is not to be looked at.

    Waits for the new server, and so runs in no transaction: raises NeedsFetching in a request.
    """
    target = uri_in(taken.activity.get("target"))
    if taken.uri != taken.actor.uri or not target or not _has_been_here(taken.actor):
        return NOTHING
    taken.fetching()
    try:
        document = fetch_document(target)
    except NotReachable:
        return NOTHING
    return document if uri_in(document.get("id")) == target else NOTHING


def move(taken: Taken) -> Outcome:
    """They say where they have gone; the new account has to say where it came from (FEP-7628).

    Who follows a community does so from there again, as their own server has them do.
    """
    old, document = taken.actor, taken.fetched
    if not document:
        return ignored("They have never been here, or are not where they say.")
    if old.uri not in uris_in(document.get("alsoKnownAs")):
        return refused("The new account does not say that it is theirs.")
    try:
        new = keep_actor(dict(document), now=taken.now)
    except ActorNotUsable as error:
        return refused(str(error))
    old.follows.all().delete()
    old.moved_to = new.uri
    old.save(update_fields=["moved_to"])
    if account := Account.objects.filter(network=NETWORK, uri=old.uri).first():
        _join(account_of(new, now=taken.now), account, taken.now)
    return changed("They have moved; it is the same person.")


def _has_been_here(actor: RemoteActor) -> bool:
    spoke = Account.objects.filter(network=NETWORK, uri=actor.uri).exists()
    return spoke or actor.follows.exists()


def _join(new: Account, old: Account, now: datetime) -> None:
    """One person, unless both of them sign in here, each by themselves. What a desk has decided
    about one of them counts for both.
    """
    try:
        make_one(old.person, new.person, now=now)
    except TwoUsers:
        bar_both(old.person, new.person, now=now)
