"""Whom a community keeps out, or looks at first: accounts, and whole domains of the fediverse."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goodtalk.communities.models import Community


class BarQuerySet(models.QuerySet["Bar"]):
    """Bars, read as phrases."""

    def standing(self) -> "BarQuerySet":
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)


class Bar(models.Model):
    """One account or one domain, held or blocked in one community. Lifted, it stays on record."""

    class Kind(models.TextChoices):
        """What becomes of what they say from now on."""

        HELD = "held", _("held for a look")
        BLOCKED = "blocked", _("blocked")

    community = models.ForeignKey(Community, models.CASCADE, related_name="bars")
    kind = models.CharField(max_length=8, choices=Kind)
    account = models.ForeignKey("chats.Account", models.CASCADE, null=True, related_name="bars")
    domain = models.CharField(max_length=255, blank=True)  # instead of an account
    chat = models.ForeignKey(  # at whose desk it was done
        "chats.Chat", models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)
    set_aside = models.JSONField(default=list)  # the posts that went with it; they come back too

    objects = BarQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "kind", "account"], name="account_barred_once",
                condition=models.Q(lifted_at=None),
            ),
            models.UniqueConstraint(
                fields=["community", "kind", "domain"], name="domain_barred_once",
                condition=models.Q(lifted_at=None) & ~models.Q(domain=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.domain or self.account}"

    @property
    def whom(self) -> str:
        """The domain, or the account by its name and handle."""
        if self.account is None:
            return self.domain
        account = self.account
        return " ".join(filter(None, dict.fromkeys([account.shown_name, account.handle])))
