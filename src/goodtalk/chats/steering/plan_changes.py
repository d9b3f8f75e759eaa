"""What a change of plan changed, as the desk's log keeps it for taking it back."""

from datetime import UTC, datetime
from typing import Any

from goodtalk.chats.models import Chat, ChatEvent

EDITED = "chat.edited"
MOMENTS = ("starts_at", "ends_at")
PRESENCE = ("checked_in_at", "stand_by_told_at")  # of another chair, or another time

Plans = dict[str, Any]


class PlanChanged(Exception):
    """What the change made of the plan has been changed again since."""


class HourHasBegun(Exception):
    """The hour has begun: its times are not moved back any more."""


def plan_of(chat: Chat) -> Plans:
    """The plan as it stands, ready for the log."""
    kept = ("theme", "chair_id", "autopilot", "holds_newcomers")
    moments = {name: _written(getattr(chat, name)) for name in (*MOMENTS, *PRESENCE)}
    return {name: getattr(chat, name) for name in kept} | moments


def changes_between(before: Plans, after: Plans) -> Plans:
    """What is another: its name, and what it was and is."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def what_changed(event: ChatEvent) -> Plans:
    """What a line of the log changed of the plan; nothing where it is no change of the plan."""
    line = getattr(event, "line", None)
    changes: Plans = line.before.get("changes", {}) if line and event.kind == EDITED else {}
    return {name: each for name, each in changes.items() if name not in PRESENCE}


def plan_without(chat: Chat, event: ChatEvent) -> Plans | None:
    """The plan of a locked chat as it was before a change; None when that is undone already.

    Raises PlanChanged, HourHasBegun.
    """
    changes, plan = what_changed(event), plan_of(chat)
    if not changes:
        raise PlanChanged(chat)
    if all(plan[name] == was for name, (was, _became) in changes.items()):
        return None
    if any(plan[name] != became for name, (_was, became) in changes.items()):
        raise PlanChanged(chat)
    if chat.started_at and changes.keys() & set(MOMENTS):
        raise HourHasBegun(chat)
    return plan | {name: was for name, (was, _became) in changes.items()}


def may_be_taken_back(chat: Chat, event: ChatEvent) -> bool:
    """Whether a line of the log is a change of the plan that still stands. No query."""
    try:
        return not chat.is_over and plan_without(chat, event) is not None
    except (PlanChanged, HourHasBegun):
        return False


def presence_before(event: ChatEvent) -> dict[str, datetime]:
    """Who had come to the desk and was forgotten by the change."""
    changes = event.line.before.get("changes", {})
    return {
        name: datetime.fromisoformat(changes[name][0]) for name in PRESENCE if name in changes
    }


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
