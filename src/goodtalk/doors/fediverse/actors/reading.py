"""Reads the documents in which other servers tell of their people, groups and keys.

They are read as plain JSON, in the shapes that Mastodon, GoToSocial, Pleroma, Misskey, Lemmy,
PeerTube, WordPress, Hubzilla and others really send. What cannot be used counts as not said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goodtalk.doors.fediverse.actors.wishes import asks_to_be_left_out
from goodtalk.doors.fediverse.inbox.enclosing import emoji_in
from goodtalk.doors.fediverse.inbox.values import (
    is_of_one_server,
    kind_of,
    pages_in,
    server_of,
    thing_in,
    things_in,
    told_at,
    uri_in,
    words_at,
)
from goodtalk.doors.fediverse.signing.keys import (
    KeyNotUsable,
    load_multibase,
    load_public_pem,
    public_pem,
)

KINDS = {"Person", "Group", "Service", "Application", "Organization"}  # ActivityStreams, 3.2
MOST_KEYS = 8  # of one actor
LONGEST_NAME, LONGEST_HANDLE = 120, 200  # characters
# Mastodon's are [a-z0-9_.-]; WordPress and others have whole addresses, or other scripts.
USERNAME = re.compile(r"[\w.+~:-]{1,100}")


class ActorNotUsable(Exception):
    """Nobody can be made out there; the reason is a plain sentence."""

    @property
    def reason(self) -> str:
        return str(self)


@dataclass(frozen=True)
class ReadKey:
    """A public key, as an actor's document shows it."""

    key_id: str
    public_pem: str


@dataclass(frozen=True)
class ReadActor:
    """An actor, as its document tells of it. Field by field what RemoteActor keeps."""

    uri: str
    kind: str
    handle: str
    name: str
    emoji: dict[str, str]
    url: str
    inbox: str
    shared_inbox: str
    is_discoverable: bool | None
    is_indexable: bool | None
    is_left_out: bool
    moved_to: str
    keys: tuple[ReadKey, ...]


def read_actor(document: dict[str, Any]) -> ReadActor:
    """The actor in a document. Raises ActorNotUsable. Whether the document is real is not asked."""
    kind, uri = kind_of(document), words_at(document, "id")
    if kind not in KINDS:
        raise ActorNotUsable("That document tells of nobody.")
    if uri_in(uri) != uri or not uri:
        raise ActorNotUsable("That actor has no address on the web.")
    username = _username_in(document)
    name = (told_at(document, "name").strip() or username)[:LONGEST_NAME]
    return ReadActor(
        uri=uri,
        kind=kind,
        handle=_handle(username, server_of(uri)),
        name=name,
        emoji={code: url for code, url in emoji_in(document) if code in name},
        url=_page_in(document, uri),
        inbox=_there(uri, document.get("inbox")),
        shared_inbox=_there(uri, thing_in(document.get("endpoints")).get("sharedInbox"))
        or _there(uri, document.get("sharedInbox")),
        is_discoverable=_yes_or_no(document.get("discoverable")),
        is_indexable=_yes_or_no(document.get("indexable")),
        is_left_out=asks_to_be_left_out(_profile_in(document)),
        moved_to=uri_in(document.get("movedTo")),
        keys=tuple(_keys_in(document, uri)),
    )


def owner_of(document: dict[str, Any]) -> str:
    """Of whom a document of a key, or a part of an actor's, says that it is; empty for nobody.

    GoToSocial shows its keys apart from their actor where only signed requests are answered.
    """
    if kind_of(document) in KINDS:
        return words_at(document, "id")
    return uri_in(document.get("owner")) or uri_in(document.get("controller"))


def _username_in(document: dict[str, Any]) -> str:
    username = words_at(document, "preferredUsername").strip().removeprefix("@")
    return username if USERNAME.fullmatch(username) else ""


def _handle(username: str, server: str) -> str:
    """What a reader knows them by. A shortened one would be somebody else's."""
    handle = f"@{username}@{server}"
    return handle if username and len(handle) <= LONGEST_HANDLE else ""


def _there(uri: str, value: Any) -> str:
    """An address on the actor's own server: nobody can have us deliver to somebody else's."""
    found = uri_in(value)
    return found if is_of_one_server(found, uri) else ""


def _profile_in(document: dict[str, Any]) -> Iterator[str]:
    """What they say of themselves: their name, their bio, and the fields below it."""
    yield told_at(document, "name")
    yield told_at(document, "summary")
    for each in things_in(document.get("attachment")):
        yield words_at(each, "name")
        yield words_at(each, "value")


def _page_in(document: dict[str, Any], uri: str) -> str:
    """Their page, on their own server: a name cannot be made to lead to another's."""
    pages = pages_in(document.get("url"))
    html = (page for page, media in pages if media in ("", "text/html"))
    return next((page for page in html if is_of_one_server(page, uri)), uri)


def _yes_or_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _keys_in(document: dict[str, Any], uri: str) -> Iterator[ReadKey]:
    """The keys that can be used and are the actor's own, each once."""
    seen: set[str] = set()
    shown = [*things_in(document.get("publicKey")), *things_in(document.get("assertionMethod"))]
    for key in shown[:MOST_KEYS]:
        key_id = words_at(key, "id")
        if key_id in seen or not is_of_one_server(key_id, uri) or uri_in(key_id) != key_id:
            continue
        if (uri_in(key.get("owner")) or uri_in(key.get("controller")) or uri) != uri:
            continue
        if pem := _pem_of(key):
            seen.add(key_id)
            yield ReadKey(key_id, pem)


def _pem_of(key: Any) -> str:
    """The key in PEM, as we keep it: `publicKeyPem`, or a Multikey (FEP-521a). Empty for none."""
    try:
        if pem := words_at(key, "publicKeyPem"):
            return public_pem(load_public_pem(pem[:8192]))
        return public_pem(load_multibase(words_at(key, "publicKeyMultibase")))
    except KeyNotUsable:
        return ""
