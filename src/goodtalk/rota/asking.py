"""Asking somebody to take a seat on a date, and what they and the organisers say to it."""

from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.communities.belonging import join
from goodtalk.communities.models import Community, Removal, User
from goodtalk.rota import letters
from goodtalk.rota.dates import Occasion
from goodtalk.rota.links import answer_path
from goodtalk.rota.log import write_line
from goodtalk.rota.models import Seat, Turn
from goodtalk.rota.seats import lock_date, lock_turn, sit_down

A_DAY = timedelta(days=1)
MOST_A_DAY = 30  # letters that one person has sent: whoever starts a community could write to all
MOST_OFFERS_A_DAY = 10  # each of them is a letter to every organiser


class TooLate(Exception):
    """The hour has begun: nobody is asked any more."""


class AskedTooMany(Exception):
    """They have written to as many people as they may in a day."""


class OfferedTooMany(Exception):
    """They have offered for as many dates as they may in a day."""


class SeatTaken(Exception):
    """Somebody sits there."""


class SittingAlready(Exception):
    """They have the other seat of the same hour."""


class Removed(Exception):
    """An organiser has removed them from the community; somebody has to give them a seat anew."""


class AnsweredAlready(Exception):
    """It was answered, or withdrawn."""


@transaction.atomic
def ask(
    community: Community, key: str, seat: Seat, *, email: str, note: str, by: User, now: datetime
) -> Turn:
    """Ask for one seat of one date: by e-mail, or with no address by a link to hand on.

    Whoever has been asked and has not answered is not written to again. Raises NotToCome,
    TooLate, SeatTaken, AskedTooMany.
    """
    occasion = _with_free_seat(community, key, seat, now=now)
    asked = (turn for turn in _open(occasion, seat) if turn.email.lower() == email.lower())
    if email and (turn := next(asked, None)):
        return turn
    if email and _letters_of(by, now) >= MOST_A_DAY:
        raise AskedTooMany
    turn = Turn.objects.create(
        community=community, day=occasion.turn_day, chat=occasion.chat, seat=seat,
        email=email, note=note, asked_by=by, asked_at=now,
    )  # fmt: skip
    write_line("asked" if email else "link", turn, by=by, now=now)
    if email:
        letters.ask_by_letter(turn, occasion, answer_path(turn))
    return turn


@transaction.atomic
def offer(
    community: Community, key: str, seat: Seat, *, note: str, by: User, now: datetime
) -> Turn:
    """Say that one would take a free seat; the organisers hear of it.

    Safe to say twice. Raises NotToCome, TooLate, SeatTaken, SittingAlready, OfferedTooMany.
    """
    occasion = _with_free_seat(community, key, seat, now=now)
    _check_sits_nowhere(occasion, by)
    said = (turn for turn in _open(occasion, seat) if turn.is_offer and turn.user_id == by.pk)
    if turn := next(said, None):
        return turn
    if by.turns.filter(asked_by=None, asked_at__gt=now - A_DAY).count() >= MOST_OFFERS_A_DAY:
        raise OfferedTooMany
    turn = Turn.objects.create(
        community=community, day=occasion.turn_day, chat=occasion.chat, seat=seat,
        user=by, note=note, asked_at=now,
    )  # fmt: skip
    write_line("offered", turn, by=by, now=now)
    letters.write("offered", letters.organisers_of(community, but=by), occasion, turn=turn, by=by)
    return turn


@transaction.atomic
def take_seat(community: Community, key: str, seat: Seat, *, by: User, now: datetime) -> Turn:
    """Somebody who keeps the rota puts themselves on it: there is nobody to ask.

    Raises NotToCome, TooLate, SeatTaken, SittingAlready.
    """
    occasion = _with_free_seat(community, key, seat, now=now)
    _check_sits_nowhere(occasion, by)
    turn = Turn(
        community=community, day=occasion.turn_day, seat=seat, user=by, asked_by=by,
        asked_at=now, accepted_at=now,
    )  # fmt: skip
    sit_down(occasion, turn, by=by, now=now)
    write_line("accepted", turn, by=by, now=now)
    return turn


