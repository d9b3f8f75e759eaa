"""When each announcement of an hour falls due, and how long it still makes sense."""

from datetime import datetime, timedelta

from goodtalk.announcements.models import Which
from goodtalk.chats.models import Chat

BEFORE = {
    Which.WEEK: timedelta(days=7),
    Which.DAY: timedelta(days=1),
    Which.HOUR: timedelta(hours=1),
}
# So late an announcement may still go out, after a server was down.
LATE = {
    Which.WEEK: timedelta(days=3),
    Which.DAY: timedelta(hours=12),
    Which.HOUR: timedelta(minutes=45),
    Which.LIVE: timedelta(minutes=20),
}
A_MOMENT = timedelta(minutes=1)  # a change at the minute itself does not count as after it
FARTHEST = BEFORE[Which.WEEK]


def latest(chat: Chat, now: datetime) -> Which | None:
    """The last announcement whose moment has come, unless it comes too late to be of use.

    Earlier ones that were missed are not caught up with: nobody is told of one hour twice at once.
    """
    if chat.is_over or now >= chat.ends_at:
        return None
    come = [which for which in Which if (due := due_at(chat, which)) and due <= now]
    if not come:
        return None
    due = due_at(chat, come[-1])
    return come[-1] if due and now - due <= LATE[come[-1]] else None


def due_at(chat: Chat, which: Which) -> datetime | None:
    """The moment at which it goes out; None for an hour that has not begun."""
    return chat.started_at if which == Which.LIVE else chat.starts_at - BEFORE[which]


def good_until(chat: Chat, which: Which) -> datetime:
    """When the next one takes its place, or the hour is over."""
    ends = {
        Which.WEEK: chat.starts_at - BEFORE[Which.DAY],
        Which.DAY: chat.starts_at - BEFORE[Which.HOUR],
        Which.HOUR: chat.starts_at,
    }
    return ends.get(which, chat.ends_at)


def was_past_when_planned(chat: Chat, which: Which) -> bool:
    """Whether its moment lay in the past already when the hour was put at its time. One query.

    Who plans an hour for this afternoon, or moves one, does not have letters leave at once.
    """
    if which == Which.LIVE:
        return False
    plans = chat.events.filter(kind__in=["chat.planned", "chat.edited"]).order_by("-seq")
    return comes_after(plans.values_list("at", flat=True).first(), chat, which)


def comes_after(changed_at: datetime | None, chat: Chat, which: Which) -> bool:
    """Whether a change came when the moment of this announcement had passed already."""
    due = due_at(chat, which)
    return due is not None and changed_at is not None and due + A_MOMENT < changed_at


def is_skipped(chat: Chat) -> bool:
    """Whether the rhythm's own date of this hour has been skipped. One query."""
    local = chat.community.local(chat.starts_at)
    skips = chat.community.changes.filter(day=local.date(), moved_to=None)
    return local.time() == chat.community.at and skips.exists()
