"""How others find us: WebFinger (RFC 7033), host-meta (RFC 6415), NodeInfo 2.0 and 2.1."""

import re
from datetime import timedelta
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_safe

from goodtalk.chats.models import Chat
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.answering import (
    A_MOMENT_SECONDS,
    ACTIVITY_JSON,
    JRD_JSON,
    public,
)
from goodtalk.doors.fediverse.actors.documents import server_username
from goodtalk.doors.fediverse.actors.gone import former_tagged
from goodtalk.doors.fediverse.outbox.models import OwnObject

AN_HOUR_SECONDS = 60 * 60
NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/"
EDITIONS = ("2.0", "2.1")
MONTH, HALF_YEAR = timedelta(days=30), timedelta(days=180)


@require_safe
def webfinger(request: HttpRequest) -> HttpResponse:
    """Who is meant by acct:lgovsm@chat.example, or by an address of ours; 410 for a community that
    was deleted, as Mastodon answers. 404 for all others.
    """
    _closed_is_404()
    resource = request.GET.get("resource", "").strip()
    if not resource:
        return HttpResponse("Which resource?", status=400, content_type="text/plain")
    if _is_server(resource):
        found = _about(server_username(), addresses.server_actor_uri(), f"{settings.ORIGIN}/")
    else:
        tag = _tag_in(resource)
        community = Community.objects.tagged(tag).first()
        if community is None:
            return _gone_or_never(tag)
        actor, page = addresses.actor_uri(community), addresses.page_uri(community)
        found = _about(addresses.username(community), actor, page)
    return public(JsonResponse(found, content_type=JRD_JSON), AN_HOUR_SECONDS)


@require_safe
def host_meta(request: HttpRequest) -> HttpResponse:
    """Where WebFinger is, for those who ask here first."""
    _closed_is_404()
    template = escape(f"{settings.ORIGIN}/.well-known/webfinger?resource={{uri}}")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" type="{JRD_JSON}" template="{template}"/></XRD>\n'
    )
    return public(HttpResponse(body, content_type="application/xrd+xml"), AN_HOUR_SECONDS)


@require_safe
def host_meta_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON (RFC 6415, appendix A)."""
    _closed_is_404()
    template = f"{settings.ORIGIN}/.well-known/webfinger?resource={{uri}}"
    found = {"links": [{"rel": "lrdd", "type": JRD_JSON, "template": template}]}
    return public(JsonResponse(found, content_type=JRD_JSON), AN_HOUR_SECONDS)


@require_safe
def nodeinfo_links(request: HttpRequest) -> HttpResponse:
    """Which versions of NodeInfo there are, and where."""
    _closed_is_404()
    links = [
        {"rel": f"{NODEINFO}{each}", "href": f"{settings.ORIGIN}/fediverse-nodeinfo/{each}"}
        for each in EDITIONS
    ]
    return public(JsonResponse({"links": links}), AN_HOUR_SECONDS)


@require_safe
def nodeinfo(request: HttpRequest, edition: str) -> HttpResponse:
    """What this server is. Its users are its communities: nobody else has an address here."""
    _closed_is_404()
    if edition not in EDITIONS:
        raise Http404
    software = {"name": "goodtalk", "version": version("goodtalk")}
    if edition == "2.1":
        software["homepage"] = settings.ORIGIN
    document = {
        "version": edition,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": _usage(),
        "metadata": {},
    }
    kind = f'application/json; profile="{NODEINFO}{edition}#"'
    return public(JsonResponse(document, content_type=kind), AN_HOUR_SECONDS)


def _about(name: str, actor: str, page: str) -> dict[str, Any]:
    return {
        "subject": f"acct:{name}@{addresses.our_host()}",
        "aliases": [actor, page],
        "links": [
            {"rel": "self", "type": ACTIVITY_JSON, "href": actor},
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": page,
            },
        ],
    }


def _is_server(resource: str) -> bool:
    named = resource.removeprefix("acct:").removeprefix("@").lower()
    return named in (
        f"{server_username()}@{addresses.our_host()}", addresses.server_actor_uri().lower(),
        f"{settings.ORIGIN}/".lower(), settings.ORIGIN.lower(),
    )  # fmt: skip


def _gone_or_never(tag: str) -> HttpResponse:
    if former_tagged(tag) is None:
        raise Http404
    return public(HttpResponse(status=410), A_MOMENT_SECONDS)


def _tag_in(resource: str) -> str:
    """By handle, with or without acct: and its first @; or by the address of actor or page. Empty
    for what is not ours.
    """
    if resource.lower().startswith(("https://", "http://")):
        return addresses.tag_at(resource)
    found = re.fullmatch(r"(?:acct:)?@?([^@/]+)@([^@/]+)", resource, re.IGNORECASE)
    if not found or not _is_our_host(found[2]):
        return ""
    return addresses.tag_of_username(found[1])


def _is_our_host(host: str) -> bool:
    """As it is written, or as the domain name system has it."""
    return host.lower() in (addresses.our_host(), urlsplit(settings.ORIGIN).hostname)


def _usage() -> dict[str, Any]:
    now = timezone.now()
    return {
        "users": {
            "total": Community.objects.count(),
            "activeMonth": _active(now - MONTH),
            "activeHalfyear": _active(now - HALF_YEAR),
        },
        "localPosts": OwnObject.objects.filter(withdrawn_at=None).count(),
    }


def _active(since: Any) -> int:
    chats = Chat.objects.filter(started_at__gte=since)
    return chats.values("community").distinct().count()


def _closed_is_404() -> None:
    if not addresses.is_open():
        raise Http404
