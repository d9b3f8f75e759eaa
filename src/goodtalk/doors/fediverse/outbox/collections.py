"""What a community has said, who follows it, what it features: as collections that can be paged.

ActivityStreams 2.0, 5; of followers only the number is told (ActivityPub, 5.3, leaves that to us).
"""

from typing import Any

from django.db.models import Q

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.outbox.activities import CONTEXT, create_of
from goodtalk.doors.fediverse.outbox.models import Follower, OwnObject

A_PAGE = 20
FEATURED = 2


def outbox(community: Community) -> dict[str, Any]:
    """How much there is, and where its pages begin. One query."""
    uri = addresses.outbox_uri(community)
    pages = {"first": f"{uri}?page=latest", "last": f"{uri}?page=1"}
    return _collection(uri, _said(community).count()) | pages


def outbox_page(community: Community, page: str) -> dict[str, Any]:
    """What was said, latest first: "latest", or a number, before which it was said. Two queries.

    Pages are named by what stands beside them, so that new things do not move them.
    """
    uri, said = addresses.outbox_uri(community), _said(community).order_by("-pk")
    is_last = page == "1"
    if is_last:
        found = list(said.order_by("pk")[:A_PAGE])[::-1]
    else:
        before = Q(pk__lt=int(page)) if page.isascii() and page.isdigit() else Q()
        found = list(said.filter(before)[: A_PAGE + 1])
        is_last = len(found) <= A_PAGE
    shown = found[:A_PAGE]
    document = {
        "@context": CONTEXT,
        "id": f"{uri}?page={page}",
        "type": "OrderedCollectionPage",
        "partOf": uri,
        "orderedItems": [_item(own) for own in shown],
    }
    return document if is_last else document | {"next": f"{uri}?page={shown[-1].pk}"}


def followers(community: Community) -> dict[str, Any]:
    """How many follow it; their names are theirs. One query."""
    uri = addresses.followers_uri(community)
    return _collection(uri, Follower.objects.filter(community=community).count())


def following(community: Community) -> dict[str, Any]:
    """It follows nobody: the server's own actor does that."""
    return _collection(f"{addresses.actor_uri(community)}/following", 0)


def featured(community: Community) -> dict[str, Any]:
    """What stands on top of its profile: the coming hour's announcement, or the latest recap.

    One query.
    """
    coming = Q(kind=OwnObject.Kind.ANNOUNCEMENT, chat__closed_at=None)
    shown = _said(community).filter(coming | Q(kind=OwnObject.Kind.RECAP), chat__isnull=False)
    first = list(shown.order_by("-pk")[:1])
    items = [own.content for own in first]
    return _collection(addresses.featured_uri(community), len(items)) | {"orderedItems": items}


def _item(own: OwnObject) -> dict[str, Any]:
    """Whoever asks us needs no proof that it is ours."""
    activity = create_of(own, with_proof=False)
    return {key: value for key, value in activity.items() if key != "@context"}


def _said(community: Community) -> Any:
    said = OwnObject.objects.filter(community=community, withdrawn_at=None)
    return said.select_related("community")


def _collection(uri: str, total: int) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": uri,
        "type": "OrderedCollection",
        "totalItems": total,
    }