@transaction.atomic
def accept(turn: Turn, *, word: str, by: User, now: datetime) -> Turn:
    """Say yes to what one was asked: the seat is theirs, and they belong to the community.

    A link that was made before they were removed does not bring them back. Safe to say twice.
    Raises NotToCome, TooLate, SeatTaken, SittingAlready, AnsweredAlready, Removed.
    """
    turn, occasion = lock_turn(turn, now=now)
    if turn.accepted_at and turn.user_id == by.pk:
        return turn
    _check_open(turn, occasion, now)
    removals = Removal.objects.of(by, turn.community)
    if removals.filter(removed_at__gte=turn.asked_at).exists():
        raise Removed
    _check_sits_nowhere(occasion, by)
    if occasion.holder(turn.seat):
        raise SeatTaken
    join(turn.community, by)
    turn.user, turn.word, turn.accepted_at = by, word, now
    sit_down(occasion, turn, by=by, now=now)
    write_line("accepted", turn, by=by, now=now)
    _tell_who_asked("accepted", turn, occasion)
    return turn


@transaction.atomic
def decline(turn: Turn, *, word: str, by: User, now: datetime) -> Turn:
    """Say no to what one was asked. Safe to say twice. Raises NotToCome, AnsweredAlready."""
    turn, occasion = lock_turn(turn, now=now)
    if turn.declined_at and turn.user_id == by.pk:
        return turn
    if not turn.is_open:
        raise AnsweredAlready
    turn.user, turn.word, turn.declined_at = by, word, now
    turn.save()
    write_line("declined", turn, by=by, now=now)
    _tell_who_asked("declined", turn, occasion)
    return turn


@transaction.atomic
def withdraw(turn: Turn, *, by: User, now: datetime) -> Turn:
    """Take back a question or an offer that nobody has answered; of others, nothing changes.

    Raises NotToCome.
    """
    turn, _occasion = lock_turn(turn, now=now)
    if turn.is_open:
        turn.withdrawn_at = now
        turn.save(update_fields=["withdrawn_at"])
        write_line("withdrew", turn, by=by, now=now)
    return turn


@transaction.atomic
def take_offer(turn: Turn, *, by: User, now: datetime) -> Turn:
    """Say yes to somebody who has offered, who is told by e-mail. Safe to say twice.

    Raises NotToCome, TooLate, SeatTaken, SittingAlready, AnsweredAlready.
    """
    turn, occasion = lock_turn(turn, now=now)
    if turn.accepted_at or not turn.user:
        return turn
    _check_open(turn, occasion, now)
    _check_sits_nowhere(occasion, turn.user)
    if occasion.holder(turn.seat):
        raise SeatTaken
    join(turn.community, turn.user)
    turn.accepted_at = now
    sit_down(occasion, turn, by=by, now=now)
    write_line("offer_taken", turn, by=by, now=now)
    letters.write("offer_taken", [turn.user.email], occasion, turn=turn)
    return turn


@transaction.atomic
def refuse_offer(turn: Turn, *, by: User, now: datetime) -> Turn:
    """Say no to somebody who has offered, who is told by e-mail. Safe to say twice.

    Raises NotToCome, AnsweredAlready.
    """
    turn, occasion = lock_turn(turn, now=now)
    if turn.declined_at or not turn.user:
        return turn
    if not turn.is_open:
        raise AnsweredAlready
    turn.declined_at = now
    turn.save(update_fields=["declined_at"])
    write_line("offer_refused", turn, by=by, now=now)
    letters.write("offer_refused", [turn.user.email], occasion, turn=turn)
    return turn


def _with_free_seat(community: Community, key: str, seat: Seat, *, now: datetime) -> Occasion:
    occasion = lock_date(community, key, now=now)
    if occasion.starts_at <= now:
        raise TooLate
    if occasion.holder(seat):
        raise SeatTaken
    return occasion


def _open(occasion: Occasion, seat: Seat) -> list[Turn]:
    return [turn for turn in occasion.turns if turn.is_open and turn.seat == seat]


def _letters_of(user: User, now: datetime) -> int:
    return Turn.objects.filter(asked_by=user, asked_at__gt=now - A_DAY).exclude(email="").count()


def _check_open(turn: Turn, occasion: Occasion, now: datetime) -> None:
    if not turn.is_open:
        raise AnsweredAlready
    if occasion.starts_at <= now:
        raise TooLate


def _check_sits_nowhere(occasion: Occasion, user: User) -> None:
    if user in (occasion.holder(Seat.CHAIR), occasion.holder(Seat.STAND_BY)):
        raise SittingAlready


def _tell_who_asked(name: str, turn: Turn, occasion: Occasion) -> None:
    """One letter, unless they answered themselves."""
    if turn.asked_by and turn.asked_by != turn.user:
        letters.write(name, [turn.asked_by.email], occasion, turn=turn)
