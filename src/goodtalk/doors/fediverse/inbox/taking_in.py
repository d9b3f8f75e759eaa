"""Takes in one activity whose actor is known for sure: what it is, and who deals with it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox import (
    allowing_quotes,
    announcing,
    answering,
    following,
    moving,
    publishing,
    reporting,
    thanking,
)
from goodtalk.doors.fediverse.inbox.following import is_about_following, known_by
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, ignored, refused
from goodtalk.doors.fediverse.inbox.private import is_for_some, is_here
from goodtalk.doors.fediverse.inbox.reading import KINDS
from goodtalk.doors.fediverse.inbox.seen import is_new
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import Json, is_of_one_server, kind_of, uri_in

Dealer = Callable[[Taken], Outcome]

DEALERS: Mapping[str, Dealer] = {
    "Follow": following.follow,
    "Create": publishing.create,
    "Update": publishing.update,
    "Delete": publishing.delete,
    "Announce": announcing.announce,
    "Like": thanking.like,
    "EmojiReact": thanking.like,
    "Accept": answering.accept,
    "Reject": answering.reject,
    "Block": following.block,
    "Flag": reporting.flag,
    "Move": moving.move,
    "QuoteRequest": allowing_quotes.allow,
}
UNDOERS: Mapping[str, Dealer] = {
    "Follow": following.unfollow,
    "Block": following.unblock,
    "Like": thanking.unlike,
    "EmojiReact": thanking.unlike,
    "Announce": announcing.take_back,
}


def take_in(
    activity: Json,
    *,
    actor: RemoteActor,
    source: Source | None = None,
    now: datetime,
    may_fetch: bool = True,
    signed: str = "",
) -> Outcome:
    """Deal with an activity that its actor stands behind, once. Never raises for what is in it.

    `source` is the relay that passed it on; `signed` the fingerprint of the signature with which
    the actor sent it themselves. Without `may_fetch`, raises NeedsFetching where a stranger's
    server would have to be waited for; nothing is kept then.
    """
    if uri_in(activity.get("actor")) != actor.uri:
        return refused("It is by somebody else.")
    uri = uri_in(activity.get("id"))
    if uri and not is_of_one_server(uri, actor.uri):
        return refused("Its address is not of its actor's server.")
    taken = Taken(activity, actor, source, now, may_fetch)
    if taken.is_farewell:  # safe to repeat, and too much for one transaction
        return publishing.say_farewell(taken)
    if actor.gone_at is not None:  # what was on its way when they went does not come in
        return refused("Their account is gone.")
    if kind_of(activity) == "Move":
        taken = replace(taken, fetched=moving.target_of(taken))
    if is_for_some(activity) and not is_here(taken.uri):  # before anything of it is kept
        return refused("It is not public.")
    name = known_by(activity, signed) if is_about_following(activity) else uri
    with transaction.atomic():
        if name and not is_new(name, now=now):
            return ignored("It was dealt with already.")
        return _deal(taken)


def _deal(taken: Taken) -> Outcome:
    kind = kind_of(taken.activity)
    if kind == "Undo":
        return _undo(taken)
    if kind in KINDS:
        return refused("It is a post without an activity.")
    dealer = DEALERS.get(kind)
    if dealer is None:
        return ignored(f"We do nothing with the kind {kind}." if kind else "It has no type.")
    return dealer(taken)


def _undo(taken: Taken) -> Outcome:
    """The one who did it takes it back; what was done stands in the activity, or is only named."""
    undone = taken.thing
    if undone and uri_in(undone.get("actor")) not in ("", taken.actor.uri):
        return refused("It undoes what somebody else has done.")
    kind = kind_of(undone)
    if not kind:
        return _undo_named(taken)
    if kind != "Follow":  # of some servers every Follow of one person has one address
        _never_do(taken)
    undoer = UNDOERS.get(kind)
    if undoer is None:
        return ignored(f"There is nothing to undo of the kind {kind}.")
    return undoer(taken)


def _undo_named(taken: Taken) -> Outcome:
    """Only the address of what they did is told: we know Follows, Likes and Blocks by theirs."""
    if outcome := thanking.unlike_named(taken) or following.unblock_named(taken):
        _never_do(taken)
        return outcome
    return following.unfollow_named(taken)


def _never_do(taken: Taken) -> None:
    """What is undone may come yet: it counts as dealt with."""
    if is_of_one_server(taken.uri, taken.actor.uri):
        is_new(taken.uri, now=taken.now)
