"""What is at our actors' addresses: for programs a document, for people the community's pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from goodtalk.chats import programme, room
from goodtalk.chats.addresses import Hour
from goodtalk.chats.models import Chat
from goodtalk.communities.addresses import community_tagged
from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.answering import (
    ACTIVITY_JSON,
    activity,
    public,
    wants_activity,
)
from goodtalk.doors.fediverse.actors.documents import community_actor, server_actor
from goodtalk.doors.fediverse.actors.gone import or_gone
from goodtalk.doors.fediverse.actors.icon import icon_png
from goodtalk.doors.fediverse.hosts.rules import is_shut_out
from goodtalk.doors.fediverse.inbox.allowing_quotes import permission_of
from goodtalk.doors.fediverse.inbox.values import is_address, server_of
from goodtalk.doors.fediverse.outbox import collections
from goodtalk.doors.fediverse.outbox.activities import CONTEXT, create_of, tombstone_of
from goodtalk.doors.fediverse.outbox.models import OwnObject

A_DAY_SECONDS = 24 * 60 * 60
SAFE = ("GET", "HEAD")


def front(request: HttpRequest, tag: str) -> HttpResponse:
    """The community's page, in front of which stands its actor for those who ask for that."""
    if addresses.is_open() and wants_activity(request):
        return _actor_at(request, tag)
    response = programme.community_page(request, tag)
    if addresses.is_open() and response.status_code == 200:
        _say_alternate(response, f"{settings.ORIGIN}{addresses.actor_path(tag)}")
    return response


def hour(request: HttpRequest, tag: str, hour: Hour) -> HttpResponse:
    """An hour's page, in front of which stands its Event: whoever pastes its address into the
    search of their own server finds that. One query more than the page while the door is open.
    """
    event = _event_at(tag, hour) if addresses.is_open() and request.method in SAFE else None
    if event is None:
        return room.hour(request, tag, hour)
    if wants_activity(request):
        return activity({"@context": CONTEXT} | event.content)
    response = room.hour(request, tag, hour)
    if response.status_code == 200:
        _say_alternate(response, addresses.object_uri(event.community, event.pk))
    return response


@or_gone
def _actor_at(request: HttpRequest, tag: str) -> HttpResponse:
    return activity(community_actor(community_tagged(tag)))


@or_gone
@require_safe
def actor(request: HttpRequest, tag: str) -> HttpResponse:
    """The community as an actor; browsers are led to its page."""
    community = community_tagged(tag)
    if not (addresses.is_open() and wants_activity(request)):
        return _to_page(community.get_absolute_url())
    return activity(community_actor(community))


@require_safe
def server(request: HttpRequest) -> HttpResponse:
    """The server's own actor."""
    _closed_is_404()
    return activity(server_actor()) if wants_activity(request) else _to_page("/")


@require_safe
def server_outbox(request: HttpRequest) -> HttpResponse:
    """It says nothing."""
    _closed_is_404()
    uri = f"{addresses.server_actor_uri()}/outbox"
    empty = {"id": uri, "type": "OrderedCollection", "totalItems": 0}
    return activity({"@context": CONTEXT} | empty)


@or_gone
@require_safe
def icon(request: HttpRequest, tag: str) -> HttpResponse:
    """The picture of a community. Its address names the colour, so that a new one is seen."""
    png = icon_png(community_tagged(tag).accent)
    return public(HttpResponse(png, content_type="image/png"), A_DAY_SECONDS)


@or_gone
@require_safe
def outbox(request: HttpRequest, tag: str) -> HttpResponse:
    """What it has said, in pages."""
    community = _community(tag)
    if page := request.GET.get("page", ""):
        return activity(collections.outbox_page(community, page[:15]))
    return activity(collections.outbox(community))


def collection(make: Callable[[Community], dict[str, Any]]) -> Callable[..., HttpResponse]:
    """A view of one of a community's collections."""

    @or_gone
    @require_safe
    def view(request: HttpRequest, tag: str) -> HttpResponse:
        return activity(make(_community(tag)))

    return view


@or_gone
@require_safe
def own_object(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """A Note or an Event; 410 and a tombstone where it was taken back. Browsers see the hour."""
    own = _object(tag, number)
    if own.withdrawn_at is not None:
        return activity({"@context": CONTEXT} | tombstone_of(own), status=410)
    if not wants_activity(request):
        return _to_page(own.content["url"])
    return activity({"@context": CONTEXT} | own.content)


@or_gone
@require_safe
def quoted(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """That somebody's note may quote an object: any may, but for those of servers shut out."""
    own, quoting = _object(tag, number), request.GET.get("by", "")
    if own.withdrawn_at is not None:
        return activity({"@context": CONTEXT} | tombstone_of(own), status=410)
    if not is_address(quoting) or is_shut_out(server_of(quoting)):
        raise Http404
    return activity(permission_of(own, quoting))


@or_gone
@require_safe
def create(request: HttpRequest, tag: str, number: int) -> HttpResponse:
    """The activity with which an object was told of."""
    own = _object(tag, number)
    if own.withdrawn_at is not None:
        return activity({"@context": CONTEXT} | tombstone_of(own), status=410)
    return activity(create_of(own))


def _community(tag: str) -> Community:
    _closed_is_404()
    return community_tagged(tag)


def _object(tag: str, number: int) -> OwnObject:
    _closed_is_404()
    uri = f"{settings.ORIGIN}{addresses.actor_path(tag)}/notes/{number}"
    own = addresses.own_object_of(uri)
    if own is None:
        raise Http404
    return own


def _event_at(tag: str, hour: Hour) -> OwnObject | None:
    """The Event of an hour; None for one that was never announced here, or has been called off."""
    chats = Chat.objects.at(fold_tag(tag), hour.day, hour.part)
    events = OwnObject.objects.filter(kind=OwnObject.Kind.EVENT, withdrawn_at=None)
    return events.select_related("community").filter(chat__in=chats).first()


def _say_alternate(response: HttpResponse, uri: str) -> None:
    """The page has another form, for programs (RFC 8288)."""
    patch_vary_headers(response, ["Accept"])
    response["Link"] = f'<{uri}>; rel="alternate"; type="{ACTIVITY_JSON}"'


def _to_page(address: str) -> HttpResponseRedirect:
    response = redirect(address)
    patch_vary_headers(response, ["Accept"])
    return response


def _closed_is_404() -> None:
    if not addresses.is_open():
        raise Http404
