"""Backstage: notes among those who sit at an hour's desk, never in the room or its record."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils.translation import ngettext

from goodtalk.chats.models import Chat
from goodtalk.communities.models import User

LONGEST = 1000  # characters


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes, read as phrases."""

    def standing(self) -> "NoteQuerySet":
        """Those that their writer has not taken back."""
        return self.filter(taken_back_at=None)


class Note(models.Model):
    """One note."""

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="notes_backstage")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    text = models.CharField(max_length=LONGEST)
    key = models.CharField(max_length=32)  # made with the form: pressing twice says it once
    taken_back_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint("chat", "key", name="note_once")]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%F %T}"

    def take_back(self, *, now: datetime | None) -> None:
        """Taken back by its writer or (without a moment) put there again. Safe to call twice."""
        if (self.taken_back_at is None) != (now is None):
            self.taken_back_at = now
            self.save(update_fields=["taken_back_at"])


def write_note(chat: Chat, text: str, *, by: User, now: datetime, key: str) -> Note:
    """Write a note; the same form sent twice is one note."""
    note, _ = Note.objects.get_or_create(
        chat=chat, key=key, defaults={"text": text, "by": by, "at": now}
    )
    return note


def notes_among(chats: Collection[int]) -> dict[int, list[str]]:
    """How many notes stand in these hours, in words. One query."""
    standing = Note.objects.standing().filter(chat__in=chats).order_by()
    counted = standing.values_list("chat").annotate(Count("pk"))
    return {chat: [_so_many(notes)] for chat, notes in counted}


def _so_many(notes: int) -> str:
    words = ngettext("a note backstage", "%(number)s notes backstage", notes)
    return words % {"number": notes}
