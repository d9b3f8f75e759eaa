"""A community makes an announcement its own way, or the usual way again."""

from datetime import datetime

from goodtalk.announcements.models import OwnWording, Which
from goodtalk.announcements.wording import USUAL
from goodtalk.communities.models import Community, User


def keep_words(
    community: Community, which: Which, text: str, *, is_on: bool, by: User, now: datetime
) -> None:
    """Keep how it is made. Words that are the usual ones follow these when they change."""
    own = "" if text == str(USUAL[which]) else text
    off = None if is_on else now
    _keep(community, which, {"text": own, "switched_off_at": off}, by=by, now=now)


def as_usual(community: Community, which: Which, *, by: User, now: datetime) -> None:
    """Say it in the usual words again; it goes out, or not, as before. Safe to call twice."""
    _keep(community, which, {"text": ""}, by=by, now=now)


def _keep(
    community: Community, which: Which, own: dict[str, object], *, by: User, now: datetime
) -> None:
    OwnWording.objects.update_or_create(
        community=community, which=which, defaults={**own, "changed_by": by, "changed_at": now}
    )
