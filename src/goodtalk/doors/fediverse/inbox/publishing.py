"""Create, Update and Delete: what people say, and what they say of themselves."""

from goodtalk.doors.fediverse.actors.known import ActorNotUsable, keep_actor
from goodtalk.doors.fediverse.inbox.accounts import call_as_they_are
from goodtalk.doors.fediverse.inbox.addressing import says_whom_it_is_for
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, ignored, refused
from goodtalk.doors.fediverse.inbox.parting import is_much_to_forget, part_with
from goodtalk.doors.fediverse.inbox.quote_permissions import take_permission_back
from goodtalk.doors.fediverse.inbox.reading import KINDS
from goodtalk.doors.fediverse.inbox.saying import say, say_otherwise, take_back
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import Json, is_of_one_server, kind_of
from goodtalk.doors.fediverse.inbox.wanting import want

ACTORS = frozenset({"Person", "Group", "Organization", "Service", "Application"})


def create(taken: Taken) -> Outcome:
    """Somebody says something. What is only named is fetched from where it is."""
    note = taken.thing
    if not note or not kind_of(note):
        return _fetched(taken)
    if kind_of(note) not in KINDS:
        return ignored(f"It makes something of the kind {kind_of(note)}.")
    return say(_whole(note, taken), author=taken.actor, now=taken.now, source=taken.source)


def update(taken: Taken) -> Outcome:
    """Somebody says it otherwise, or says something else of themselves."""
    thing = taken.thing
    if kind_of(thing) in ACTORS or (not thing and taken.uri == taken.actor.uri):
        return _update_actor(taken)
    if kind_of(thing) not in KINDS:
        return ignored("It changes nothing that we have.")
    note, source = _whole(thing, taken), taken.source
    return say_otherwise(note, author=taken.actor, now=taken.now, source=source)


def delete(taken: Taken) -> Outcome:
    """Somebody takes back what they said, or what they allowed."""
    if not taken.uri:
        return refused("It does not say what is deleted.")
    if permission := take_permission_back(taken.uri, by=taken.actor, now=taken.now):
        return permission
    return take_back(taken.uri, by=taken.actor, now=taken.now)


def say_farewell(taken: Taken) -> Outcome:
    """They have gone, and with them all that they said. Runs in transactions of its own.

    Raises NeedsFetching where that is too much for a request.
    """
    if is_much_to_forget(taken.actor.uri):
        taken.fetching()
    outcome = part_with(taken.actor.uri, now=taken.now)
    taken.actor.refresh_from_db()  # whoever has it in hand takes nothing of theirs any more
    return outcome


def _fetched(taken: Taken) -> Outcome:
    if not taken.uri or not is_of_one_server(taken.uri, taken.actor.uri):
        return refused("It does not say what was made.")
    if not want(taken.uri, now=taken.now, source=taken.source):
        return refused("Too much is waiting to be fetched.")
    return ignored("It only names what was made; that is fetched.")


def _whole(note: Json, taken: Taken) -> Json:
    """The note with what stands beside it: some servers address the activity alone."""
    more: dict[str, object] = {}
    if not says_whom_it_is_for(note):
        more = {key: taken.activity.get(key) for key in ("to", "cc") if key in taken.activity}
    if "published" not in note and "published" in taken.activity:
        more["published"] = taken.activity["published"]
    return {**note, **more} if more else note


def _update_actor(taken: Taken) -> Outcome:
    """Their name, their inbox, their wishes; the account is called as they are now.

    Where it only names them, it had to wait until what they are now was fetched with their key.
    """
    actor = taken.actor
    if taken.uri != actor.uri:
        return refused("It is about somebody else.")
    try:
        if kind_of(taken.thing) in ACTORS:
            actor = keep_actor(dict(taken.thing), now=taken.now)
    except ActorNotUsable as error:
        return refused(str(error))
    return call_as_they_are(actor, now=taken.now)
