"""Notes that have to be fetched from their own server: parents of replies, and what others told."""

from datetime import datetime

from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.inbox.models import Wanted
from goodtalk.doors.fediverse.inbox.values import is_address, server_of

MAX_WANTED = 5000  # in all; a relay may tell of more than anybody can fetch
MAX_OF_HOST = 500


def want(
    uri: str, *, now: datetime, source: Source | None = None, climbs: bool = False
) -> bool:
    """Have the worker fetch a note. Says whether it will; safe to call twice. Four queries.

    `climbs`: what it answers is wanted as well, up to the beginning of the thread.
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
            "host": host, "source": source, "climbs": climbs, "wanted_at": now, "due_at": now
        },
    )
    return True
