"""The dates of a community that are to come: hours that are planned, and dates without one yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from goodtalk.chats.models import Chat
from goodtalk.communities.changed_dates import rhythm_by_rule
from goodtalk.communities.models import Community, User
from goodtalk.communities.rhythm import Slot
from goodtalk.rota.models import Seat, Turn

AHEAD = timedelta(days=366)  # dates of the rhythm that the rota shows


class NotToCome(Exception):
    """There is no hour to come on that date: it is over, skipped, or never was."""


@dataclass
class Occasion:
    """One date of the rota, with its hour if that is planned, and everybody's turns."""

    community: Community
    starts_at: datetime
    ends_at: datetime
    day: date | None = None  # as the rhythm has it; none for an hour outside of it
    chat: Chat | None = None
    is_skipped: bool = False
    reason: str = ""  # of a date that is skipped
    turns: list[Turn] = field(default_factory=list)

    @property
    def key(self) -> str:
        """How the date is named in addresses and forms: 2026-11-27."""
        return self.chat.address if self.chat else str(self.day)

    @property
    def turn_day(self) -> date:
        """The day under which a new turn is kept."""
        return self.day or self.community.local(self.starts_at).date()

    @property
    def in_words(self) -> str:
        """Friday 27 November 2026, 13:00 London time."""
        words = {
            "moment": date_format(self.community.local(self.starts_at), "l j F Y, H:i"),
            "place": self.community.zone.rpartition("/")[2].replace("_", " "),
        }
        return _("%(moment)s %(place)s time") % words

    def has(self, turn: Turn) -> bool:
        """Whether a turn belongs to this date."""
        if turn.chat_id:
            return self.chat is not None and self.chat.pk == turn.chat_id
        return self.day is not None and self.day == turn.day

    def holder(self, seat: str) -> User | None:
        """Who sits there, by the hour itself or by promise."""
        sitting = self.chat and (self.chat.chair if seat == Seat.CHAIR else self.chat.stand_by)
        return sitting or next((turn.user for turn in self._promised() if turn.seat == seat), None)

    def _promised(self) -> Iterable[Turn]:
        agreed = (turn for turn in self.turns if turn.accepted_at and not turn.ended_at)
        return (turn for turn in agreed if turn.chat_id is None)


def coming_occasions(community: Community, *, now: datetime) -> list[Occasion]:
    """Everything that is on or to come within a year, in order, skipped dates too. Four queries."""
    chats = list(
        community.chats.filter(closed_at=None, ends_at__gt=now)
        .select_related("chair", "stand_by").order_by("starts_at", "part")
    )  # fmt: skip
    for chat in chats:
        chat.community = community
    slots = list(community.rhythm.slots(now - timedelta(days=1), now + AHEAD))
    occasions = _planned(community, chats, slots) + [
        Occasion(community, slot.starts_at, slot.ends_at, _ruled_day(slot))
        for slot in slots
        if slot.ends_at > now and not any(_covers(chat, slot) for chat in chats)
    ]
    _give_turns_to(occasions, community)
    occasions += _skipped(community, now, {str(one.day) for one in occasions})
    return sorted(occasions, key=lambda one: one.starts_at)


def occasion_named(community: Community, key: str, *, now: datetime) -> Occasion:
    """The one that an address names. Raises NotToCome, also for a skipped date."""
    return _only(one for one in coming_occasions(community, now=now) if one.key == key)


def occasion_of(turn: Turn, *, now: datetime) -> Occasion:
    """The date of a turn. Raises NotToCome."""
    return _only(one for one in coming_occasions(turn.community, now=now) if one.has(turn))


def _only(occasions: Iterable[Occasion]) -> Occasion:
    found = next((one for one in occasions if not one.is_skipped), None)
    if found is None:
        raise NotToCome
    return found


def _planned(community: Community, chats: list[Chat], slots: list[Slot]) -> list[Occasion]:
    """Each planned hour; the first that covers a date of the rhythm stands for it."""
    days: dict[int, date] = {}
    for slot in slots:
        covering = sorted(
            (chat for chat in chats if _covers(chat, slot)),
            key=lambda chat: (not _overlap(chat, slot), chat.part),
        )
        if covering:
            days.setdefault(covering[0].pk, _ruled_day(slot))
    return [
        Occasion(community, chat.starts_at, chat.ends_at, days.get(chat.pk), chat)
        for chat in chats
    ]


def _skipped(community: Community, now: datetime, taken: set[str]) -> list[Occasion]:
    changes = {one.day: one for one in community.changes.filter(moved_to=None)}
    if not changes:
        return []
    return [
        Occasion(
            community, slot.starts_at, slot.ends_at, slot.day,
            is_skipped=True, reason=changes[slot.day].reason,
        )
        for slot in rhythm_by_rule(community).slots(now, now + AHEAD)
        if slot.day in changes and str(slot.day) not in taken
    ]  # fmt: skip


def _give_turns_to(occasions: list[Occasion], community: Community) -> None:
    earliest = min((one.turn_day for one in occasions), default=None)
    if earliest is None:
        return
    chats = [one.chat for one in occasions if one.chat]
    since = community.turns.filter(day__gte=earliest - timedelta(days=31)) | community.turns.filter(
        chat__in=chats
    )
    turns = list(since.filter(withdrawn_at=None).select_related("user", "asked_by"))
    for turn in turns:
        turn.community = community
    for one in occasions:
        one.turns = [turn for turn in turns if one.has(turn)]


def _covers(chat: Chat, slot: Slot) -> bool:
    """Whether the hour is this date's: at its time, or moved but still under its address."""
    return _overlap(chat, slot) or (chat.day == _ruled_day(slot) and chat.part == 1)


def _overlap(chat: Chat, slot: Slot) -> bool:
    return chat.starts_at < slot.ends_at and chat.ends_at > slot.starts_at


def _ruled_day(slot: Slot) -> date:
    return slot.moved_from or slot.day
