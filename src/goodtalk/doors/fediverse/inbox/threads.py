"""Fetches what was wanted, and what it answers, up to where the thread is known."""

from datetime import datetime

from goodtalk.chats.keeping_order.moderation import withdraw
from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.known import is_old_news, known_actor, read_anew
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.accounts import call_as_they_are
from goodtalk.doors.fediverse.inbox.addressing import answered_by
from goodtalk.doors.fediverse.inbox.fetching import fetch_note
from goodtalk.doors.fediverse.inbox.models import Wanted
from goodtalk.doors.fediverse.inbox.notes import take_again, take_if_reachable, take_note
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored
from goodtalk.doors.fediverse.inbox.parting import part_with
from goodtalk.doors.fediverse.inbox.quote_permissions import KIND as PERMISSION
from goodtalk.doors.fediverse.inbox.quote_permissions import keep_permission
from goodtalk.doors.fediverse.inbox.reading import NETWORK, communities_for
from goodtalk.doors.fediverse.inbox.values import Json, kind_of
from goodtalk.outside.client import AnsweredOtherwise, NotReachable

MAX_STEPS = 10  # up a thread
GONE = (404, 410)


def fetch_wanted(wanted: Wanted, *, now: datetime) -> Outcome:
    """Fetch a note and take it in; where it is not for us by itself, see whether its thread is.

    Somebody whom we know is read anew. Waits for other servers. Raises NotReachable where the note
    itself cannot be had, and ActorNotUsable where its author, or whoever is wanted, cannot.
    """
    if actor := known_actor(wanted.uri):
        return part_with(actor.uri, now=now) if actor.gone_at else _read_anew(actor, now)
    post = Post.objects.filter(network=NETWORK, uri=wanted.uri).first()
    try:
        note = fetch_note(wanted.uri)
    except AnsweredOtherwise as error:
        if post is not None and error.status in GONE:
            withdraw(post, now=now)
            return changed("Its server says that it is gone.")
        raise
    if post is not None and kind_of(note) == "Tombstone":  # ActivityPub, section 6.4, with a 200
        withdraw(post, now=now)
        return changed("Its server says that it is gone.")
    if post is not None:
        return take_again(note, now=now)
    if kind_of(note) == PERMISSION:
        return keep_permission(note, now=now)
    if wanted.climbs and communities_for(note) is None:
        return climb(note, now=now)
    return take_if_reachable(note, now=now, source=wanted.source)


def _read_anew(actor: RemoteActor, now: datetime) -> Outcome:
    """Once: whoever came to be read anew meanwhile, is. Where their server does not answer, it is
    asked when they speak again.
    """
    if is_old_news(actor, now=now):
        actor = read_anew(actor, now=now)
    return call_as_they_are(actor, now=now)


def climb(note: Json, *, now: datetime) -> Outcome:
    """Go up from a note that answers something we do not know. At most ten steps.

    Where the thread turns out to be of a chat here, what stands between comes in as well, from
    above, so that each finds what it answers. A thread of others is left alone.
    """
    below: list[Json] = [note]
    for _ in range(MAX_STEPS - 1):
        answered = answered_by(below[-1])
        if not answered or any(each.get("id") == answered for each in below):
            break
        try:
            above = fetch_note(answered)
        except NotReachable:
            break
        below.append(above)
        if communities_for(above) is not None:
            return _take_all(below, now=now)
    return ignored("Its thread is of no chat here.")


def _take_all(below: list[Json], *, now: datetime) -> Outcome:
    outcomes = [take_note(each, now=now) for each in reversed(below)]
    return outcomes[-1]
