"""What a visit brought, into the rooms; and when that server is asked again."""

import random
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from goodtalk.chats.arriving.enclosing import as_data
from goodtalk.chats.arriving.receive import Receipt, receive_posts
from goodtalk.chats.keeping_order.rewording import NotTaken, reword
from goodtalk.chats.models import Post
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.claiming import Round
from goodtalk.doors.fediverse.gathering.marks import Mark
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.gathering.pacing import (
    BUSY_SECONDS,
    IDLE_SECONDS,
    backing_off_seconds,
)
from goodtalk.doors.fediverse.gathering.rechecking import look_later
from goodtalk.doors.fediverse.gathering.sightings import saw_all
from goodtalk.doors.fediverse.gathering.statuses import Told
from goodtalk.doors.fediverse.gathering.visiting import Errand, Visit
from goodtalk.doors.fediverse.hosts.rules import rules_of, shuts_out
from goodtalk.doors.fediverse.inbox.models import Gone
from goodtalk.doors.fediverse.inbox.seen import is_outdated, note_edit
from goodtalk.doors.fediverse.inbox.values import server_of
from goodtalk.doors.fediverse.inbox.wanting import want, want_anew


def store(asked: Round, visit: Visit, now: datetime) -> int:
    """Keep what was told and how the visit went. Returns how many posts are new."""
    count = 0
    for errand in visit.errands:
        if errand.was_asked:
            count += _store_one(asked.sources_by_tag[errand.tag_key], errand, now)
    _keep_turn(asked, visit, now)
    return count


@transaction.atomic
def _store_one(source: Source, errand: Errand, now: datetime) -> int:
    """The posts of one tag, with how far it has been read: both or neither."""
    community = Community.objects.get(pk=errand.community_id)
    told = _let_in(errand.told, now)
    receipts = receive_posts(community, [one.post for one in told], now=now) if told else []
    _keep_edits(zip(told, receipts, strict=True), source, now)
    saw_all((one.row.pk for one in receipts if one.row), source, now)
    stored = [one.row.pk for one in receipts if one.row and one.outcome == "stored"]
    look_later(stored, now)
    for uri in errand.elsewhere:
        want(uri, now=now, source=source)
    source.marks[errand.tag_key] = errand.mark.as_json()
    source.save(update_fields=["marks"])
    return len(stored)


def _let_in(told: Iterable[Told], now: datetime) -> list[Told]:
    """Without our own posts, which come back to us, those that their authors took back before
    they came, those of servers that are shut out, and of people who, as far as their own server
    has told us, are gone or do not want to be gathered: whom it told of long ago is read anew.
    Three queries.
    """
    ours = f"{settings.ORIGIN}/"
    found = [one for one in told if not one.post.uri.startswith(ours)]
    gone = set(
        Gone.objects.filter(uri__in=[one.post.uri for one in found]).values_list("uri", flat=True)
    )
    found = [one for one in found if one.post.uri not in gone]
    authors = RemoteActor.objects.filter(uri__in={one.post.author.uri for one in found})
    want_anew(authors, now=now)
    left_out = {actor.uri for actor in authors if actor.is_left_out or actor.gone_at}
    found = [one for one in found if one.post.author.uri not in left_out]
    rules = rules_of({server_of(one.post.uri) for one in found})
    return [one for one in found if not shuts_out(rules[server_of(one.post.uri)])]


def _keep_edits(
    told: Iterable[tuple[Told, Receipt]], source: Source, now: datetime
) -> None:
    """A server's word for what its own people have changed; others are asked themselves."""
    for one, receipt in told:
        row = receipt.row
        if one.edited_at is None or row is None:
            continue
        if receipt.outcome == "stored":
            note_edit(one.post.uri, one.edited_at, now=now)
        if receipt.outcome != "duplicate" or not isinstance(row, Post):
            continue
        is_same = (row.text, row.enclosed) == (one.post.text, as_data(one.post.enclosed))
        if row.withdrawn_at or is_same:
            continue
        if not one.is_own:
            want(one.post.uri, now=now, source=source)
        elif not is_outdated(one.post.uri, one.edited_at):
            note_edit(one.post.uri, one.edited_at, now=now)
            with suppress(NotTaken):  # what it says now would not have been taken at first either
                reword(row, one.post, now=now)


def _keep_turn(asked: Round, visit: Visit, now: datetime) -> None:
    """How it went, and when it is asked again."""
    usual = min(asked.pauses.values(), default=IDLE_SECONDS)
    for source in asked.sources:
        source.held_until = None
        if not visit.problem:
            if visit.has_answered:
                source.heard_at = now
            source.failures, source.problem = 0, ""
            source.due_at = _next(asked, source, now)
        else:
            source.failures = min(source.failures + 1, 1000)
            source.problem = visit.problem[:300]
            chance = random.random()  # noqa: S311
            seconds = backing_off_seconds(source.failures, usual, chance)
            source.due_at = now + timedelta(seconds=seconds)
        if visit.until:
            source.due_at = max(source.due_at, visit.until)
            source.problem = source.problem or f"It asks us to wait until {visit.until:%H:%M} UTC."
        source.save(
            update_fields=["held_until", "heard_at", "failures", "problem", "due_at"]
        )


def _next(asked: Round, source: Source, now: datetime) -> datetime:
    """When the first of its tags is due again."""
    moments = [
        max(now, Mark.read(source.marks.get(tag_key)).last_asked() + timedelta(seconds=pause))
        for tag_key, pause in asked.pauses.items()
        if asked.sources_by_tag[tag_key] is source
    ]
    if any(errand.has_more for errand in asked.errands):
        moments.append(now + timedelta(seconds=BUSY_SECONDS))
    return min(moments, default=now + timedelta(seconds=IDLE_SECONDS))
