"""What a chair wrote of an hour."""

from django.conf import settings
from django.db import models

from goodtalk.chats.models import Chat

LONGEST = 50_000  # characters of a recap


class RecapText(models.Model):
    """A recap as it was at one time: each time that somebody keeps it, another row. None is lost.

    It quotes nobody: quotes, names, links and numbers are marks (recaps/marks.py), which the page
    fills in with what can be read at that time.
    """

    chat = models.ForeignKey(Chat, models.CASCADE, related_name="recap_texts")
    text = models.TextField(max_length=LONGEST)  # Markdown
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)  # empty: only those at the desk see it

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.chat} {self.at:%F %T}"
