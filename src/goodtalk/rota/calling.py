"""What the worker does for the rota: calls the stand-by, and gives planned hours their people."""

from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.log import lock_chat
from goodtalk.chats.models import Chat, ChatQuerySet
from goodtalk.communities.models import Community
from goodtalk.rota import letters
from goodtalk.rota.dates import Occasion, coming_occasions
from goodtalk.rota.log import write_line
from goodtalk.rota.models import RotaLine, Seat, Turn
from goodtalk.rota.seats import give_seat, lock_rota

CALLED_BEFORE = timedelta(minutes=10)  # nobody at the desk by then: the stand-by is told


def tell_stand_bys(now: datetime) -> None:
    """Tell the stand-by of each hour at whose desk nobody is, once, ten minutes before.

    Later, too, when nothing ran at that moment, for as long as the hour is not over. Any number
    of workers may do this at once. People who were promised a date that is planned by now have
    it first. Two queries when there is nothing to do.
    """
    seat_the_promised(now)
    for chat_id in _uncalled(now).values_list("pk", flat=True):
        _tell(chat_id, now)


def seat_the_promised(now: datetime) -> None:
    """Give hours that were planned after their people had agreed to those people."""
    waiting = Turn.objects.promised().filter(day__gte=now.date() - timedelta(days=31))
    for community in Community.objects.filter(pk__in=waiting.values("community")):
        if any(_to_seat(one) for one in coming_occasions(community, now=now)):
            _seat(community, now)


@transaction.atomic
def _tell(chat_id: int, now: datetime) -> None:
    chat = lock_chat(chat_id)
    if chat.stand_by is None or not _uncalled(now).filter(pk=chat_id).exists():
        return  # another worker was quicker, or somebody has come
    chat.stand_by_told_at = now
    chat.save(update_fields=["stand_by_told_at"])
    occasion = Occasion(chat.community, chat.starts_at, chat.ends_at, None, chat)
    letters.write("come_in", [chat.stand_by.email], occasion, has_begun=now >= chat.starts_at)
    RotaLine.objects.create(
        community=chat.community, at=now, kind="told", day=chat.day, seat=Seat.STAND_BY,
        whom=chat.stand_by,
    )  # fmt: skip


@transaction.atomic
def _seat(community: Community, now: datetime) -> None:
    community = lock_rota(community)
    for occasion in coming_occasions(community, now=now):
        for turn in _to_seat(occasion):
            _give(turn, lock_chat(occasion.chat.pk), now)  # type: ignore[union-attr]


def _give(turn: Turn, chat: Chat, now: datetime) -> None:
    turn.chat = chat
    turn.save(update_fields=["chat"])
    sitting = {Seat.CHAIR: chat.chair_id, Seat.STAND_BY: chat.stand_by_id}
    if sitting[Seat(turn.seat)] is None and turn.user_id not in sitting.values():
        # whoever was named at planning goes before
        give_seat(chat, turn.seat, turn.user, by=None, now=now)
        write_line("given", turn, by=None, now=now)


def _to_seat(occasion: Occasion) -> list[Turn]:
    if occasion.chat is None:
        return []
    agreed = (turn for turn in occasion.turns if turn.accepted_at and not turn.ended_at)
    return [turn for turn in agreed if turn.chat_id is None]


def _uncalled(now: datetime) -> ChatQuerySet:
    return Chat.objects.filter(
        closed_at=None, checked_in_at=None, stand_by_told_at=None, stand_by__isnull=False,
        starts_at__lte=now + CALLED_BEFORE, ends_at__gt=now,
    )  # fmt: skip
