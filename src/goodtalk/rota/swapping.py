"""Two chairs exchange their dates: one offers, the other agrees, and it is done for both."""

from datetime import datetime

from django.db import transaction

from goodtalk.communities.models import Community, User
from goodtalk.rota import letters
from goodtalk.rota.asking import SittingAlready, TooLate
from goodtalk.rota.dates import NotToCome, Occasion
from goodtalk.rota.log import write_line
from goodtalk.rota.models import Seat, Swap
from goodtalk.rota.seats import lock_date, lock_rota, lock_turn, sit_down, turn_held


class ChangedHands(Exception):
    """One of the two dates is somebody else's by now, or is over."""


class SwapStands(Exception):
    """The swap was agreed to more than an hour ago, or never was."""


@transaction.atomic
def offer_swap(
    community: Community, given_key: str, wanted_key: str, *, by: User, now: datetime
) -> Swap:
    """Offer one's own date for that of another chair, who is told by e-mail.

    Safe to say twice. Raises NotToCome, TooLate, ChangedHands, SittingAlready.
    """
    given = lock_date(community, given_key, now=now)
    wanted = lock_date(community, wanted_key, now=now)
    other = wanted.holder(Seat.CHAIR)
    if other is None or other == by:
        raise ChangedHands
    _check_both(given, wanted, by, other, now)
    swap, is_new = Swap.objects.open().get_or_create(
        community=community, offered_by=by, offered_to=other,
        given=turn_held(given, Seat.CHAIR, by, now=now),
        wanted=turn_held(wanted, Seat.CHAIR, other, now=now),
        defaults={"offered_at": now},
    )  # fmt: skip
    if is_new:
        write_line("swap_offered", swap.given, by=by, whom=other, now=now)
        letters.write("swap_offered", [other.email], given, wanted=wanted, swap=swap)
    return swap


@transaction.atomic
def agree(swap: Swap, *, by: User, now: datetime) -> Swap:
    """Take the other's date and give one's own, both or neither. Safe to say twice.

    Raises ChangedHands, TooLate, SittingAlready.
    """
    swap = _locked(swap)
    if not swap.is_open:
        return swap
    given, wanted = _trade(swap, swap.offered_by, swap.offered_to, "swapped", by=by, now=now)
    swap.agreed_at = now
    swap.save(update_fields=["agreed_at"])
    letters.write("swapped", [swap.offered_by.email], given, wanted=wanted, swap=swap)
    return swap


@transaction.atomic
def undo_swap(swap: Swap, *, by: User, now: datetime) -> Swap:
    """Take one's yes back within the hour: both have their own dates again, and the other is told.

    Safe to say twice. Raises SwapStands, ChangedHands, TooLate, SittingAlready.
    """
    swap = _locked(swap)
    if swap.undone_at is not None:
        return swap
    if not swap.may_be_undone(now):
        raise SwapStands
    given, wanted = _trade(swap, swap.offered_to, swap.offered_by, "swap_undone", by=by, now=now)
    swap.undone_at = now
    swap.save(update_fields=["undone_at"])
    letters.write("swap_undone", [swap.offered_by.email], given, wanted=wanted, swap=swap)
    return swap


@transaction.atomic
def decline_swap(swap: Swap, *, by: User, now: datetime) -> Swap:
    """Keep one's date; the other is told. Safe to say twice. Raises NotToCome."""
    swap = _locked(swap)
    if swap.is_open:
        swap.declined_at = now
        swap.save(update_fields=["declined_at"])
        write_line("swap_declined", swap.given, by=by, whom=swap.offered_by, now=now)
        given, wanted = lock_turn(swap.given, now=now)[1], lock_turn(swap.wanted, now=now)[1]
        letters.write("swap_declined", [swap.offered_by.email], given, wanted=wanted, swap=swap)
    return swap


@transaction.atomic
def withdraw_swap(swap: Swap, *, by: User, now: datetime) -> Swap:
    """Take an offer back that nobody has answered."""
    swap = _locked(swap)
    if swap.is_open:
        swap.withdrawn_at = now
        swap.save(update_fields=["withdrawn_at"])
        write_line("swap_withdrew", swap.given, by=by, whom=swap.offered_to, now=now)
    return swap


def _trade(
    swap: Swap, giver: User, taker: User, what: str, *, by: User, now: datetime
) -> tuple[Occasion, Occasion]:
    """Seat the taker on the date that was given, and the giver on the one that was wanted.

    Returns the two dates. Raises ChangedHands, TooLate, SittingAlready.
    """
    try:
        given_turn, given = lock_turn(swap.given, now=now)
        wanted_turn, wanted = lock_turn(swap.wanted, now=now)
    except NotToCome as error:
        raise ChangedHands from error
    _check_both(given, wanted, giver, taker, now)
    given_turn.user, wanted_turn.user = taker, giver
    for date, turn in ((given, given_turn), (wanted, wanted_turn)):
        sit_down(date, turn, by=by, now=now)
        write_line(what, turn, by=by, now=now)
    return given, wanted


def _check_both(
    given: Occasion, wanted: Occasion, first: User, second: User, now: datetime
) -> None:
    """Each still has their own date, nobody would have two seats, and neither hour has begun."""
    if min(given.starts_at, wanted.starts_at) <= now:
        raise TooLate
    if (given.holder(Seat.CHAIR), wanted.holder(Seat.CHAIR)) != (first, second):
        raise ChangedHands
    if wanted.holder(Seat.STAND_BY) == first or given.holder(Seat.STAND_BY) == second:
        raise SittingAlready


def _locked(swap: Swap) -> Swap:
    lock_rota(swap.community)
    swaps = Swap.objects.select_related(
        "given__community", "wanted__community", "offered_by", "offered_to"
    )
    return swaps.get(pk=swap.pk)
