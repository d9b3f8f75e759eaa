"""What a test does in the data of a server that runs beside it."""

from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower


def follow_from(inboxes):
    """Somebody at each inbox follows the newest community."""
    now, community = timezone.now(), Community.objects.latest("pk")
    for inbox in inboxes:
        actor = RemoteActor.objects.create(
            uri=f"{inbox}/jo{community.pk}", kind="Person", inbox=inbox, fetched_at=now
        )
        Follower.objects.create(
            community=community, actor=actor, follow_uri=f"{inbox}/follow", since=now
        )


def queue():
    """What is in the queue: to where, and whether it is on its way."""
    rows = Delivery.objects.order_by("pk")
    return [[row.inbox, row.taken_until is not None] for row in rows]
