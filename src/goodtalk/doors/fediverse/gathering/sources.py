"""What the host lists: servers whose timelines are asked, relays and actors that are followed."""

from datetime import datetime
from urllib.parse import quote, urlsplit

from django.db import transaction

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.known import ActorNotUsable, find_actor, known_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.hosts.rules import is_shut_out
from goodtalk.doors.fediverse.inbox.values import is_address, server_of, things_in, words_at
from goodtalk.doors.fediverse.outbox.following import follow, unfollow
from goodtalk.outside.addresses import check_url
from goodtalk.outside.client import NotReachable, fetch_json

EVERYBODY = "https://www.w3.org/ns/activitystreams#Public"
KINDS = {"timeline": Source.Kind.TIMELINE, "relay": Source.Kind.RELAY, "tag": Source.Kind.TAG_ACTOR}
WORDS = {kind: word for word, kind in KINDS.items()}


class CannotAdd(Exception):
    """Nothing was changed; `str()` is one sentence for the host."""


def add_source(
    kind: Source.Kind,
    address: str,
    *,
    community: Community | None,
    now: datetime,
    token: str = "",
    as_mastodon: bool = False,
) -> Source:
    """List a source: a timeline is asked from now on, relays and actors are asked to be followed.

    Safe to call twice; a timeline takes the new token. `as_mastodon`: the relay wants to hear that
    everything public is followed, and not itself. Raises CannotAdd. Fetches the actor of a relay.
    """
    if kind == Source.Kind.TIMELINE:
        return _add_timeline(_origin(address), community, token, now)
    if token:
        raise CannotAdd("Only timelines take a token.")
    actor = _actor_at(kind, address.strip(), now)
    return _add_followed(kind, actor, community, EVERYBODY if as_mastodon else "", now)


@transaction.atomic
def remove_source(source: Source, *, now: datetime) -> None:
    """Ask it no more, or follow it no more. What it has told of stays.

    A relay that several communities list is followed once, and let go with the last of them.
    """
    actor = None if source.kind == Source.Kind.TIMELINE else known_actor(source.address)
    followed = Source.objects.filter(address=source.address).exclude(kind=Source.Kind.TIMELINE)
    listed = list(followed.select_for_update().values_list("pk", flat=True))
    if actor is not None and listed == [source.pk]:
        unfollow(actor, None, now=now, what=str(source.marks.get("follows", "")))
    source.delete()


def _add_timeline(
    address: str, community: Community | None, token: str, now: datetime
) -> Source:
    if is_shut_out(server_of(address)):
        raise CannotAdd("That server is shut out; `goodtalk domain list` says by which rule.")
    source, is_new = Source.objects.get_or_create(
        kind=Source.Kind.TIMELINE,
        address=address,
        community=community,
        defaults={"token": token, "added_at": now, "due_at": now},
    )
    if not is_new and token:
        source.token, source.due_at, source.problem = token, now, ""
        source.save(update_fields=["token", "due_at", "problem"])
    return source


@transaction.atomic
def _add_followed(
    kind: Source.Kind, actor: RemoteActor, community: Community | None, what: str, now: datetime
) -> Source:
    source, is_new = Source.objects.get_or_create(
        kind=kind,
        address=actor.uri,
        community=community,
        defaults={"added_at": now, "marks": {"follows": what}},
    )
    if is_new or source.accepted_at is None:  # asked again, too, if they have not heard us
        source.marks, source.refused_at = {"follows": what}, None
        source.save(update_fields=["marks", "refused_at"])
        follow(actor, None, now=now, what=what)
    return source


def _origin(address: str) -> str:
    """https://mastodon.example, of whatever somebody has typed or copied. Raises CannotAdd."""
    typed = address.strip().rpartition("@")[2] if "://" not in address else address.strip()
    whole = typed if "://" in typed else f"https://{typed}"
    host = server_of(whole) if is_address(whole) else ""
    origin = f"{urlsplit(whole).scheme}://{host}"
    try:
        check_url(origin)
    except NotReachable as error:
        raise CannotAdd(f"{address} is no server that we can ask. {error}") from error
    return origin


def _actor_at(kind: Source.Kind, address: str, now: datetime) -> RemoteActor:
    """The relay or the actor. Raises CannotAdd.

    Relays are known by their inbox to those who use Mastodon, by their actor to others; the one
    usually stands beside the other, or below it.
    """
    if "://" not in address:
        address = _looked_up(address)
    candidates = [address]
    if kind == Source.Kind.RELAY and address.endswith("/inbox"):
        base = address.removesuffix("/inbox")
        candidates = [f"{base}/actor", base]
    problem = ""
    for candidate in candidates:
        try:
            return find_actor(candidate, now=now, fresh=True)
        except ActorNotUsable as error:
            problem = problem or str(error)
    raise CannotAdd(f"There is nobody to follow at {address}. {problem}")


def _looked_up(handle: str) -> str:
    """The actor of @lgovsm@tags.example, by WebFinger (RFC 7033). Raises CannotAdd."""
    name, _, host = handle.lstrip("@").partition("@")
    if not name or not host:
        raise CannotAdd(f"{handle} is neither an address nor a name such as @tag@tags.example.")
    account = quote(f"acct:{name}@{host}", safe=":@")
    try:
        found = fetch_json(f"https://{host}/.well-known/webfinger?resource={account}")
    except NotReachable as error:
        raise CannotAdd(f"{handle} cannot be looked up. {error}") from error
    for link in things_in(found.get("links")):
        is_actor = "activity" in words_at(link, "type") and words_at(link, "rel") == "self"
        if is_actor and is_address(href := words_at(link, "href")):
            return href
    raise CannotAdd(f"{handle} is nobody whom we could follow.")
