"""The keys with which other programs come in: who they speak as, and in which community."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodtalk.communities.models import Community

NOTED_EVERY = timedelta(minutes=1)  # the use of a token: a program may come many times a second


class ApiToken(models.Model):
    """A program's permission to speak as a user in one community. Its secret is not kept."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the secret
    prefix = models.CharField(max_length=16, editable=False)  # by which people tell it from others
    label = models.CharField(max_length=80, blank=True)  # what it is for
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)  # to the minute
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def note_use(self, now: datetime) -> None:
        """Remember when it was last used. At most one query a minute."""
        if self.last_used_at is None or now - self.last_used_at >= NOTED_EVERY:
            self.last_used_at = now
            self.save(update_fields=["last_used_at"])
