"""Which post somebody at the desk looks after, and which needs nobody any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from goodtalk.chats.models import Post
from goodtalk.communities.models import User

FREES_AFTER = timedelta(minutes=5)  # a claim lets go by itself, by the clock alone


class Claim(models.Model):
    """What the desk knows of one post: who took it on, and whether it is settled."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="claim")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)  # greeted, or needs no answer
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.post_id}, {self.claimed_by}"

    def holder(self, now: datetime) -> User | None:
        """Who looks after the post; nobody once five minutes have gone, or it is settled."""
        is_held = self.settled_at is None and now < self.claimed_at + FREES_AFTER
        return self.claimed_by if is_held else None
