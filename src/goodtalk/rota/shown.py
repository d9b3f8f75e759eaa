"""What the rota's page shows of a date to whoever looks at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goodtalk.communities.models import Community, Removal, User
from goodtalk.rota.addresses import KEEPERS
from goodtalk.rota.dates import Occasion
from goodtalk.rota.forms import AskForm
from goodtalk.rota.links import answer_path
from goodtalk.rota.models import Seat, Swap, Turn


@dataclass(frozen=True)
class Viewer:
    """Who looks: somebody signed in or not, and what they are in the community."""

    user: User | Any
    role: str | None  # in the community

    @property
    def keeps(self) -> bool:
        """Whether they ask people and answer offers."""
        return bool(self.is_known and (self.user.is_superuser or self.role in KEEPERS))

    @property
    def is_known(self) -> bool:
        return bool(self.user.is_authenticated)

    def owns(self, turn: Turn) -> bool:
        """Whether the turn is about them, or was sent to their address."""
        if not self.is_known:
            return False
        if turn.user_id is None:
            return bool(turn.email) and turn.email.lower() == self.user.email.lower()
        return turn.user_id == self.user.pk


class SeatRow:
    """One seat of one date: who has it, who was asked, who offers."""

    def __init__(self, occasion: Occasion, seat: Seat, viewer: Viewer, now: datetime) -> None:
        self.occasion, self.seat, self.viewer = occasion, seat, viewer
        self.holder = occasion.holder(seat)
        self.is_mine = self.holder is not None and self.holder == viewer.user
        self.is_ahead = occasion.starts_at > now
        self.turns = [turn for turn in occasion.turns if turn.seat == seat]

    @property
    def is_wanted(self) -> bool:
        """Whether somebody may still be asked for it."""
        return self.holder is None and self.is_ahead and not self.occasion.is_skipped

    @property
    def questions(self) -> list[Turn]:
        """Asked, and not answered; for those who keep the rota."""
        asked = self.turns if self.viewer.keeps and self.is_wanted else []
        return [turn for turn in asked if turn.is_open and not turn.is_offer]

    @property
    def refusals(self) -> list[Turn]:
        """Those who said no; for those who keep the rota, while the seat is free."""
        said = self.turns if self.viewer.keeps and self.is_wanted else []
        return [turn for turn in said if turn.declined_at and turn.asked_by_id]

    @property
    def offers(self) -> list[Turn]:
        """Who would: all of them for those who keep the rota, else one's own."""
        offered = [turn for turn in self.turns if turn.is_open and turn.is_offer]
        if not self.is_wanted:
            return []
        return [turn for turn in offered if self.viewer.keeps or self.viewer.owns(turn)]

    @property
    def undoable(self) -> list[Turn]:
        """Whoever gave the free seat up or was taken off it last, for those who keep the rota."""
        ended = self.turns if self.viewer.keeps and self.is_wanted else []
        left = sorted((one for one in ended if one.ended_at), key=lambda one: str(one.ended_at))
        return left[-1:]

    @property
    def may_offer(self) -> bool:
        """Whether the reader belongs here, could take it, and has not said so yet."""
        sits = self.viewer.user in [self.occasion.holder(seat) for seat in Seat]
        has_offered = any(self.viewer.owns(turn) for turn in self.turns if turn.is_open)
        belongs = self.viewer.role is not None or self.viewer.keeps
        return belongs and self.is_wanted and not sits and not has_offered


@dataclass(frozen=True)
class Row:
    """One date of the rota."""

    occasion: Occasion
    seats: list[SeatRow]
    form: AskForm | None = None  # for those who keep the rota, while a seat is free


def row_of(
    occasion: Occasion, viewer: Viewer, *, now: datetime, wrong: AskForm | None = None
) -> Row:
    """A date as the viewer sees it; `wrong` is the form that they have just filled in."""
    seats = [SeatRow(occasion, seat, viewer, now) for seat in Seat]
    is_wanted = any(seat.is_wanted for seat in seats)
    form = (wrong or AskForm(occasion=occasion)) if viewer.keeps and is_wanted else None
    return Row(occasion, seats, form)


@dataclass(frozen=True)
class Mine:
    """What a signed-in reader sees first: their dates, and what waits for their answer."""

    sitting: list[SeatRow]
    asked: list[tuple[SeatRow, str]]  # with the path on which it is answered
    left: list[tuple[SeatRow, Turn]]  # given up, and still to be had
    swaps: list[tuple[Swap, Occasion, Occasion]]

    def __bool__(self) -> bool:
        return bool(self.sitting or self.asked or self.left or self.swaps)


def what_is_mine(
    community: Community, occasions: list[Occasion], viewer: Viewer, *, now: datetime
) -> Mine:
    """The reader's own part of the rota. One query, one more for whoever gave a seat up."""
    seats = [
        SeatRow(one, seat, viewer, now) for one in occasions if not one.is_skipped for seat in Seat
    ]
    asked = [
        (seat, answer_path(turn))
        for seat in seats if seat.is_wanted
        for turn in seat.turns if turn.is_open and not turn.is_offer and viewer.owns(turn)
    ]  # fmt: skip
    left = [
        (seat, turn)
        for seat in seats
        for turn in seat.turns if _may_come_back(seat, turn, viewer)
    ]  # fmt: skip
    if left and Removal.objects.of(viewer.user, community).exists():
        left = []
    return Mine([one for one in seats if one.is_mine], asked, left, _swaps(community, seats, now))


def _may_come_back(seat: SeatRow, turn: Turn, viewer: Viewer) -> bool:
    by_themselves = turn.ended_by_id is not None and turn.ended_by_id == turn.user_id
    if not turn.ended_at or not by_themselves or not viewer.owns(turn) or seat.is_mine:
        return False
    deputies = (one for one in seat.turns if one.in_place_of_id == turn.pk and not one.ended_at)
    deputy = next(deputies, None)
    return seat.holder is None or (deputy is not None and deputy.user == seat.holder)


def _swaps(
    community: Community, seats: list[SeatRow], now: datetime
) -> list[tuple[Swap, Occasion, Occasion]]:
    """Those that wait for an answer, and those to which the reader has just said yes.

    Only while both still have the dates that the swap is about: else nothing can be pressed.
    """
    if not seats or not seats[0].viewer.is_known:
        return []
    user = seats[0].viewer.user
    swaps = Swap.objects.filter(community=community)
    waiting = swaps.open().filter(offered_by=user) | swaps.open().filter(offered_to=user)
    agreed = swaps.just_agreed(now).filter(offered_to=user)
    dates = {turn.pk: seat.occasion for seat in seats for turn in seat.turns}
    found = [
        (swap, dates[swap.given_id], dates[swap.wanted_id])
        for swap in (waiting | agreed).select_related("offered_by", "offered_to")
        if swap.given_id in dates and swap.wanted_id in dates
    ]
    return [each for each in found if _still_have_their_dates(*each)]


def _still_have_their_dates(swap: Swap, given: Occasion, wanted: Occasion) -> bool:
    chairs = (given.holder(Seat.CHAIR), wanted.holder(Seat.CHAIR))
    both = (swap.offered_by, swap.offered_to)
    return chairs == (both[::-1] if swap.agreed_at else both)
