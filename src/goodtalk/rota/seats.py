"""Sitting down and getting up: what changes who has the chair, or stands by, on one date."""

from datetime import datetime

from goodtalk.chats.log import append_event, lock_chat, marked
from goodtalk.chats.models import Chat
from goodtalk.chats.steering.presence import see_who_has_come
from goodtalk.communities.belonging import let_back
from goodtalk.communities.models import Community, User
from goodtalk.rota.dates import NotToCome, Occasion, occasion_named, occasion_of
from goodtalk.rota.models import Seat, Turn


def lock_rota(community: Community) -> Community:
    """The community, ours until the transaction ends; every change of a rota begins with this.

    Before the chat's lock, as planning does, so that no two wait for each other.
    """
    return Community.objects.select_for_update().get(pk=community.pk)


def lock_date(community: Community, key: str, *, now: datetime) -> Occasion:
    """A date as it is now, with its hour locked. Raises NotToCome."""
    return _locked(occasion_named(lock_rota(community), key, now=now))


def lock_turn(turn: Turn, *, now: datetime) -> tuple[Turn, Occasion]:
    """A turn and its date as they are now, with the hour locked. Raises NotToCome."""
    lock_rota(turn.community)
    turn = Turn.objects.select_related("community", "user", "asked_by").get(pk=turn.pk)
    return turn, _locked(occasion_of(turn, now=now))


def sit_down(occasion: Occasion, turn: Turn, *, by: User | None, now: datetime) -> None:
    """The turn's person has the seat: of the hour, or of the date until that is planned.

    Whoever was removed from the community is let back by being given one.
    """
    if turn.user:
        let_back(turn.community, turn.user)
    if occasion.chat:
        turn.chat = occasion.chat
        give_seat(occasion.chat, turn.seat, turn.user, by=by, now=now)
    turn.save()


def get_up(occasion: Occasion, turn: Turn, *, by: User | None, now: datetime) -> None:
    """The seat is free again. The turn has ended."""
    turn.ended_at, turn.ended_by = now, by
    turn.save(update_fields=["ended_at", "ended_by"])
    if occasion.chat:
        give_seat(occasion.chat, turn.seat, None, by=by, now=now)


def give_seat(chat: Chat, seat: str, user: User | None, *, by: User | None, now: datetime) -> None:
    """Write it into a locked hour, and its log. A new stand-by has not been told of anything.

    Who had come to the desk and sits there no more is not who the hour waits for.
    """
    if seat == Seat.CHAIR:
        chat.chair = user
    else:
        chat.stand_by, chat.stand_by_told_at = user, None
    see_who_has_come(chat, now=now)
    chat.save(update_fields=["chair", "stand_by", "stand_by_told_at", "checked_in_at"])
    append_event(chat, "chat.edited", marked(by, "rota"), at=now, by=by)


def turn_held(occasion: Occasion, seat: str, user: User, *, now: datetime) -> Turn:
    """The turn by which somebody sits there; made now for a chair who was named at planning.

    Raises NotToCome when they do not sit there.
    """
    if occasion.holder(seat) != user:
        raise NotToCome
    agreed = (turn for turn in occasion.turns if turn.accepted_at and not turn.ended_at)
    held = next((one for one in agreed if one.seat == seat and one.user_id == user.pk), None)
    return held or Turn.objects.create(
        community=occasion.community, day=occasion.turn_day, chat=occasion.chat, seat=seat,
        user=user, asked_at=now, accepted_at=now,
    )  # fmt: skip


def _locked(occasion: Occasion) -> Occasion:
    """Its hour read again under the lock, so that nothing is written over what a desk wrote."""
    if occasion.chat:
        occasion.chat = lock_chat(occasion.chat.pk)
        if occasion.chat.is_over:
            raise NotToCome
    return occasion
