"""Which servers are to be asked now, and for which tags; each server by one worker at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from goodtalk.chats.models import LOBBY_MINUTES, Chat
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.gathering.marks import Mark
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.gathering.pacing import AFTER, BUSY_SECONDS, pause_seconds
from goodtalk.doors.fediverse.gathering.visiting import Errand

MAX_SERVERS = 20  # of one round
HELD = timedelta(seconds=90)  # longer than any visit; then the worker that held it has died


@dataclass
class Round:
    """One server, its sources of ours, and what is to be asked there."""

    address: str
    sources: list[Source]
    errands: list[Errand] = field(default_factory=list)
    sources_by_tag: dict[str, Source] = field(default_factory=dict)
    pauses: dict[str, float] = field(default_factory=dict)  # seconds, by the tag


def due_timelines(now: datetime) -> QuerySet[Source]:
    """Timelines whose time has come; those with an hour that began before it was planned, too."""
    on = Chat.objects.filter(
        closed_at=None,
        community__is_sample=False,
        starts_at__range=(now - timedelta(days=1), now + timedelta(minutes=LOBBY_MINUTES)),
    )
    is_on = Q(Exists(on.filter(community=OuterRef("community")))) | Q(Exists(on), community=None)
    sleeps = Q(due_at__gt=now + timedelta(seconds=BUSY_SECONDS), problem="")
    return Source.objects.filter(
        Q(due_at=None) | Q(due_at__lte=now) | (sleeps & is_on),
        Q(held_until=None) | Q(held_until__lt=now),
        kind=Source.Kind.TIMELINE,
    )


@transaction.atomic
def claim(addresses: Collection[str], now: datetime) -> list[Round]:
    """Take servers for this worker: a server that another one is asking is left alone."""
    found = Source.objects.select_for_update(of=("self",)).filter(
        kind=Source.Kind.TIMELINE, address__in=addresses
    )
    by_address: dict[str, list[Source]] = defaultdict(list)
    for source in found.select_related("community").order_by("pk"):
        by_address[source.address].append(source)
    rounds = [
        Round(address, sources)
        for address, sources in sorted(by_address.items(), key=lambda one: _waits(one[1]))
        if not any(source.held_until and source.held_until >= now for source in sources)
    ][:MAX_SERVERS]
    held = [source.pk for each in rounds for source in each.sources]
    Source.objects.filter(pk__in=held).update(held_until=now + HELD)
    _plan(rounds, now)
    return rounds


def _waits(sources: Iterable[Source]) -> float:
    return min(source.due_at.timestamp() if source.due_at else 0 for source in sources)


def _plan(rounds: Iterable[Round], now: datetime) -> None:
    """What to ask where. Two queries, however many servers and communities."""
    communities = list(Community.objects.filter(is_sample=False))
    chats = _near(communities, now)
    for each in rounds:
        # A source of one community first: it may have a token of its own.
        for source in sorted(each.sources, key=lambda one: one.community_id is None):
            for community in communities:
                if source.community_id in (None, community.pk):
                    each.sources_by_tag.setdefault(community.tag_key, source)
        for community in communities:
            if owner := each.sources_by_tag.get(community.tag_key):
                pause = pause_seconds(chats[community.pk], now)
                each.pauses[community.tag_key] = pause
                mark = Mark.read(owner.marks.get(community.tag_key))
                if now >= mark.last_asked() + timedelta(seconds=pause):
                    errand = Errand(community.pk, community.tag, community.tag_key, mark)
                    each.errands.append(errand)
        each.errands.sort(key=lambda one: (each.pauses[one.tag_key], one.mark.asked_at))


def _near(communities: Iterable[Community], now: datetime) -> Mapping[int, list[Chat]]:
    """The hours on which it depends how often we ask, by community."""
    found = Chat.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=now - AFTER),
        community__in=communities,
        starts_at__range=(now - timedelta(days=1), now + timedelta(hours=1)),
    )
    near: dict[int, list[Chat]] = defaultdict(list)
    for chat in found:
        near[chat.community_id].append(chat)
    return near
