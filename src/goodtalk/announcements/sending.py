"""What the worker does again and again: makes the announcements whose moment has come, once."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from goodtalk.announcements.models import Announcement, Which
from goodtalk.announcements.times import (
    FARTHEST,
    comes_after,
    good_until,
    is_skipped,
    latest,
    was_past_when_planned,
)
from goodtalk.announcements.ways import send_every_way
from goodtalk.announcements.wording import Words, worded, words_by_community, words_of
from goodtalk.chats.log import lock_chat
from goodtalk.chats.models import Chat

logger = logging.getLogger(__name__)


def send_what_is_due(now: datetime) -> None:
    """Make every announcement that is due. Any number of workers may call it at once.

    One query when no hour is near, three when what is due has been told.
    """
    chats = Chat.objects.coming().filter(starts_at__lte=now + FARTHEST, is_rebuilt=False)
    chats = chats.select_related("community")
    due = {chat: which for chat in chats if (which := latest(chat, now))}
    if not due:
        return
    told = set(
        Announcement.objects.filter(chat__in=due).values_list("chat", "which", "starts_at")
    )
    words = words_by_community(chat.community_id for chat in due)
    for chat, which in due.items():
        if (chat.pk, which, chat.starts_at) in told:
            continue
        try:
            # Asked first: only what goes out takes the chat's lock.
            if not _is_silent(chat, which, words[chat.community_id][which]):
                announce(chat, now=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy: no other chat would fare better
        except Exception:
            logger.exception("Announcing chat %s", chat.pk)


@transaction.atomic
def announce(chat: Chat, *, now: datetime) -> Announcement | None:
    """Make the announcement of an hour that is due, every way; None when there is none (left)."""
    chat = lock_chat(chat.pk)  # and read again: somebody may have moved it, or been quicker
    which = latest(chat, now)
    if which is None or chat.announcements.filter(which=which, starts_at=chat.starts_at).exists():
        return None
    words = words_of(chat.community)[which]
    if _is_silent(chat, which, words):
        return None
    announcement = chat.announcements.create(
        which=which, starts_at=chat.starts_at, good_until=good_until(chat, which),
        text=worded(words.text, chat), at=now,
    )  # fmt: skip
    send_every_way(chat, which, announcement.text)
    return announcement


def _is_silent(chat: Chat, which: Which, words: Words) -> bool:
    """Whether nothing is told: it is switched off, or the hour does not take place, or what would
    be told was decided when its moment had passed. Two queries at most.
    """
    if not words.is_on or comes_after(words.changed_at, chat, which):
        return True
    return is_skipped(chat) or was_past_when_planned(chat, which)
