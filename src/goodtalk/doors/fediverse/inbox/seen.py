"""What has been dealt with, what is gone, and what has been changed since: none comes in again."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from goodtalk.doors.fediverse.inbox.models import Edited, Gone, SeenActivity

SEEN_DAYS = 3  # senders try again for two; a signature is good for less than one
GONE_DAYS = 30  # nobody delivers a note, or an edit, so late
OVERTAKING = timedelta(hours=1)  # how far deliveries of one person's follows may overtake


def is_new(uri: str, *, now: datetime) -> bool:
    """Whether an activity has not been dealt with; from now on it has. Runs in a transaction.

    It is known again by its address; what may come again and mean it, by its signature.
    One statement. Where two deliveries of it come at once, the second waits for the first one's
    transaction, and is not new if that was kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO doors_fediverse_seenactivity (uri, at) VALUES (%s, %s) "
            "ON CONFLICT (uri) DO NOTHING",
            [uri, connection.ops.adapt_datetimefield_value(now)],
        )
        return bool(cursor.rowcount == 1)


def note_follow(uri: str, *, now: datetime) -> None:
    """A Follow has been here under that address, or has given way to a newer one: what undoes it
    may come yet. An Undo may also name one that was never sent; that is no such address.
    """
    is_new(_as_follow(uri), now=now)


def was_a_follow(uri: str) -> bool:
    """Whether a Follow has been here under that address."""
    return SeenActivity.objects.filter(uri=_as_follow(uri)).exists()


def _as_follow(uri: str) -> str:
    return hashlib.sha256(f"Follow {uri}".encode()).hexdigest()


def note_gone(uri: str, *, now: datetime) -> None:
    """Its author has taken it back. Safe to call twice."""
    Gone.objects.get_or_create(uri=uri, defaults={"at": now})


def is_gone(uri: str) -> bool:
    """Whether its author took it back before it came."""
    return Gone.objects.filter(uri=uri).exists()


def note_overtaken(uri: str, *, now: datetime) -> None:
    """An Undo has come before the Follow that it undoes. Safe to call twice."""
    Gone.objects.update_or_create(uri=uri, defaults={"at": now})


def was_overtaken(uri: str, *, now: datetime) -> bool:
    """Whether its own Undo came just before it. Asked once: who does it again means it."""
    return bool(Gone.objects.filter(uri=uri, at__gt=now - OVERTAKING).delete()[0])


def note_edit(uri: str, said_at: datetime, *, now: datetime) -> None:
    """Its author changed it then. A clock that runs ahead shuts nobody out. Safe to call twice."""
    said_at = min(said_at, now)
    row, is_new = Edited.objects.get_or_create(uri=uri, defaults={"said_at": said_at, "at": now})
    if not is_new and row.said_at < said_at:
        Edited.objects.filter(pk=row.pk).update(said_at=said_at, at=now)


def is_outdated(uri: str, said_at: datetime | None) -> bool:
    """Whether its author has changed it after that moment. One query, none for no moment."""
    return said_at is not None and Edited.objects.filter(uri=uri, said_at__gt=said_at).exists()


def forget_old(now: datetime) -> int:
    """Drop what is too old to come again; the worker calls it now and then. Returns how many."""
    seen = SeenActivity.objects.filter(at__lt=now - timedelta(days=SEEN_DAYS)).delete()[0]
    gone = Gone.objects.filter(at__lt=now - timedelta(days=GONE_DAYS)).delete()[0]
    edited = Edited.objects.filter(at__lt=now - timedelta(days=GONE_DAYS)).delete()[0]
    return seen + gone + edited
