"""Goes on with a delivery that had to wait, now that other servers may be asked."""

from datetime import datetime

from goodtalk.doors.fediverse.actors.known import (
    ActorGone,
    ActorNotUsable,
    find_actor,
    find_key,
    who_signed,
)
from goodtalk.doors.fediverse.inbox.dealing import Delivery, NotTaken, deal_with, read_delivery
from goodtalk.doors.fediverse.inbox.models import Waiting
from goodtalk.doors.fediverse.inbox.outcomes import Outcome, refused
from goodtalk.doors.fediverse.inbox.parting import part_with
from goodtalk.doors.fediverse.inbox.waiting import arrived_of
from goodtalk.doors.fediverse.outbox.servers import heard_of
from goodtalk.doors.fediverse.signing.verifying import Unsigned


def go_on(waiting: Waiting, *, now: datetime) -> Outcome:
    """Fetch the key, look whether the signature is real, and deal with what was delivered.

    Raises ActorNotUsable, of which ActorOutOfReach may be over another time: of somebody who is
    gone nothing can be believed but that.
    """
    try:
        # Its age is what it was when it came: we are the ones who took their time.
        delivery = read_delivery(arrived_of(waiting), now=waiting.arrived_at)
    except NotTaken as error:
        return refused(str(error))
    try:
        signer = who_signed(delivery.signature, now=now)
    except Unsigned as error:
        return refused(error.reason)
    except ActorGone:
        if delivery.is_farewell:
            return _say_farewell(delivery, now)
        raise
    heard_of(delivery.host)
    return deal_with(
        delivery, signer, lambda key_id: find_key(key_id, now=now), now=now, may_fetch=True
    )


def _say_farewell(delivery: Delivery, now: datetime) -> Outcome:
    """Whoever is gone cannot sign any more: their own server's word is as good."""
    try:
        find_actor(delivery.actor_uri, now=now, fresh=True)
    except ActorGone:
        return part_with(delivery.actor_uri, now=now)
    except ActorNotUsable as error:
        return refused(str(error))
    return refused("They are not gone.")
