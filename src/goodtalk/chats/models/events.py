"""An hour's log: what happened, in order."""

from django.conf import settings
from django.db import models

from goodtalk.chats.models.hours import Chat


class ChatEvent(models.Model):
    """One line of a chat's log: the truth about what happened, in order, without a gap.

    It names rows and never repeats what was said, so that what is erased there is erased here.
    """

    chat = models.ForeignKey(  # seq_once begins with it
        Chat, models.CASCADE, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()  # 1, 2, 3 … within the chat
    kind = models.CharField(max_length=32)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint("chat", "seq", name="seq_once")]
        indexes = [
            models.Index(fields=["by"], name="event_by", condition=models.Q(by__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"
