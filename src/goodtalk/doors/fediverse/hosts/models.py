"""What the host has decided about other servers."""

from django.db import models

from goodtalk.chats.models import Post


class DomainRule(models.Model):
    """One domain, and all that are under it. Mastodon's words, so that its lists fit."""

    class Severity(models.TextChoices):
        """What is done with what comes from there."""

        SUSPEND = "suspend"  # nothing is taken from there, nothing is sent there
        SILENCE = "silence"  # its posts are held for a look
        ALLOW = "allow"  # counts where only listed servers are let in

    domain = models.CharField(max_length=255, unique=True)  # in ASCII, lower case
    severity = models.CharField(max_length=8, choices=Severity)
    rejects_media = models.BooleanField(default=False)
    rejects_reports = models.BooleanField(default=False)
    public_comment = models.CharField(max_length=500, blank=True)
    private_comment = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.severity} {self.domain}"


class HiddenPost(models.Model):
    """A post that was set aside with its author's server; it comes back when the rule goes."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="+")
    hidden_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.post)
