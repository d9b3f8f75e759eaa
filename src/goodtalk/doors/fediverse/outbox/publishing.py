"""Says something as a community, says it otherwise, takes it back; followers hear of each once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.models import Chat
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.outbox.activities import audience, create_of, delete_of, update_of
from goodtalk.doors.fediverse.outbox.delivering import (
    call_back,
    catch_up,
    deliver,
    inboxes_of_followers,
)
from goodtalk.doors.fediverse.outbox.models import OwnObject


@transaction.atomic
def publish(
    chat: Chat,
    kind: str,
    about: str,
    content: dict[str, Any],
    *,
    now: datetime,
    also_to: Iterable[str] = (),
) -> OwnObject:
    """Say something about an hour, once: what has been said of `about` already is left as it is.

    `content` is the Note's or Event's own part; who says it to whom, and where it is found, is
    added here. `also_to` are inboxes beside the followers': they hear of all that becomes of it.
    """
    community = chat.community
    own, is_new = OwnObject.objects.get_or_create(
        community=community,
        about=about,
        defaults={
            "chat": chat, "kind": kind, "content": {}, "published_at": now,
            "also_to": sorted(filter(None, also_to)),
        },
    )  # fmt: skip
    if is_new:
        own.content = _whole(own, content)
        own.save(update_fields=["content"])
        _tell(own, create_of(own), now=now)
    return own


@transaction.atomic
def say_otherwise(own: OwnObject, content: dict[str, Any], *, now: datetime) -> OwnObject:
    """Change what was said. Nobody is told when that comes out the same; nothing is said again
    that was taken back.
    """
    own = OwnObject.objects.select_for_update(of=("self",)).get(pk=own.pk)
    whole = _whole(own, content)
    before = {key: value for key, value in own.content.items() if key != "updated"}
    if own.withdrawn_at is None and whole != before:
        own.updated_at = now
        own.content = whole | {"updated": now.isoformat(timespec="seconds")}
        own.save(update_fields=["content", "updated_at"])
        update = update_of(own, now=now)
        catch_up(own, create=create_of(own), update=update)
        _tell(own, update, now=now)
    return own


@transaction.atomic
def take_back(own: OwnObject, *, now: datetime) -> OwnObject:
    """Its words go for good; its address says that it was there. Safe to call twice.

    Whoever was told of it hears that, not only who follows. What has not gone out yet does not.
    """
    own = OwnObject.objects.select_for_update(of=("self",)).get(pk=own.pk)
    if own.withdrawn_at is None:
        own.withdrawn_at, own.content = now, {}
        delete = delete_of(own, now=now)
        call_back(own, delete=delete)
        _tell(own, delete, now=now)
        own.also_to = []
        own.save(update_fields=["withdrawn_at", "content", "also_to"])
    return own


def _tell(own: OwnObject, activity: dict[str, Any], *, now: datetime) -> None:
    inboxes = {*inboxes_of_followers(own.community), *own.also_to}
    deliver(own.community, activity, inboxes, now=now, own=own)


def _whole(own: OwnObject, content: dict[str, Any]) -> dict[str, Any]:
    """With what every object of ours has. What `content` says of these wins."""
    community = own.community
    usual = {
        "id": addresses.object_uri(community, own.pk),
        "attributedTo": addresses.actor_uri(community),
        "published": own.published_at.isoformat(timespec="seconds"),
        **audience(own),
    }
    return usual | content
