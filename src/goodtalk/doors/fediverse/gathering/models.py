"""Where posts with our tags are looked for, and which of them was seen where."""

from django.db import models

from goodtalk.chats.models import Post
from goodtalk.communities.models import Community


class Source(models.Model):
    """A server's tag timeline, a relay, or an actor that follows a tag."""

    class Kind(models.TextChoices):
        """How posts are had from there."""

        TIMELINE = "timeline"
        RELAY = "relay"
        TAG_ACTOR = "tag_actor"

    kind = models.CharField(max_length=9, choices=Kind)
    address = models.CharField(max_length=500)  # https://mastodon.example, or the actor's uri
    community = models.ForeignKey(  # empty: for every community of this server
        Community, models.CASCADE, null=True, related_name="fediverse_sources"
    )
    token = models.CharField(max_length=500, blank=True)  # where a timeline needs one
    added_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)  # of a relay or an actor that we follow
    refused_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)  # when a timeline is asked next
    heard_at = models.DateTimeField(null=True)  # when it last answered, or sent something
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=300, blank=True)  # the last one, in plain words
    marks = models.JSONField(default=dict)  # by tag: what the next request may say it has
    held_until = models.DateTimeField(null=True)  # one worker asks that server; no other does

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "address", "community"], name="source_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "address"],
                name="source_of_all_once",
                condition=models.Q(community=None),
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Sighting(models.Model):
    """A post was seen at a source; others may have seen it as well."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="sightings")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("post", "source", name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.post} at {self.source}"


class Recheck(models.Model):
    """A post that its own server did not bring: whether it is still there is asked there.

    Its server does not know that we have it, and tells us nothing when its author deletes it.
    """

    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    due_at = models.DateTimeField(db_index=True)
    looks = models.PositiveSmallIntegerField(default=0)  # so many so far
    missed = models.PositiveSmallIntegerField(default=0)  # in how many, in a row, it was not there

    def __str__(self) -> str:
        return f"look {self.looks + 1} for {self.post}"
