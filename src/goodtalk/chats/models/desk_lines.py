"""What the desk's log knows beyond the hour's own, which everybody may read: reasons and bars."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from goodtalk.communities.models import Community, User


class DeskLine(models.Model):
    """One thing done at a desk: beside an event of the hour's log, or of its own.

    Organisers and moderators read it. It names posts and repeats nothing of what they say.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="desk_lines")
    chat = models.ForeignKey("chats.Chat", models.CASCADE, null=True, related_name="desk_lines")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=32)  # the event's, or account.held, domain.blocked, …
    event = models.OneToOneField(
        "chats.ChatEvent", models.CASCADE, null=True, related_name="line"
    )
    post = models.ForeignKey("chats.Post", models.SET_NULL, null=True, related_name="+")
    account = models.ForeignKey("chats.Account", models.SET_NULL, null=True, related_name="+")
    domain = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict)  # what it changed, for taking it back

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["community", "at"], name="desk_line_alone",
                condition=models.Q(event=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.kind}"


def write_line(
    community: Community, kind: str, *, by: User | None, at: datetime, **about: Any
) -> DeskLine:
    """Add a line; `about` are its other columns."""
    return DeskLine.objects.create(community=community, kind=kind, by=by, at=at, **about)
