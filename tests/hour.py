"""The Friday on which the tests hold their hours, and what they read off an hour's log."""

from datetime import UTC, date, datetime, time

from goodtalk.chats.models import Chat

FRIDAY = date(2026, 11, 27)  # London is on UTC then


def at(clock: str) -> datetime:
    """That Friday at hh:mm or hh:mm:ss, UTC."""
    return datetime.combine(FRIDAY, time.fromisoformat(clock), tzinfo=UTC)


def logged(chat: Chat, after: int = 0) -> list[tuple[int, str]]:
    """The lines of a chat's log: their places and kinds."""
    return list(chat.events.filter(seq__gt=after).order_by("seq").values_list("seq", "kind"))
