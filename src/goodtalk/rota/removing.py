"""Taking somebody out of a community: with their membership go their seats and their desks."""

from datetime import datetime

from django.db import transaction

from goodtalk.communities import belonging
from goodtalk.communities.models import Community, Membership, User
from goodtalk.rota.dates import Occasion, coming_occasions
from goodtalk.rota.giving_up import take_off
from goodtalk.rota.log import write_line
from goodtalk.rota.models import Seat, Turn
from goodtalk.rota.seats import lock_rota


@transaction.atomic
def remove_from_community(membership: Membership, *, by: User, now: datetime) -> None:
    """An organiser takes somebody out. What they said stays, and who chaired what.

    Their seats in hours to come are freed as if each were taken off the rota; what they were asked
    or had offered is withdrawn; and no desk of a past hour is theirs. Raises LastOrganiser.
    """
    community, whom = lock_rota(membership.community), membership.user
    belonging.remove(membership, by=by, now=now)
    for occasion, seat in seats_to_come(community, whom, now=now):
        take_off(community, occasion.key, seat, whom, by=by, now=now)
    for turn in Turn.objects.open().concerning(whom).filter(community=community):
        turn.withdrawn_at = now
        turn.save(update_fields=["withdrawn_at"])
        write_line("withdrew", turn, by=by, now=now)


def seats_to_come(
    community: Community, whom: User, *, now: datetime
) -> list[tuple[Occasion, Seat]]:
    """Where they sit in hours that are on or to come, in order. Four queries."""
    return [
        (occasion, seat)
        for occasion in coming_occasions(community, now=now)
        for seat in Seat
        if not occasion.is_skipped and occasion.holder(seat) == whom
    ]
