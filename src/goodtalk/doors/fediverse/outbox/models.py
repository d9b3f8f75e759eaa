"""What our communities have said, who follows them, and what still has to reach whom."""

from django.db import models

from goodtalk.chats.models import Chat
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.models import FormerActor, RemoteActor


class OwnObject(models.Model):
    """A Note or an Event of one of our communities; it keeps its address when it is gone."""

    class Kind(models.TextChoices):
        """What it tells."""

        QUESTION = "question"
        ANNOUNCEMENT = "announcement"
        THANKS = "thanks"
        RECAP = "recap"
        EVENT = "event"

    community = models.ForeignKey(Community, models.CASCADE, related_name="fediverse_objects")
    # Of an hour that was deleted the objects stay, until their end has been told.
    chat = models.ForeignKey(Chat, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(max_length=80)  # what it tells of, once a community: "question 12"
    content = models.JSONField()  # the object as it is served, without @context; {} when gone
    also_to = models.JSONField(default=list)  # inboxes beside the followers'; [] when gone
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [models.UniqueConstraint("community", "about", name="own_object_once")]

    def __str__(self) -> str:
        return self.about


class Choice(models.Model):
    """What a community has chosen about how it speaks here. Nothing is chosen without a row."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="+")
    thanks_since = models.DateTimeField(null=True)  # for posts in the spotlight, in public

    def __str__(self) -> str:
        return f"what {self.community} has chosen"


class Follower(models.Model):
    """Somebody who follows one of our communities."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="fediverse_followers")
    actor = models.ForeignKey(RemoteActor, models.CASCADE, related_name="follows")
    follow_uri = models.CharField(max_length=500)  # of their activity, to be named when it ends
    since = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # by their server's clock, where it says so

    class Meta:
        constraints = [models.UniqueConstraint("community", "actor", name="follows_once")]

    def __str__(self) -> str:
        return f"{self.actor} → {self.community}"


class Blocker(models.Model):
    """Somebody who has blocked one of our communities: nothing is said to them, or of them."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="fediverse_blockers")
    actor = models.ForeignKey(RemoteActor, models.CASCADE, related_name="blocks")
    block_uri = models.CharField(max_length=500, blank=True)  # of their activity, to be undone by
    since = models.DateTimeField()  # by their server's clock, where it says so

    class Meta:
        constraints = [models.UniqueConstraint("community", "actor", name="blocks_once")]

    def __str__(self) -> str:
        return f"{self.actor} ↛ {self.community}"


class Server(models.Model):
    """Another server, by how deliveries to it have gone."""

    host = models.CharField(max_length=255, unique=True)  # with the port, where it is not 443
    signs = models.CharField(max_length=8, default="cavage")  # or "rfc9421": what it accepted
    failing_since = models.DateTimeField(null=True)
    dead_since = models.DateTimeField(null=True)  # set aside until it is heard of again

    def __str__(self) -> str:
        return self.host


class Delivery(models.Model):
    """One activity on its way to one inbox; the row goes when it has arrived or was given up."""

    community = models.ForeignKey(  # whose key signs; both empty: the server's own
        Community, models.CASCADE, null=True, related_name="+"
    )
    former = models.ForeignKey(  # of a community that was deleted
        FormerActor, models.CASCADE, null=True, related_name="deliveries"
    )
    own = models.ForeignKey(  # what it tells of, which may change while it waits
        OwnObject, models.SET_NULL, null=True, related_name="deliveries"
    )
    kind = models.CharField(max_length=20, blank=True)  # of that: Create, Update, Delete
    inbox = models.CharField(max_length=500)
    host = models.CharField(max_length=255, db_index=True)
    activity = models.TextField()  # the very bytes that are sent, as JSON
    first_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    taken_until = models.DateTimeField(null=True)  # on its way: somebody is sending it
    attempts = models.PositiveSmallIntegerField(default=0)
    last_answer = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"to {self.inbox}"

    @property
    def signer(self) -> tuple[int | None, int | None]:
        """Stands for the actor whose key signs it."""
        return self.community_id, self.former_id


class Introduced(models.Model):
    """How a community was last shown to those who follow it."""

    community = models.OneToOneField(Community, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # of its actor, without keys

    def __str__(self) -> str:
        return f"{self.community} as it was last shown"


class Carried(models.Model):
    """How far a chat's log has been carried out of this door."""

    chat = models.OneToOneField(Chat, models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.chat} up to {self.seq}"
