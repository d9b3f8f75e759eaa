"""What stands at the addresses of a community that was deleted: 410, a Tombstone or a page.

ActivityPub, 6.4; RFC 9110, 15.5.11. Servers that are told of the end ask there whether it is so.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from goodtalk.communities.hashtags import fold_tag
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.actors.answering import activity, wants_activity
from goodtalk.doors.fediverse.actors.models import FormerActor


def former_tagged(tag: str) -> FormerActor | None:
    """The actor that was at a hashtag, where nobody is now. Two queries."""
    if not addresses.is_open() or Community.objects.tagged(tag).exists():
        return None
    return FormerActor.objects.filter(tag_key=fold_tag(tag)).first()


def or_gone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of something of a community: where it finds none, that may be because it is gone."""

    @wraps(view)
    def view_or_gone(request: HttpRequest, tag: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, tag, **kwargs)
        except Http404:
            former = former_tagged(tag)
            if former is None:
                raise
            if not wants_activity(request):
                return _page(request)
            return activity(tombstone_of_actor(former), status=410)

    return view_or_gone


def _page(request: HttpRequest) -> HttpResponse:
    context = {
        "heading": _("This community is not here any more"),
        "words": _("It has been deleted, and with it what was said there."),
    }
    response = render(request, "site/error.html", context, status=410)
    patch_vary_headers(response, ["Accept"])
    return response


def tombstone_of_actor(former: FormerActor) -> dict[str, Any]:
    """What is left of it."""
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": addresses.tag_uri(former.tag_key),
        "type": "Tombstone",
        "formerType": "Group",
        "deleted": former.gone_at.isoformat(timespec="seconds"),
    }
