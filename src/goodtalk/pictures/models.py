"""Which pictures of other servers may be kept here, and which could not be had."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from goodtalk.chats.models import Post
from goodtalk.pictures.addresses import key_of
from goodtalk.pictures.files import remove_file

FIRST_PAUSE = timedelta(minutes=1)  # ten times as long after each failure
LONGEST_PAUSE = timedelta(days=1)


class Picture(models.Model):
    """An address that was asked for a picture. Its file is in each machine's own data folder.

    A file without a row is nobody's and goes: so a picture that is erased on one machine is erased
    on all of them.
    """

    key = models.CharField(max_length=64, unique=True)  # of its url; see addresses.key_of
    url = models.CharField(max_length=1000)
    post = models.ForeignKey(  # for which it was fetched, and with which it goes; empty: an emoji
        Post, models.CASCADE, null=True, related_name="+"
    )
    media_type = models.CharField(max_length=16, blank=True)
    size_bytes = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # since it was last kept
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.url

    def may_be_asked(self, now: datetime) -> bool:
        """Whether it is time to ask for it again, after it could not be had."""
        if self.failed_at is None:
            return True
        pause: timedelta = min(FIRST_PAUSE * 10 ** min(self.failures - 1, 4), LONGEST_PAUSE)
        return now >= self.failed_at + pause


@receiver(post_save, sender=Post)
def forget_pictures(
    instance: Post, update_fields: frozenset[str] | None = None, **_: Any
) -> None:
    """What an author takes back, or replaces, goes from here too, in the same transaction."""
    if update_fields is None or "enclosed" not in update_fields:
        return
    came = instance.came_with
    still = [key_of(picture.url) for picture in came.pictures] if came else []
    Picture.objects.filter(post=instance.pk).exclude(key__in=still).delete()


@receiver(post_delete, sender=Picture)
def forget_file(instance: Picture, **_: Any) -> None:
    """Once that is sure: a file cannot be rolled back."""
    key = instance.key
    transaction.on_commit(lambda: remove_file(key))
