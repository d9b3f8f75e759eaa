"""Who follows our communities, who stops, and who shuts them out."""

from datetime import datetime
from typing import Any

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.addresses import activity_uri, actor_uri, community_of
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused, stored
from goodtalk.doors.fediverse.inbox.reading import is_ours
from goodtalk.doors.fediverse.inbox.seen import is_new, note_overtaken, was_overtaken
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    is_of_one_server,
    kind_of,
    thing_in,
    uri_in,
)
from goodtalk.doors.fediverse.outbox.delivering import deliver
from goodtalk.doors.fediverse.outbox.models import Follower

_CONTEXT = "https://www.w3.org/ns/activitystreams"


def is_about_following(activity: Json) -> bool:
    """Whether it is a Follow, or an Undo of one; or of what is only named, which may be one.

    These may come again and mean it: of Misskey, every Follow of one person has the same address,
    and so has every Undo.
    """
    kind = kind_of(activity)
    if kind == "Undo":
        return kind_of(thing_in(activity.get("object"))) in ("Follow", "")
    return kind == "Follow"


def follow(taken: Taken) -> Outcome:
    """Everybody may follow a community; it says so at once. Asked again, it says so again."""
    community = _ours(taken.uri)
    if community is None:
        return ignored("It follows nobody here.")
    if not taken.actor.inbox:
        return refused("Its actor has no inbox.")
    uri = uri_in(taken.activity.get("id"))
    if not uri:
        return refused("It has no address that an answer could name.")
    is_new(uri, now=taken.now)  # so that a later Undo does not take it for one that comes yet
    if was_overtaken(uri, now=taken.now):
        return ignored("They stopped before it came.")
    follower, is_first = Follower.objects.update_or_create(
        community=community, actor=taken.actor,
        defaults={"follow_uri": uri}, create_defaults={"follow_uri": uri, "since": taken.now},
    )
    deliver(community, _accept(follower, taken.now), [taken.actor.inbox], now=taken.now)
    if not is_first:
        return ignored("They follow already; they were told again.")
    return stored(f"They follow {community}.")


def unfollow(taken: Taken) -> Outcome:
    """They stop: the Follow that they undo says whom they followed."""
    community = _ours(uri_in(taken.thing.get("object")))
    if community is None:
        return ignored("It follows nobody here.")
    return _stop(taken, community=community)


def unfollow_named(taken: Taken) -> Outcome:
    """They stop, and only name the Follow."""
    return _stop(taken, follow_uri=taken.uri)


def block(taken: Taken) -> Outcome:
    """They want to hear nothing of a community any more."""
    community = _ours(taken.uri)
    if community is None:
        return ignored("It blocks nobody here.")
    return _drop(taken, community=community)


def _ours(uri: str) -> Community | None:
    return community_of(uri) if is_ours(uri) else None


def _stop(taken: Taken, **which: Any) -> Outcome:
    """Where nothing is there to undo, the Follow may come yet, if it has not been here before."""
    is_theirs = is_of_one_server(taken.uri, taken.actor.uri)
    may_come = is_theirs and is_new(taken.uri, now=taken.now)
    outcome = _drop(taken, **which)
    if may_come and outcome.kind == "ignored":
        note_overtaken(taken.uri, now=taken.now)
    return outcome


def _drop(taken: Taken, **which: Any) -> Outcome:
    gone, _ = Follower.objects.filter(actor=taken.actor, **which).delete()
    return changed("They follow no more.") if gone else ignored("There is nothing to undo.")


def _accept(follower: Follower, now: datetime) -> dict[str, Any]:
    """The whole Follow is in it, as some servers do not keep what they have asked."""
    us = actor_uri(follower.community)
    return {
        "@context": _CONTEXT,
        "id": activity_uri(follower.community, "accept", follower.pk, now),
        "type": "Accept",
        "actor": us,
        "to": [follower.actor.uri],
        "object": {
            "id": follower.follow_uri, "type": "Follow",
            "actor": follower.actor.uri, "object": us,
        },
    }
