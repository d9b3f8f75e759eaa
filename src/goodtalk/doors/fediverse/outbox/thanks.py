"""Thanks in public for a post in the spotlight: where a community has chosen to, and the post is
in public itself.

What is known of its visibility may have changed since, or never came. So the post is fetched again
from its own server, as anybody there may see it, before anything is said about it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from goodtalk.chats.log import lock_chat
from goodtalk.chats.models import Post
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.fetching import fetch_document
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.outbox.activities import PUBLIC
from goodtalk.doors.fediverse.outbox.models import Blocker, Choice, OwnObject
from goodtalk.doors.fediverse.outbox.notes import about_thanks, thanks_note
from goodtalk.doors.fediverse.outbox.publishing import publish, take_back
from goodtalk.outside.client import NotReachable

PUBLIC_NAMES = {PUBLIC, "as:Public", "Public"}  # ActivityPub, 5.6, and what JSON-LD makes of it


def gives_thanks(community: Community) -> bool:
    """Whether it has chosen to. One query."""
    return Choice.objects.filter(community=community, thanks_since__isnull=False).exists()


def choose_thanks(community: Community, *, wanted: bool, now: datetime) -> None:
    """An organiser chooses. Safe to call twice."""
    choice, _ = Choice.objects.get_or_create(community=community)
    if wanted != (choice.thanks_since is not None):
        choice.thanks_since = now if wanted else None
        choice.save(update_fields=["thanks_since"])


@task
def thank_for(number: int) -> None:
    """Look whether a post is in public, and thank for it. It may be gone meanwhile."""
    post = _still_spotlit(number)
    if post is not None and is_in_public(post):
        thank_in_public(number, now=timezone.now())


@transaction.atomic
def thank_in_public(number: int, *, now: datetime) -> OwnObject | None:
    """Say it, if the post still stands in the spotlight."""
    post = _still_spotlit(number)
    if post is None or post.chat is None:
        return None
    lock_chat(post.chat.pk)
    actor = RemoteActor.objects.filter(uri=post.account.uri).first()
    handle = post.account.handle or post.account.shown_name
    handle = handle if handle.startswith("@") else f"@{handle}"
    return publish(
        post.chat, OwnObject.Kind.THANKS, about_thanks(post.pk), thanks_note(post, handle),
        now=now, also_to=[_inbox(actor)],
    )  # fmt: skip


def end_thanks(community: Community, numbers: Iterable[int], *, now: datetime) -> None:
    """Posts have left the spotlight, or the room: so do our thanks for them."""
    abouts = [about_thanks(number) for number in numbers]
    said = OwnObject.objects.filter(community=community, about__in=abouts, withdrawn_at=None)
    for own in said:
        take_back(own, now=now)


def end_thanks_to(uri: str, community: Community, *, now: datetime) -> None:
    """Somebody is not to be spoken of any more."""
    theirs = Post.objects.filter(community=community, network="fediverse", account__uri=uri)
    lit = theirs.filter(spotlit_at__isnull=False).values_list("pk", flat=True)
    end_thanks(community, lit, now=now)


def is_in_public(post: Post) -> bool:
    """Whether its own server shows it to everybody, in public timelines too ("unlisted" is not)."""
    try:
        note = fetch_document(post.uri)
    except NotReachable:
        return False
    return note.get("id") == post.uri and not PUBLIC_NAMES.isdisjoint(_strings(note.get("to")))


def _still_spotlit(number: int) -> Post | None:
    posts = Post.objects.visible().filter(pk=number, network="fediverse", spotlit_at__isnull=False)
    post = posts.select_related("account", "chat__community").first()
    if post is None or post.chat is None or not gives_thanks(post.chat.community):
        return None
    blocked = Blocker.objects.filter(community=post.chat.community, actor__uri=post.account.uri)
    return None if blocked.exists() else post


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _inbox(actor: RemoteActor | None) -> str:
    return (actor.shared_inbox or actor.inbox) if actor and actor.gone_at is None else ""
