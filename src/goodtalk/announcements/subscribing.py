"""Asking to be told by e-mail, showing that the address is one's own, and ending it."""

from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.announcements.errands import ask_to_confirm
from goodtalk.announcements.models import Asking, Subscription
from goodtalk.communities.models import Community

KEPT = timedelta(days=3)  # a link to confirm works for so long
AN_ADDRESS_A_DAY = 3  # letters that strangers can have sent to one address
A_COMMUNITY_AN_HOUR = 100

Wished = dict[str, bool]  # by the names of Which


class TooManyAsked(Exception):
    """So many have asked within an hour that somebody is playing with the form."""


@transaction.atomic
def ask(community: Community, email: str, wishes: Wished, *, now: datetime) -> None:
    """Write to an address for its owner's yes. Raises TooManyAsked.

    Nothing of what happens here tells whether the address is known: who is on the list gets the
    same letter, and after three letters a day there are no more, also without a word.
    """
    Asking.objects.filter(asked_at__lt=now - KEPT).delete()
    Community.objects.select_for_update().get(pk=community.pk)  # two forms, one count
    lately = Asking.objects.filter(community=community, asked_at__gt=now - timedelta(hours=1))
    if lately.count() >= A_COMMUNITY_AN_HOUR:
        raise TooManyAsked(community)
    address = email.lower()
    today = Asking.objects.filter(email=address, asked_at__gt=now - timedelta(days=1))
    if today.count() >= AN_ADDRESS_A_DAY:
        return
    asking = Asking.objects.create(community=community, email=address, asked_at=now, **wishes)
    ask_to_confirm.enqueue(asking.pk)


def asked_by(community: Community, secret: str, *, now: datetime) -> Asking | None:
    """What a link to confirm stands for, while it works."""
    asked = Asking.objects.filter(community=community, secret=secret)
    return asked.filter(asked_at__gte=now - KEPT).first()


@transaction.atomic
def confirm(asking: Asking, *, now: datetime) -> Subscription:
    """Its owner says yes. Safe to call twice, while the link works."""
    return subscribe(asking.community, asking.email, asking.wishes, now=now)


def subscribe(
    community: Community, email: str, wishes: Wished, *, now: datetime
) -> Subscription:
    """Have announcements go to an address whose owner asks for it."""
    return Subscription.objects.update_or_create(
        community=community, email=email.lower(),
        defaults=wishes, create_defaults={**wishes, "since": now},
    )[0]  # fmt: skip


def stop(community: Community, email: str) -> None:
    """Nothing goes there any more; letters that wait are gone too. Safe to call twice."""
    Subscription.objects.filter(community=community, email=email.lower()).delete()


def stop_by_link(community: Community, secret: str) -> None:
    """The same for whoever holds a letter's link: nobody need sign in for it."""
    Subscription.objects.filter(community=community, secret=secret).delete()
