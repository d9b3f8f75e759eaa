"""What puts an hour on the calendar: a theme that is scheduled, a one-off, a change of plan."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from goodtalk.chats.log import append_event, lock_chat, marked
from goodtalk.chats.models import CHECK_IN_MINUTES, LOBBY_MINUTES, Chat, ChatEvent
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.chats.steering.plan_changes import (
    EDITED,
    PlanChanged,
    changes_between,
    plan_of,
    plan_without,
    presence_before,
)
from goodtalk.chats.steering.presence import see_who_has_come
from goodtalk.chats.steering.run_sheet import (
    ChatIsOver,
    RunSheet,
    edit_run_sheet,
    lay_out,
    template_of,
)
from goodtalk.communities.belonging import let_back
from goodtalk.communities.models import Community, Removal, Theme, User
from goodtalk.communities.rhythm import Slot

MAX_PARTS = 20  # hours on one day


class TooManyThatDay(Exception):
    """A day has room for twenty hours of one community."""


class AlreadyScheduled(Exception):
    """The theme has its hour."""


class NoFreeSlot(Exception):
    """The rhythm has no slot in the coming two years that is not taken."""


@dataclass(frozen=True)
class Plan:
    """What is to be planned: when, for how long, about what, and who sits at the desk.

    The moment may be given on any clock and is kept as UTC: on a night on which the clocks are
    changed, sixty minutes on a wall's clock are none, or two hours.
    """

    starts_at: datetime
    minutes: float
    theme: str
    chair: User | None = None
    autopilot: bool = True
    suggestion: Theme | None = None
    holds_newcomers: bool | None = None  # None: as it is

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))

    @property
    def ends_at(self) -> datetime:
        """When it is over, UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)


@transaction.atomic
def plan_chat(
    community: Community, plan: Plan, *, sheet: RunSheet | None, by: User | None, now: datetime
) -> Chat:
    """Put one hour on the calendar. Without a sheet it begins with the community's template.

    The hour's address is its date on the community's clock, and a number for a second hour on
    the same day. Raises TooManyThatDay.
    """
    Community.objects.select_for_update().get(pk=community.pk)  # two planners, one address
    day = community.local(plan.starts_at).date()
    taken = set(community.chats.filter(day=day).values_list("part", flat=True))
    part = next((part for part in range(1, MAX_PARTS + 1) if part not in taken), None)
    if part is None:
        raise TooManyThatDay(day)
    chat = Chat.objects.create(
        community=community,
        day=day,
        part=part,
        theme=plan.theme,
        chair=plan.chair,
        suggestion=plan.suggestion,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        autopilot=plan.autopilot,
        holds_newcomers=bool(plan.holds_newcomers),
    )
    if plan.chair:
        let_back(community, plan.chair)
    append_event(chat, "chat.planned", marked(by, "command"), at=now, by=by)
    return edit_run_sheet(chat, sheet or template_of(community), by=by, now=now)


def next_free_slot(community: Community, now: datetime) -> Slot:
    """The soonest slot of the rhythm for which no hour is planned. Raises NoFreeSlot."""
    planned = list(
        community.chats.filter(ends_at__gte=now).values_list("starts_at", "ends_at")
    )
    for slot in community.rhythm.slots(now, now + timedelta(days=731)):
        if slot.starts_at > now and not any(
            starts < slot.ends_at and ends > slot.starts_at for starts, ends in planned
        ):
            return slot
    raise NoFreeSlot(community)


@transaction.atomic
def schedule_theme(theme: Theme, *, by: User, now: datetime, chair: User | None = None) -> Chat:
    """Give a theme the next free slot. Raises AlreadyScheduled, NoFreeSlot."""
    community = Community.objects.select_for_update().get(pk=theme.community_id)
    if theme.chats.exists():
        raise AlreadyScheduled(theme)
    slot = next_free_slot(community, now)
    minutes = (slot.ends_at - slot.starts_at).total_seconds() / 60
    plan = Plan(slot.starts_at, minutes, theme.title, chair=chair, suggestion=theme)
    return plan_chat(community, plan, sheet=None, by=by, now=now)


@transaction.atomic
def change_plan(chat: Chat, plan: Plan, *, by: User | None, now: datetime) -> Chat:
    """Change theme, chair, pacing and, before the hour, its time. Raises ChatIsOver.

    The address stays what it was, also when the hour moves to another day: people have it. A
    lobby that is open closes when the hour moves away from it, and whoever was at the desk already
    is awaited there again; so is a new chair. What it changed stands beside its line in the log,
    for taking it back.
    """
    chat = lock_chat(chat.pk)
    if chat.is_over:
        raise ChatIsOver(chat)
    before = plan_of(chat)
    _write_plan(chat, plan, now=now)
    lay_out(chat)
    event = append_event(chat, EDITED, marked(by, "command"), at=now, by=by)
    if changes := changes_between(before, plan_of(chat)):
        kept = {"changes": changes}
        write_line(chat.community, EDITED, by=by, at=now, chat=chat, event=event, before=kept)
    return chat


@transaction.atomic
def undo_change_of_plan(chat: Chat, event: ChatEvent, *, by: User | None, now: datetime) -> None:
    """Take one change of the plan back, which is a change of the plan again. Safe to call twice.

    What it did not change stays as it is now. Raises ChatIsOver, PlanChanged, HourHasBegun.
    """
    chat = lock_chat(chat.pk)
    if chat.is_over:
        raise ChatIsOver(chat)
    plan = plan_without(chat, event)
    if plan is None:
        return
    starts_at, ends_at = (datetime.fromisoformat(plan[name]) for name in ("starts_at", "ends_at"))
    minutes = (ends_at - starts_at) / timedelta(minutes=1)
    chair = User.objects.filter(pk=plan["chair_id"] or 0).first()
    if chair and chair != chat.chair and Removal.objects.of(chair, chat.community).exists():
        raise PlanChanged(chat)  # whoever undoes it brings nobody back whom an organiser removed
    was = Plan(
        starts_at, minutes, plan["theme"], chair, plan["autopilot"],
        holds_newcomers=plan["holds_newcomers"],
    )  # fmt: skip
    chat = change_plan(chat, was, by=by, now=now)
    for name, moment in presence_before(event).items():
        setattr(chat, name, moment)
        chat.save(update_fields=[name])


def _write_plan(chat: Chat, plan: Plan, *, now: datetime) -> None:
    is_another_s = chat.chair_id != (plan.chair.pk if plan.chair else None)
    chat.theme, chat.chair, chat.autopilot = plan.theme, plan.chair, plan.autopilot
    if plan.holds_newcomers is not None:
        chat.holds_newcomers = plan.holds_newcomers
    if chat.started_at is None:
        chat.starts_at = plan.starts_at
        chat.ends_at = plan.ends_at
        if now < chat.starts_at - timedelta(minutes=LOBBY_MINUTES):
            chat.opened_at = None
        if now < chat.starts_at - timedelta(minutes=CHECK_IN_MINUTES):
            chat.checked_in_at = chat.stand_by_told_at = None
            chat.desk_seen_at = chat.left_alone_at = None
    if is_another_s:
        see_who_has_come(chat, now=now)
    chat.save(
        update_fields=[
            "theme", "chair", "autopilot", "starts_at", "ends_at", "opened_at", "checked_in_at",
            "stand_by_told_at", "desk_seen_at", "left_alone_at", "holds_newcomers",
        ]
    )

