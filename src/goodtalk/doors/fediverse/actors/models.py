"""The actors that we know: our own keys, and people and groups of other servers."""

from django.db import models

from goodtalk.communities.models import Community


class OwnKey(models.Model):
    """A private key of one of our actors: of a community, or of the server itself."""

    class Kind(models.TextChoices):
        """What it signs: requests with RSA; objects, and RFC 9421 requests, with Ed25519 too."""

        RSA = "rsa"
        ED25519 = "ed25519"

    community = models.ForeignKey(  # empty: the server's own actor
        Community, models.CASCADE, null=True, related_name="fediverse_keys"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    private_pem = models.TextField()  # PKCS #8
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind"], name="own_key_once"),
            models.UniqueConstraint(
                fields=["kind"], name="own_key_of_server_once", condition=models.Q(community=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.community or 'the server'}"


class FormerActor(models.Model):
    """The actor of a community that was deleted: its address says so as long as the server runs.

    A community that is made again with the same tag is somebody new there, and this row goes.
    """

    tag_key = models.CharField(max_length=200, unique=True)
    gone_at = models.DateTimeField()
    private_pem = models.TextField(blank=True)  # RSA, until its last words have been delivered

    def __str__(self) -> str:
        return f"#{self.tag_key} of old"


class RemoteActor(models.Model):
    """Somebody, or a group or a relay, on another server, as that server last told of them."""

    uri = models.CharField(max_length=500, unique=True)
    # Person, Group, Service, Application, Organization; empty of whoever is forgotten.
    kind = models.CharField(max_length=20)
    handle = models.CharField(max_length=200, blank=True)  # @jo@council.example
    name = models.CharField(max_length=120, blank=True)
    emoji = models.JSONField(default=dict)  # of the name: ":blob:" and the address of its picture
    url = models.CharField(max_length=500, blank=True)  # their page, for readers
    inbox = models.CharField(max_length=500, blank=True)
    shared_inbox = models.CharField(max_length=500, blank=True)
    is_discoverable = models.BooleanField(null=True)  # None: they have not said
    is_indexable = models.BooleanField(null=True)
    is_left_out = models.BooleanField(default=False)  # #nobot and its like stand in their profile
    moved_to = models.CharField(max_length=500, blank=True)
    fetched_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)  # their server said so

    def __str__(self) -> str:
        return self.handle or self.uri

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing is left of them but that they are gone."""
        return self.gone_at is not None and not self.kind


class RemoteKey(models.Model):
    """A public key with which an actor of another server signs."""

    key_id = models.CharField(max_length=500, unique=True)
    actor = models.ForeignKey(RemoteActor, models.CASCADE, related_name="keys")
    public_pem = models.TextField()  # SubjectPublicKeyInfo, RSA or Ed25519
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_id
