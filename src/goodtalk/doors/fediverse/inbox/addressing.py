"""Whom a note is for: everybody or not, whom it mentions, what it answers, under which tags."""

from collections.abc import Iterator
from typing import Any

from goodtalk.communities.hashtags import MAX_TAG_LENGTH, find_hashtags, fold_tag
from goodtalk.doors.fediverse.inbox.values import (
    MAX_VALUES,
    Json,
    kind_of,
    listed,
    things_in,
    uri_in,
    uris_in,
    words_at,
)

# ActivityPub, section 5.6: all three are the same once they are read as JSON-LD.
PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
MAX_MENTIONS = 100  # people; nobody talks to more of them, but spam does


def visibility_of(note: Json) -> str:
    """`public`, `unlisted` where it only goes to everybody beside others, else `private`."""
    if any(each in PUBLIC for each in _named(note.get("to"))):
        return "public"
    if any(each in PUBLIC for each in _named(note.get("cc"))):
        return "unlisted"
    return "private"


def says_whom_it_is_for(note: Json) -> bool:
    """Whether it has an address of its own, and is not to be read with its activity's."""
    return any(key in note for key in ("to", "cc", "bto", "bcc"))


def has_too_many_mentions(note: Json) -> bool:
    """Whether it mentions more people than anybody talks to."""
    found = note.get("tag")
    if isinstance(found, list) and len(found) > MAX_VALUES:
        return True
    return sum(kind_of(each) == "Mention" for each in listed(found)) > MAX_MENTIONS


def addressees_of(note: Json) -> Iterator[str]:
    """The addresses of whom it mentions or names, whatever the server calls that, in order."""
    for tag in things_in(note.get("tag")):
        if kind_of(tag) == "Mention":
            yield from uris_in(tag.get("href"))
    for key in ("to", "cc", "audience"):
        yield from uris_in(note.get(key))


def tags_of(note: Json, text: str) -> tuple[str, ...]:
    """The hashtags in its words and beside them, each once, as it was written."""
    found: dict[str, str] = {}
    for tag in (*(one.value for one in find_hashtags(text)), *_tags_beside(note)):
        found.setdefault(fold_tag(tag), tag)
    return tuple(found.values())[:100]


def answered_by(note: Json) -> str:
    """The uri of what it answers; empty where it answers nothing."""
    return uri_in(note.get("inReplyTo"))


def _tags_beside(note: Json) -> Iterator[str]:
    for tag in things_in(note.get("tag")):
        name = words_at(tag, "name").strip().lstrip("#＃") if kind_of(tag) == "Hashtag" else ""
        if 0 < len(name) <= MAX_TAG_LENGTH and not any(sign.isspace() for sign in name):
            yield name


def _named(value: Any) -> Iterator[str]:
    for each in listed(value):
        found = each.get("id") if isinstance(each, dict) else each
        if isinstance(found, str):
            yield found
