"""What has arrived: deliveries whose sender's key is not known yet, and what was seen already."""

from django.db import models


class Waiting(models.Model):
    """A delivery that passed every check but the signature's: its key has to be fetched first."""

    request = models.JSONField()  # method, target and headers, as they came
    body = models.BinaryField(max_length=1024 * 1024)
    key_id = models.CharField(max_length=500)
    host = models.CharField(max_length=255, db_index=True)  # of the key
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "waiting"

    def __str__(self) -> str:
        return f"from {self.key_id}"


class SeenActivity(models.Model):
    """An activity that has been dealt with; it may come again, by retry, relay or replay."""

    uri = models.CharField(max_length=500, unique=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "seen activities"

    def __str__(self) -> str:
        return self.uri
