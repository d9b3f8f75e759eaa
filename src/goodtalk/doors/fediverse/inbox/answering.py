"""What those say whom we asked to follow: relays, and actors that follow a tag."""

from typing import Any

from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored
from goodtalk.doors.fediverse.inbox.reading import is_ours
from goodtalk.doors.fediverse.inbox.taken import Taken
from goodtalk.doors.fediverse.inbox.values import kind_of, uri_in


def accept(taken: Taken) -> Outcome:
    """They let us follow them."""
    return _answer(taken, "They let us follow them.", accepted_at=taken.now, refused_at=None)


def reject(taken: Taken) -> Outcome:
    """They do not, or not any more."""
    return _answer(taken, "They do not let us follow them.", refused_at=taken.now, accepted_at=None)


def _answer(taken: Taken, said: str, **fields: Any) -> Outcome:
    """Ours is what names us: the Follow itself, or its address."""
    asked = taken.thing
    is_about_us = is_ours(taken.uri) or is_ours(uri_in(asked.get("actor")))
    if kind_of(asked) not in ("", "Follow") or not is_about_us:
        return ignored("It answers nothing that we asked.")
    found = Source.objects.filter(address=taken.actor.uri)
    count = found.update(heard_at=taken.now, **fields)
    return changed(said) if count else ignored("It answers nothing that we asked.")
