"""Somebody whose post was set aside asks why, once; the question and its answer are kept."""

from django.conf import settings
from django.db import models


class WhyQuerySet(models.QuerySet["Why"]):
    """Questions why, read as phrases."""

    def waiting(self) -> "WhyQuerySet":
        """Those that nobody has answered, the longest wait first."""
        return self.filter(answered_at=None).order_by("asked_at")


class Why(models.Model):
    """One question of an author, and the desk's answer. Only those two sides read it."""

    post = models.OneToOneField("chats.Post", models.CASCADE, related_name="why")
    question = models.CharField(max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = WhyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "whys"

    def __str__(self) -> str:
        return f"why {self.post_id}"
