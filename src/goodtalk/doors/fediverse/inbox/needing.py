"""What is kept of an activity while its sender's key is fetched: what dealing with it takes.

Whoever sends it may be anybody, and what they tell may be meant for one person alone. So of all
but public posts the addresses are kept, and never the words of what stands in it.
"""

from typing import Any

from goodtalk.doors.fediverse.inbox.announcing import PASSED_ON
from goodtalk.doors.fediverse.inbox.publishing import ACTORS
from goodtalk.doors.fediverse.inbox.reading import KINDS
from goodtalk.doors.fediverse.inbox.taking_in import DEALERS, UNDOERS
from goodtalk.doors.fediverse.inbox.values import Json, kind_of, listed, thing_in, uri_in, words_at

SAYING = ("Create", "Update")
ACTIVITIES = frozenset({*DEALERS, *PASSED_ON})  # that stand in others
AROUND = ("@context", "proof", "signature")  # of use only while nothing within is changed
MAX_REPORTED = 20  # posts and people of one report
MAX_DATE = 64  # characters


def is_dealt_with(activity: Json) -> str:
    """Empty where somebody here deals with such an activity; else why nobody does."""
    kind, thing = kind_of(activity), kind_of(thing_in(activity.get("object")))
    if kind == "Undo" and thing and thing not in UNDOERS:
        return f"There is nothing to undo of the kind {thing}."
    if kind not in DEALERS and kind != "Undo":
        return f"We do nothing with the kind {kind}." if kind else "It has no type."
    if kind == "Create" and thing and thing not in KINDS:
        return f"It makes something of the kind {thing}."
    if kind == "Update" and thing and thing not in KINDS and not _is_of_themselves(activity):
        return "It changes nothing that we have."
    return ""


def needed_of(activity: Json) -> Json:
    """The activity, or less of it. A post is needed whole; who told of it is asked beforehand
    whether it is public. What people say of themselves is not needed: it is fetched with the key.
    """
    things = listed(activity.get("object"))
    if kind_of(activity) in SAYING and kind_of(thing_in(things)) in KINDS:
        return activity if len(things) == 1 else {**activity, "object": thing_in(things)}
    needed = {key: value for key, value in _parts_of(activity, things) if value}
    if needed == {key: value for key, value in activity.items() if key not in AROUND}:
        return activity
    return needed


def _parts_of(activity: Json, things: list[Any]) -> list[tuple[str, Any]]:
    kind = kind_of(activity)
    said = words_at(activity, "content", "_misskey_reaction")
    named = [_named(each) for each in things[:MAX_REPORTED]]
    return [
        ("id", uri_in(activity.get("id"))),
        ("type", kind),
        ("actor", uri_in(activity.get("actor"))),
        ("object", named if kind == "Flag" else next(filter(None, named), "")),
        ("published", words_at(activity, "published")[:MAX_DATE]),
        ("target", uri_in(activity.get("target")) if kind == "Move" else ""),
        ("instrument", uri_in(activity.get("instrument")) if kind == "QuoteRequest" else ""),
        ("content", {"Flag": said, "Like": said[:1], "EmojiReact": said[:1]}.get(kind, "")),
    ]


def _named(value: Any) -> Any:
    """The address of a thing; of an activity also what it did to what."""
    kind = kind_of(value)
    if kind not in ACTIVITIES:
        return uri_in(value)
    parts = {key: uri_in(value.get(key)) for key in ("id", "actor", "object")}
    return {"type": kind} | {key: uri for key, uri in parts.items() if uri}


def _is_of_themselves(activity: Json) -> bool:
    thing = thing_in(activity.get("object"))
    return kind_of(thing) in ACTORS and uri_in(thing) == uri_in(activity.get("actor"))
