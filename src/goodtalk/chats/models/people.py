"""Who takes part: people, and the accounts from which they speak."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Person(models.Model):
    """Somebody who takes part, whatever number of accounts they do it from."""

    name = models.CharField(max_length=120, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="person"
    )

    accounts: "RelatedManager[Account]"

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """One name on one network from which somebody speaks."""

    network = models.CharField(max_length=16)
    uri = models.CharField(max_length=500)
    handle = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=500, blank=True)
    # They do not want to be found by searching (FEP-5feb), as their network last said.
    hides_from_search = models.BooleanField(default=False)
    # When they said what told so, where an archive did; see arriving/calling.py.
    handle_at = models.DateTimeField(null=True, editable=False)
    name_at = models.DateTimeField(null=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="accounts")

    class Meta:
        constraints = [models.UniqueConstraint("uri", "network", name="account_once")]

    def __str__(self) -> str:
        return self.handle or self.name

    @property
    def shown_name(self) -> str:
        return self.name or self.handle or gettext("Somebody")

    @property
    def initial(self) -> str:
        """The letter in their circle."""
        letters = [letter for letter in self.shown_name if letter.isalnum()]
        return letters[0].upper() if letters else "·"

    @property
    def tint(self) -> int:
        """Which of the eight colours their circle has; the same in every chat."""
        return (self.person_id or 0) % 8


class FormerName(models.Model):
    """A name by which an account was known: what is older knows no other."""

    network = models.CharField(max_length=16)
    uri = models.CharField(max_length=500)  # as Account.uri: "twitter:@jo_old"
    account = models.ForeignKey(Account, models.CASCADE, related_name="former_names")

    class Meta:
        constraints = [models.UniqueConstraint("uri", "network", name="former_name_once")]

    def __str__(self) -> str:
        return self.uri
