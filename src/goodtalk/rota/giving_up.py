"""Giving up a seat that was agreed on, and coming back to it."""

from datetime import datetime

from django.db import transaction

from goodtalk.communities.models import Community, Removal, User
from goodtalk.rota import letters
from goodtalk.rota.asking import Removed, SeatTaken, SittingAlready
from goodtalk.rota.dates import Occasion
from goodtalk.rota.log import write_line
from goodtalk.rota.models import Seat, Turn
from goodtalk.rota.seats import get_up, give_seat, lock_date, lock_turn, sit_down, turn_held


@transaction.atomic
def give_up(community: Community, key: str, seat: Seat, *, by: User, now: datetime) -> Turn:
    """I cannot make it. Whoever stands by has the chair at once; they and the organisers are told.

    Raises NotToCome, also when they do not (any more) sit there.
    """
    occasion = lock_date(community, key, now=now)
    turn = turn_held(occasion, seat, by, now=now)
    get_up(occasion, turn, by=by, now=now)
    write_line("gave_up", turn, by=by, now=now)
    successor = _take_over(occasion, turn, now=now) if seat == Seat.CHAIR else None
    told = letters.organisers_of(community, but=by) + ([successor.email] if successor else [])
    letters.write("gave_up", told, occasion, turn=turn, successor=successor)
    return turn


@transaction.atomic
def take_off(
    community: Community, key: str, seat: Seat, whom: User, *, by: User, now: datetime
) -> Turn:
    """An organiser frees a seat; who sat there is told. Raises NotToCome when they do not."""
    occasion = lock_date(community, key, now=now)
    turn = turn_held(occasion, seat, whom, now=now)
    get_up(occasion, turn, by=by, now=now)
    write_line("taken_off", turn, by=by, now=now)
    letters.write("taken_off", [whom.email], occasion, turn=turn)
    return turn


@transaction.atomic
def come_back(turn: Turn, *, by: User, now: datetime) -> Turn:
    """Have a seat again that was given up; whoever took it over stands by again.

    Safe to say twice. Raises NotToCome, SeatTaken, SittingAlready, and Removed for somebody who
    does it themselves and was removed from the community since.
    """
    turn, occasion = lock_turn(turn, now=now)
    if not turn.ended_at or not turn.user:
        return turn
    if by == turn.user and Removal.objects.of(by, turn.community).exists():
        raise Removed
    _send_back(occasion, turn, now=now)
    if turn.user in (occasion.holder(Seat.CHAIR), occasion.holder(Seat.STAND_BY)):
        raise SittingAlready
    turn.ended_at = turn.ended_by = None
    sit_down(occasion, turn, by=by, now=now)
    write_line("came_back", turn, by=by, now=now)
    stand_by = occasion.holder(Seat.STAND_BY)
    told = [turn.user.email, *letters.organisers_of(turn.community)]
    told += [stand_by.email] if stand_by else []
    letters.write("came_back", [one for one in told if one != by.email], occasion, turn=turn)
    return turn


def _take_over(occasion: Occasion, left: Turn, *, now: datetime) -> User | None:
    """The stand-by's turn becomes one in the chair."""
    successor = occasion.holder(Seat.STAND_BY)
    if successor is None:
        return None
    turn = turn_held(occasion, Seat.STAND_BY, successor, now=now)
    if occasion.chat:
        give_seat(occasion.chat, Seat.STAND_BY, None, by=None, now=now)
    turn.seat, turn.in_place_of = Seat.CHAIR, left
    sit_down(occasion, turn, by=None, now=now)
    write_line("took_over", turn, by=None, now=now)
    return successor


def _send_back(occasion: Occasion, turn: Turn, *, now: datetime) -> None:
    """Make the seat free for who comes back. Raises SeatTaken when it is somebody else's by now."""
    sitting = occasion.holder(turn.seat)
    if sitting is None:
        return
    deputies = (
        one for one in occasion.turns
        if one.in_place_of_id == turn.pk and one.user_id == sitting.pk and not one.ended_at
    )  # fmt: skip
    deputy = next(deputies, None)
    if deputy is None or occasion.holder(Seat.STAND_BY):
        raise SeatTaken
    if occasion.chat:
        give_seat(occasion.chat, Seat.CHAIR, None, by=None, now=now)
    deputy.seat, deputy.in_place_of = Seat.STAND_BY, None
    sit_down(occasion, deputy, by=None, now=now)
