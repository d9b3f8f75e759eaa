"""What has arrived, what is still to be fetched, what was seen already, and what is gone."""

from django.db import models

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.gathering.models import Source


class Waiting(models.Model):
    """A delivery that passed every check but the signature's: its key has to be fetched first.

    Or it is signed, and what it tells has to be looked up at its origin.
    """

    request = models.JSONField()  # method, target and headers, as they came; and if the body is
    body = models.BinaryField(max_length=1024 * 1024)  # as much of it as is needed
    key_id = models.CharField(max_length=500)
    host = models.CharField(max_length=255, db_index=True)  # of the key
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "waiting"

    def __str__(self) -> str:
        return f"from {self.key_id}"


class Wanted(models.Model):
    """A note that is to be fetched from its own server: nobody else is believed about it.

    Or somebody whom we know, and who is to be read anew.
    """

    uri = models.CharField(max_length=500, unique=True)
    host = models.CharField(max_length=255, db_index=True)
    source = models.ForeignKey(  # that told of it
        Source, models.CASCADE, null=True, related_name="+"
    )
    climbs = models.BooleanField(default=False)  # somebody here answers it, or answers below it
    wanted_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "wanted"

    def __str__(self) -> str:
        return self.uri


class SeenActivity(models.Model):
    """An activity that has been dealt with; it may come again, by retry, relay or replay."""

    uri = models.CharField(max_length=500, unique=True)  # or a signature's fingerprint
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "seen activities"

    def __str__(self) -> str:
        return self.uri


class Gone(models.Model):
    """What its author took back before it came here. It does not come in afterwards."""

    uri = models.CharField(max_length=500, unique=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "gone"

    def __str__(self) -> str:
        return self.uri


class Liked(models.Model):
    """A Like for which thanks were given: whoever takes it back may tell no more than its address.

    It goes with the thanks.
    """

    uri = models.CharField(max_length=500, unique=True)
    actor = models.ForeignKey(RemoteActor, models.CASCADE, related_name="likes")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "liked"

    def __str__(self) -> str:
        return self.uri


class QuotePermission(models.Model):
    """A post may show what it quotes: the quoted author's server says so (FEP-044f)."""

    uri = models.CharField(max_length=500, unique=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")  # that quotes
    quoted = models.CharField(max_length=500)  # the uri of what it quotes
    by = models.CharField(max_length=500)  # the uri of whose that is

    def __str__(self) -> str:
        return self.uri


class Edited(models.Model):
    """When its author last changed a post, as they say: what is older than that comes too late.

    Also of posts that are not here, or not yet: deliveries come in any order.
    """

    uri = models.CharField(max_length=500, unique=True)
    said_at = models.DateTimeField()  # by their server's clock
    at = models.DateTimeField(db_index=True)  # by ours

    class Meta:
        verbose_name_plural = "edited"

    def __str__(self) -> str:
        return self.uri
