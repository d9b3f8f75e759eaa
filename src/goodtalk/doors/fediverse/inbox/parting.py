"""Somebody is gone from their network: what they said here goes, and that they follow."""

from datetime import datetime

from goodtalk.chats.keeping_order.forgetting import forget_account
from goodtalk.chats.models import Account
from goodtalk.doors.fediverse.actors.known import known_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored
from goodtalk.doors.fediverse.inbox.reading import NETWORK

MANY = 50  # posts that one request may forget


def part_with(uri: str, *, now: datetime) -> Outcome:
    """Whoever is at that address has said that they go, or their server that they are gone.

    In transactions of its own, so that much can be forgotten. Safe to call again, also after it
    was interrupted.
    """
    if actor := known_actor(uri):
        actor.follows.all().delete()
        actor.likes.all().delete()
        RemoteActor.objects.filter(pk=actor.pk, gone_at=None).update(gone_at=now)
    account = Account.objects.filter(network=NETWORK, uri=uri).first()
    if account is None:
        return ignored("They have never spoken here.")
    forget_account(account, now=now)
    return changed("They are gone, and all that they said.")


def is_much_to_forget(uri: str) -> bool:
    """Whether they said so much that a request should not wait for it. Two queries."""
    account = Account.objects.filter(network=NETWORK, uri=uri).first()
    return account is not None and bool(
        account.posts.filter(withdrawn_at=None)[MANY : MANY + 1].exists()
    )
