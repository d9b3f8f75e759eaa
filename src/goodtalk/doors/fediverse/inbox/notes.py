"""Takes in what was fetched from its own server, by whoever looks for posts or for parents."""

from datetime import datetime

from goodtalk.doors.fediverse.actors.known import ActorNotUsable, find_speaker
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox.outcomes import Outcome as Outcome
from goodtalk.doors.fediverse.inbox.outcomes import ignored, refused
from goodtalk.doors.fediverse.inbox.reading import NotAPost as NotAPost
from goodtalk.doors.fediverse.inbox.reading import authors_in
from goodtalk.doors.fediverse.inbox.reading import communities_for as communities_for
from goodtalk.doors.fediverse.inbox.reading import incoming_of as incoming_of
from goodtalk.doors.fediverse.inbox.saying import say, say_otherwise
from goodtalk.doors.fediverse.inbox.values import Json, is_of_one_server, uri_in


def take_note(note: Json, *, now: datetime, source: Source | None = None) -> Outcome:
    """Take in a note that was fetched from its own server. Waits for its author's server.

    The caller has made sure that the note is what that server has at the note's address.
    """
    try:
        return take_if_reachable(note, now=now, source=source)
    except ActorNotUsable as error:
        return refused(str(error))


def take_if_reachable(note: Json, *, now: datetime, source: Source | None = None) -> Outcome:
    """The same. Raises ActorNotUsable, of which ActorOutOfReach may be over another time."""
    if communities_for(note) is None:
        return ignored("It is for no chat here.")
    author = _author(note, now)
    return say(note, author=author, now=now, source=source, was_fetched=True)


def take_again(note: Json, *, now: datetime) -> Outcome:
    """The same for a note that is here, and may say something else now. Raises the same."""
    return say_otherwise(note, author=_author(note, now), now=now)


def _author(note: Json, now: datetime) -> RemoteActor:
    """Of several authors the first one of the note's own server. Raises ActorNotUsable."""
    uri = uri_in(note.get("id"))
    by = next((each for each in authors_in(note) if is_of_one_server(each, uri)), "")
    if not by:
        raise ActorNotUsable("It does not say who wrote it.")
    return find_speaker(by, now=now)
