"""Who follows our communities, who stops, and who shuts them out."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.addresses import activity_uri, actor_uri, community_of
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored, refused, stored
from goodtalk.doors.fediverse.inbox.reading import is_ours
from goodtalk.doors.fediverse.inbox.seen import (
    is_new,
    note_follow,
    note_overtaken,
    was_a_follow,
    was_overtaken,
)
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    is_of_one_server,
    kind_of,
    moment_at,
    thing_in,
    uri_in,
    words_at,
)
from goodtalk.doors.fediverse.outbox.delivering import deliver
from goodtalk.doors.fediverse.outbox.models import Blocker, Follower
from goodtalk.doors.fediverse.outbox.thanks import end_thanks_to

NOT_BLOCKED = "They block it no more."
FOLLOWED_AGAIN = "They have followed again since."
_CONTEXT = "https://www.w3.org/ns/activitystreams"


def is_about_following(activity: Json) -> bool:
    """Whether it is a Follow, or an Undo of one; or of what is only named, which may be one.

    These may come again and mean it: see known_by().
    """
    kind = kind_of(activity)
    if kind == "Undo":
        return kind_of(thing_in(activity.get("object"))) in ("Follow", "")
    return kind == "Follow"


def known_by(activity: Json, signed: str) -> str:
    """By what a Follow, or an Undo of one, is known when it comes a second time; empty for nothing.

    Not by its address: older Misskeys give all Follows of one person one address, and all of them
    give one to all Undos. So it is known by its date, which Misskey's Undo has; where it has
    none, by the signature with which it was `signed`.

    A sender that tries again signs anew. Of a Follow without a date that comes again after its own
    Undo, nobody can tell whether it is such a second try or is meant. It counts as meant: whose
    server tries again by mistake gets a few posts that it drops, while the other would ask in vain
    for ever.
    """
    made_at = words_at(activity, "published")
    if not made_at:
        return signed
    named = [uri_in(activity.get(key)) for key in ("id", "actor", "object")]
    followed = uri_in(thing_in(activity.get("object")).get("object"))
    told = json.dumps([kind_of(activity), *named, followed, made_at])
    return hashlib.sha256(told.encode()).hexdigest()


def follow(taken: Taken) -> Outcome:
    """Everybody may follow a community; it says so at once. Asked again, it says so again.

    Of several Follows the newest counts, for it is the one that they will undo: an older one that
    comes again, or that has an earlier date, does not take its place.
    """
    community = _ours(taken.uri)
    if community is None:
        return ignored("It follows nobody here.")
    if not taken.actor.inbox:
        return refused("Its actor has no inbox.")
    uri = uri_in(taken.activity.get("id"))
    if not uri:
        return refused("It has no address that an answer could name.")
    has_come_before = not is_new(uri, now=taken.now)  # a later Undo need not wait for it
    note_follow(uri, now=taken.now)
    if was_overtaken(uri, now=taken.now):
        return ignored("They stopped before it came.")
    asked_at = _dated(taken)
    if not _ends_block(taken, community, asked_at, is_old=has_come_before):
        return ignored("They have blocked it since.")
    follower, is_first = Follower.objects.get_or_create(
        community=community, actor=taken.actor,
        defaults={"follow_uri": uri, "since": taken.now, "asked_at": asked_at},
    )  # fmt: skip
    if not has_come_before or follower.follow_uri == uri:
        _keep_newer(follower, uri, asked_at, now=taken.now)
    deliver(community, _accept(follower, taken.now), [taken.actor.inbox], now=taken.now)
    if not is_first:
        return ignored("They follow already; they were told again.")
    return stored(f"They follow {community}.")


def unfollow(taken: Taken) -> Outcome:
    """They stop: the Follow that they undo says whom they followed.

    It need not be the one that we know: Misskey's Undo names another, which was never sent. But a
    Follow that has been here, and is not their last one, was undone at an earlier time; and so was
    what an Undo without a date names, if one of the two has been here before. With a date, the
    same one is known before it comes here: see known_by().
    """
    community = _ours(uri_in(taken.thing.get("object")))
    if community is None:
        return ignored("It follows nobody here.")
    came_before = _came_before(taken)
    others = Follower.objects.filter(actor=taken.actor, community=community)
    others = others.exclude(follow_uri=taken.uri)
    is_tried_again = came_before and not words_at(taken.activity, "published")
    if (is_tried_again or was_a_follow(taken.uri)) and others.exists():
        return ignored(FOLLOWED_AGAIN)
    return _stop(taken, came_before, community=community)


def unfollow_named(taken: Taken) -> Outcome:
    """They stop, and only name the Follow."""
    return _stop(taken, _came_before(taken), follow_uri=taken.uri)


def block(taken: Taken) -> Outcome:
    """They want to hear nothing of a community any more, nor have it speak of them."""
    community = _ours(taken.uri)
    if community is None:
        return ignored("It blocks nobody here.")
    told = {"block_uri": uri_in(taken.activity.get("id")), "since": _dated(taken) or taken.now}
    Blocker.objects.update_or_create(community=community, actor=taken.actor, defaults=told)
    end_thanks_to(taken.actor.uri, community, now=taken.now)
    outcome = _drop(taken, community=community)
    return outcome if outcome.kind == "changed" else changed("They are left alone.")


def unblock(taken: Taken) -> Outcome:
    """They would hear of a community again."""
    community = _ours(uri_in(taken.thing.get("object")))
    if community is None:
        return ignored("It blocks nobody here.")
    gone, _ = Blocker.objects.filter(actor=taken.actor, community=community).delete()
    return changed(NOT_BLOCKED) if gone else ignored("There is nothing to undo.")


def unblock_named(taken: Taken) -> Outcome | None:
    """The same where they only name the Block; None for what is no Block that we know."""
    gone, _ = Blocker.objects.filter(actor=taken.actor, block_uri=taken.uri).delete()
    return changed(NOT_BLOCKED) if gone else None


def _ours(uri: str) -> Community | None:
    return community_of(uri) if is_ours(uri) else None


def _came_before(taken: Taken) -> set[str]:
    """Which of an Undo and its Follow have been here, by address; from now on both have been."""
    named = sorted({uri_in(taken.activity.get("id")), taken.uri})
    theirs = [uri for uri in named if is_of_one_server(uri, taken.actor.uri)]
    return {uri for uri in theirs if not is_new(uri, now=taken.now)}


def _ends_block(
    taken: Taken, community: Community, asked_at: datetime | None, *, is_old: bool
) -> bool:
    """Nobody can follow whom they block: they do so no more, unless the Follow is the older one.

    Their dates tell, where both have one; else whether it has been here before.
    """
    blocked = Blocker.objects.filter(community=community, actor=taken.actor)
    if asked_at or is_old:
        still = blocked.filter(since__gt=asked_at) if asked_at else blocked
        if still.exists():
            return False
    blocked.delete()
    return True


def _keep_newer(
    follower: Follower, uri: str, asked_at: datetime | None, *, now: datetime
) -> None:
    """The Follow that they will undo, unless the dates say that it is the earlier one."""
    if asked_at and follower.asked_at and asked_at < follower.asked_at:
        return
    if (follower.follow_uri, follower.asked_at) != (uri, asked_at):
        note_follow(follower.follow_uri, now=now)
        follower.follow_uri, follower.asked_at = uri, asked_at
        follower.save(update_fields=["follow_uri", "asked_at"])


def _dated(taken: Taken) -> datetime | None:
    """When they did it, as their server says. A clock that runs ahead shuts nobody out."""
    made_at = moment_at(taken.activity, "published")
    return min(made_at, taken.now) if made_at else None


def _stop(taken: Taken, came_before: Collection[str], **which: Any) -> Outcome:
    """Where nothing is there to undo, the Follow may come yet, if it has not been here before.

    Some servers give all Follows of one person one address: of these the dates tell, where both
    have one. Our own clock does not: a Follow that was long on its way came late, not later.
    """
    if undone_at := _dated(taken):
        later = Follower.objects.filter(actor=taken.actor, asked_at__gt=undone_at, **which)
        if later.exists():
            return ignored(FOLLOWED_AGAIN)
    is_theirs = is_of_one_server(taken.uri, taken.actor.uri)
    may_come = is_theirs and taken.uri not in came_before
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
