"""Somebody is gone from their network: what they said here goes, and who they were."""

from datetime import datetime

from django.db import transaction

from goodtalk.chats.keeping_order.forgetting import forget_account
from goodtalk.chats.models import Account
from goodtalk.doors.fediverse.actors.known import known_actor
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored
from goodtalk.doors.fediverse.inbox.reading import NETWORK
from goodtalk.doors.fediverse.signing_in.linking import linked_accounts
from goodtalk.doors.fediverse.signing_in.no_email import signs_in_by_email

MANY = 50  # posts that one request may forget


def part_with(uri: str, *, now: datetime) -> Outcome:
    """Whoever is at that address has said that they go, or their server that they are gone.

    Their address is kept, so that nothing comes from there. In transactions of its own, so that
    much can be forgotten. Safe to call again, also after it was interrupted.
    """
    actor = known_actor(uri)
    if actor is not None:
        actor.follows.all().delete()
        actor.likes.all().delete()
        actor.blocks.all().delete()
        RemoteActor.objects.filter(pk=actor.pk, gone_at=None).update(gone_at=now)
    account = Account.objects.filter(network=NETWORK, uri=uri).first()
    if account is not None:
        forget_account(account, now=now, was_only_way_in=_was_only_way_in(account))
    if actor is not None:
        _forget_actor(actor)  # last: until then it is known that there is more to forget
    if account is None:
        return ignored("They have never spoken here.")
    return changed("They are gone, and all that they said.")


def is_much_to_forget(uri: str) -> bool:
    """Whether they said so much that a request should not wait for it. Two queries."""
    account = Account.objects.filter(network=NETWORK, uri=uri).first()
    return account is not None and bool(
        account.posts.filter(withdrawn_at=None)[MANY : MANY + 1].exists()
    )


@transaction.atomic
def _forget_actor(actor: RemoteActor) -> None:
    actor.keys.all().delete()
    RemoteActor.objects.filter(pk=actor.pk).update(
        kind="", handle="", name="", url="", inbox="", shared_inbox="", moved_to="",
        emoji={}, is_discoverable=None, is_indexable=None, is_left_out=False,
    )  # fmt: skip


def _was_only_way_in(account: Account) -> bool:
    user = account.person.user
    return (
        user is not None and not signs_in_by_email(user) and linked_accounts(user) == [account]
    )
