"""What has to be fetched from its own server: parents of replies, what others told, and people
whose wishes may have changed.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from goodtalk.doors.fediverse.actors.known import is_old_news
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox.models import Wanted
from goodtalk.doors.fediverse.inbox.values import is_address, server_of

MAX_WANTED = 5000  # in all; a relay may tell of more than anybody can fetch
MAX_OF_HOST = 500
NO_HURRY_SECONDS = 3600  # within which somebody is read anew


def want(
    uri: str, *, now: datetime, source: Source | None = None, climbs: bool = False,
    due_at: datetime | None = None,
) -> bool:  # fmt: skip
    """Have the worker fetch a note. Says whether it will; safe to call twice. Four queries.

    `climbs`: what it answers is wanted as well, up to the beginning of the thread. `due_at`: it
    can wait until then.
    """
    host = server_of(uri)[:255]
    if not is_address(uri) or Wanted.objects.filter(uri=uri).exists():
        return bool(host)
    if Wanted.objects.filter(host=host).count() >= MAX_OF_HOST:
        return False
    if Wanted.objects.count() >= MAX_WANTED:
        return False
    Wanted.objects.get_or_create(
        uri=uri,
        defaults={
            "host": host, "source": source, "climbs": climbs, "wanted_at": now,
            "due_at": due_at or now,
        },
    )
    return True


def want_anew(speakers: Iterable[RemoteActor], *, now: datetime) -> None:
    """They speak, and it is a week or longer that their server last told of them: have them read
    anew. No query where it is not.

    In a weekly hour they all speak again after a week, and that hour has other things to fetch: it
    is spread over the time to come.
    """
    for actor in speakers:
        if actor.gone_at is None and is_old_news(actor, now=now):
            seconds = zlib.crc32(actor.uri.encode()) % NO_HURRY_SECONDS
            want(actor.uri, now=now, due_at=now + timedelta(seconds=seconds))


def want_forgotten(now: datetime) -> None:
    """Have the worker forget those who are gone, where that is not done or was interrupted.

    One query where it is.
    """
    gone = RemoteActor.objects.filter(gone_at__isnull=False).exclude(kind="")
    for uri in gone.values_list("uri", flat=True)[:MAX_OF_HOST]:
        want(uri, now=now)
