"""Dates of a rhythm that are skipped or moved by hand, and undone again."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from goodtalk.communities.models import Community, DateChange
from goodtalk.communities.rhythm import Rhythm, Slot

AHEAD = 10  # dates that an organiser sees


class NotAhead(Exception):
    """The rhythm has no hour on that day, or the hour has begun."""


@dataclass(frozen=True)
class RuledDate:
    """A date as the rule has it, and what was made of it."""

    slot: Slot
    change: DateChange | None = None

    @property
    def day(self) -> date:
        return self.slot.day


def rhythm_by_rule(community: Community) -> Rhythm:
    """The rhythm as if no date had been skipped or moved. No query."""
    return Rhythm(
        rule=community.rule, at=community.at, zone=community.zone,
        minutes=community.minutes, since=community.since,
    )  # fmt: skip


def coming_dates(community: Community, *, now: datetime) -> list[RuledDate]:
    """The next ten by the rule, and later ones that have been changed. One query."""
    rhythm = rhythm_by_rule(community)
    changes = {change.day: change for change in community.changes.all()}
    slots = {slot.day: slot for slot in rhythm.next_slots(now, AHEAD)}
    for change in changes.values():
        slot = slots.get(change.day) or _slot_on(community, rhythm, change.day)
        if slot and _is_ahead(slot, change, now):
            slots[slot.day] = slot
    return [RuledDate(slots[day], changes.get(day)) for day in sorted(slots)]


def date_ahead(community: Community, day: date, *, now: datetime) -> RuledDate:
    """One that can still be changed. Raises NotAhead. One query."""
    slot = _slot_on(community, rhythm_by_rule(community), day)
    change = community.changes.filter(day=day).first()
    if slot is None or not _is_ahead(slot, change, now):
        raise NotAhead(day)
    return RuledDate(slot, change)


def skip_date(community: Community, day: date, *, reason: str) -> None:
    """Nobody meets on that day."""
    _change(community, day, None, reason)


def move_date(community: Community, day: date, *, to: datetime, reason: str) -> None:
    """That day's hour is held at another time (aware)."""
    _change(community, day, to, reason)


def undo_change(community: Community, day: date) -> None:
    """The date is as the rule has it again."""
    community.changes.filter(day=day).delete()


def _change(community: Community, day: date, moved_to: datetime | None, reason: str) -> None:
    community.changes.update_or_create(
        day=day, defaults={"moved_to": moved_to, "reason": reason}
    )


def _slot_on(community: Community, rhythm: Rhythm, day: date) -> Slot | None:
    if not 1970 <= day.year < 2200:
        return None
    midnight = datetime.combine(day, time(), tzinfo=community.zone_info)
    slots = rhythm.slots(midnight, midnight + timedelta(days=1))
    return next((slot for slot in slots if slot.day == day), None)


def _is_ahead(slot: Slot, change: DateChange | None, now: datetime) -> bool:
    moved_to = change.moved_to if change else None
    return slot.starts_at > now or bool(moved_to and moved_to > now)
