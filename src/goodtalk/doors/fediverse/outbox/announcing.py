"""An announcement goes out as a Note."""

from django.utils import timezone

from goodtalk.chats.models import Chat
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.outbox.models import OwnObject
from goodtalk.doors.fediverse.outbox.notes import announcement_note
from goodtalk.doors.fediverse.outbox.publishing import publish


def announce(chat: Chat, which: str, text: str) -> None:
    """A way out for announcements (announcements/ways.py): runs in the transaction that notes it.

    Nothing while this door is closed. An hour that moved is announced again.
    """
    if not addresses.is_open():
        return
    about = f"announcement {chat.pk} {which} {chat.starts_at:%Y-%m-%dT%H:%M}"
    content = announcement_note(chat, text)
    publish(chat, OwnObject.Kind.ANNOUNCEMENT, about, content, now=timezone.now())
