"""A community is deleted: other servers hear of it while it can still sign.

They keep what followers have read of it, and its followers, until they are told of its end
(ActivityPub, 6.4: the object of the Delete is the actor itself).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.models import FormerActor, OwnKey
from goodtalk.doors.fediverse.gathering.sources import remove_source
from goodtalk.doors.fediverse.outbox.activities import delete_of_actor
from goodtalk.doors.fediverse.outbox.delivering import deliver, inboxes_of_followers
from goodtalk.doors.fediverse.outbox.models import Delivery, OwnObject
from goodtalk.doors.fediverse.outbox.outcomes import GIVE_UP_AFTER


@transaction.atomic
def delete_community(community: Community, *, now: datetime) -> None:
    """Delete a community with all that is its own. Whoever follows it on other servers hears of it;
    people keep their accounts and what they said elsewhere.
    """
    for source in community.fediverse_sources.all():
        remove_source(source, now=now)
    _say_farewell(community, now=now)
    community.delete()


def forget_former_keys(now: datetime) -> int:
    """Keep no key of a deleted community once all has been delivered, or two days have passed.

    Returns of how many. One query when there is none.
    """
    waiting = Delivery.objects.filter(former=OuterRef("pk"))
    is_over = ~Exists(waiting) | Q(gone_at__lte=now - GIVE_UP_AFTER)
    over = FormerActor.objects.filter(is_over).exclude(private_pem="")
    numbers = list(over.values_list("pk", flat=True))
    if numbers:
        with transaction.atomic():
            Delivery.objects.filter(former__in=numbers).delete()
            FormerActor.objects.filter(pk__in=numbers).update(private_pem="")
    return len(numbers)


def _say_farewell(community: Community, *, now: datetime) -> None:
    """What is still on its way goes out first. Where nobody has ever asked for its actor there is
    nobody to tell.
    """
    key = OwnKey.objects.filter(community=community, kind=OwnKey.Kind.RSA).first()
    if key is None:
        return
    inboxes = inboxes_of_followers(community) | _inboxes_of_thanked(community)
    deliver(community, delete_of_actor(community, now=now), inboxes, now=now)
    former, _ = FormerActor.objects.update_or_create(
        tag_key=community.tag_key, defaults={"gone_at": now, "private_pem": key.private_pem}
    )
    Delivery.objects.filter(community=community).update(community=None, former=former)


def _inboxes_of_thanked(community: Community) -> set[str]:
    """Where thanks in public went that still stand: their servers need not have a follower."""
    said = OwnObject.objects.filter(
        community=community, kind=OwnObject.Kind.THANKS, withdrawn_at=None
    )
    return {inbox for some in said.values_list("also_to", flat=True) for inbox in some}
