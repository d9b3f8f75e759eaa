"""The account of an actor of another server, made where it is new, named as they are now."""

from datetime import datetime

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.speakers import find_accounts
from goodtalk.chats.models import Account
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, changed, ignored
from goodtalk.doors.fediverse.inbox.reading import NETWORK, author_of


def account_of(actor: RemoteActor, *, now: datetime) -> Account:
    """Their account. Two queries, and up to seven more where they are new or have a new name."""
    return find_accounts([_silent(actor, now)])[NETWORK, actor.uri]


def call_as_they_are(actor: RemoteActor, *, now: datetime) -> Outcome:
    """Whoever has spoken here has the name, and the wishes, that their server tells now."""
    if not Account.objects.filter(network=NETWORK, uri=actor.uri).exists():
        return ignored("They have never spoken here.")
    account_of(actor, now=now)
    return changed("They are known as they are now.")


def _silent(actor: RemoteActor, now: datetime) -> IncomingPost:
    """They do something, and say nothing."""
    return IncomingPost(NETWORK, "", author_of(actor), "", now)
