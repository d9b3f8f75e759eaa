"""The ways out for an announcement. A door or a room names its own; nobody else need know it."""

from collections.abc import Callable

from goodtalk.chats.models import Chat

# Called with the hour, which of the four it is ("day"), and the words, inside the transaction
# that notes the announcement as made: it puts a task aside and does nothing slow.
Way = Callable[[Chat, str, str], None]

_ways: dict[str, Way] = {}


def open_way(name: str, way: Way) -> None:
    """Have every announcement go out this way too. A name that is known gets the new way."""
    _ways[name] = way


def send_every_way(chat: Chat, which: str, text: str) -> None:
    """Hand one announcement to each way."""
    for way in _ways.values():
        way(chat, which, text)
