"""Every address of ours on the fediverse, and the way back from an address to what it names."""

import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings

from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community

if TYPE_CHECKING:
    from goodtalk.doors.fediverse.outbox.models import OwnObject

LONGEST = 500  # characters of an address that we look at


def is_open() -> bool:
    """Whether this door is: a server without a public address has no fediverse."""
    return bool(settings.ORIGIN)


def our_host() -> str:
    """What stands behind the second @ of our handles; with the port, where that is not the usual.

    >>> our_host()  # doctest: +SKIP
    'chat.example.org'
    """
    return urlsplit(settings.ORIGIN).netloc.lower()


def page_uri(community: Community) -> str:
    """The community's page, for people."""
    return f"{settings.ORIGIN}{community.get_absolute_url()}"


def actor_uri(community: Community) -> str:
    """The community as somebody whom one can follow."""
    return tag_uri(community.tag_key)


def tag_uri(tag: str) -> str:
    """The same of a hashtag, whether or not it has a community."""
    return f"{settings.ORIGIN}{actor_path(tag)}"


def actor_path(tag: str) -> str:
    """The same without our origin, for a hashtag however it is written."""
    return f"/@{quote(fold_tag(tag), safe='')}"


def server_actor_uri() -> str:
    """The server itself: it signs what we fetch, and follows relays."""
    return f"{settings.ORIGIN}/fediverse-actor"


def actor_uri_of(community: Community | None) -> str:
    """The actor of a community, or for none the server's own."""
    return actor_uri(community) if community else server_actor_uri()


def shared_inbox_uri() -> str:
    """Where one delivery is enough for all who follow each other."""
    return f"{settings.ORIGIN}/fediverse-inbox"


def inbox_uri(community: Community) -> str:
    return f"{actor_uri(community)}/inbox"


def outbox_uri(community: Community) -> str:
    return f"{actor_uri(community)}/outbox"


def followers_uri(community: Community) -> str:
    return f"{actor_uri(community)}/followers"


def featured_uri(community: Community) -> str:
    return f"{actor_uri(community)}/featured"


def key_id(community: Community | None, kind: str = "rsa") -> str:
    """The name of a key: "rsa" for requests, "ed25519" for objects."""
    return f"{actor_uri_of(community)}#{'main-key' if kind == 'rsa' else 'ed25519-key'}"


def object_uri(community: Community, number: int) -> str:
    """One of our Notes and Events, by its key."""
    return f"{actor_uri(community)}/notes/{number}"


def activity_uri(community: Community | None, what: str, number: int, at: datetime) -> str:
    """Something that we do. No two have the same address: servers take each one once.

    >>> activity_uri(community, "update", 12, now)  # doctest: +SKIP
    'https://chat.example.org/@lgovsm/activities/update-12-1764248400000000'
    """
    moment = int(at.timestamp() * 1_000_000)
    return f"{actor_uri_of(community)}/activities/{what}-{number}-{moment}"


def create_uri(community: Community, number: int) -> str:
    """The activity with which an object was first told of; it can be asked for."""
    return f"{actor_uri(community)}/activities/create-{number}"


def username(community: Community) -> str:
    """The handle's first part. Mastodon takes ASCII alone (Account::USERNAME_RE), so tags in other
    scripts are written as domain names are (RFC 3492).
    """
    tag = community.tag_key
    return tag if tag.isascii() else f"xn--{tag.encode('punycode').decode('ascii')}"


def tag_of_username(name: str) -> str:
    """The opposite; what is no such name stays as it is."""
    bare = name.strip().removeprefix("@")
    if not bare.lower().startswith("xn--"):
        return bare
    try:
        return bare[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return bare


def handle(community: Community) -> str:
    """What people type: @lgovsm@chat.example.org."""
    return f"@{username(community)}@{our_host()}"


def community_of(uri: str) -> Community | None:
    """The community that an address of ours names: its actor, or its page. One query at most."""
    tag = tag_at(uri)
    return Community.objects.tagged(tag).first() if tag else None


def tag_at(uri: str) -> str:
    """The hashtag in an address such as those of actors and pages; empty for all others."""
    path = _path_here(uri)
    found = re.fullmatch(r"/@([^/]+)|/([^/@]+)/", path) if path else None
    return unquote(found[1] or found[2]) if found else ""


def own_object_of(uri: str) -> "OwnObject | None":
    """The Note or Event of ours that has this address, gone or not. One query at most."""
    from goodtalk.doors.fediverse.outbox.models import OwnObject

    found = _object_at(uri)
    if not found:
        return None
    community = Community.objects.tagged(unquote(found[1]))
    objects = OwnObject.objects.select_related("community", "chat")
    return objects.filter(pk=int(found[2]), community__in=community).first()


def is_own_object(uri: str) -> bool:
    """Whether that is the address of a Note or an Event of ours. No query."""
    return _object_at(uri) is not None


def host_of(uri: str) -> str:
    """The server of an address: in small letters, with the port where that is not the usual one.

    Empty for what is no address.
    """
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return host if port in (None, usual) else f"{host}:{port}"


def _object_at(uri: str) -> re.Match[str] | None:
    return re.fullmatch(r"/@([^/]+)/notes/([0-9]{1,15})", _path_here(uri))


def _path_here(uri: str) -> str:
    """What follows our origin; empty for addresses of others, and while the door is closed."""
    origin = settings.ORIGIN
    if not origin or not isinstance(uri, str) or len(uri) > LONGEST:
        return ""
    is_here = uri[: len(origin)].lower() == origin.lower()
    return uri[len(origin) :] if is_here else ""
