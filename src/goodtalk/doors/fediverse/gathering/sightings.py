"""Which post was seen at which source."""

from collections.abc import Iterable
from datetime import datetime

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.gathering.models import Sighting, Source


def saw(post: Post, source: Source, now: datetime) -> Sighting:
    """A relay, or an actor that follows a tag, has told of a post. Safe to call twice."""
    Source.objects.filter(pk=source.pk).update(heard_at=now)
    sighting, _ = Sighting.objects.get_or_create(post=post, source=source, defaults={"at": now})
    return sighting


def saw_all(post_ids: Iterable[int], source: Source, now: datetime) -> None:
    """A timeline has told of these posts, of which most were seen there before. One query."""
    Sighting.objects.bulk_create(
        [Sighting(post_id=pk, source=source, at=now) for pk in dict.fromkeys(post_ids)],
        ignore_conflicts=True,
    )
