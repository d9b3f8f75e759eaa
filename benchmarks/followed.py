"""What benchmarks/delivery.py has done in the server's own data."""

from django.utils import timezone

from goodtalk.chats.models import Question
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.models import RemoteActor
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower


def follow_from(inboxes: list[str]) -> None:
    """Somebody on each server follows the community."""
    now, community = timezone.now(), Community.objects.get()
    people = RemoteActor.objects.bulk_create(
        RemoteActor(uri=f"{inbox}/jo", kind="Person", inbox=inbox, fetched_at=now)
        for inbox in inboxes
    )
    Follower.objects.bulk_create(
        Follower(community=community, actor=one, follow_uri=f"{one.uri}/follow", since=now)
        for one in people
    )


def left_over() -> int:
    """What has not been delivered."""
    return Delivery.objects.count()


def released() -> list[str]:
    """The minutes of the questions that were put to the room."""
    asked = Question.objects.filter(released_at__isnull=False).order_by("released_at")
    return [one.due_at.isoformat() for one in asked]
