"""Keeping a recap, publishing it, taking it back: what the chair does with it after the hour."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodtalk.chats.log import append_event, lock_chat, marked
from goodtalk.chats.models import Chat
from goodtalk.communities.models import User
from goodtalk.record.models import RecapText


class HourNotOver(Exception):
    """An hour that is still on, or to come, has no recap."""


class WrittenMeanwhile(Exception):
    """Somebody else has kept another text since this one was begun."""


def texts_of(chat: Chat) -> QuerySet[RecapText]:
    """All that was kept, the latest first."""
    return RecapText.objects.filter(chat=chat).select_related("by").order_by("-pk")


def published_text(chat: Chat) -> RecapText | None:
    """What everybody reads. One query; none for an hour without a recap."""
    if chat.recapped_at is None:
        return None
    return texts_of(chat).exclude(published_at=None).first()


def recaps_among(chats: Collection[int]) -> dict[int, list[str]]:
    """In which of these hours a chair has written a recap, in words. One query."""
    written = Chat.objects.filter(pk__in=chats, recap_texts__isnull=False).distinct()
    return {
        chat: [_("the recap") if recapped_at else _("a recap that is not published")]
        for chat, recapped_at in written.values_list("pk", "recapped_at")
    }


@transaction.atomic
def keep_text(
    chat: Chat, text: str, *, after: int | None, by: User | None, now: datetime
) -> RecapText:
    """Keep a text for those at the desk; what is published stays as it is.

    `after` is the key of the text that it was made from, 0 for none; None has it come after
    whatever was kept last. The same text again is not kept twice. Raises WrittenMeanwhile.
    """
    chat = lock_chat(chat.pk)
    latest = texts_of(chat).first()
    if latest is not None and latest.text == text:
        return latest
    if after not in (None, latest.pk if latest else 0):
        raise WrittenMeanwhile(chat)
    return RecapText.objects.create(chat=chat, text=text, at=now, by=by)


@transaction.atomic
def publish_recap(
    chat: Chat, text: str, *, after: int | None, by: User | None, now: datetime
) -> RecapText:
    """Have everybody read it; doors hear of it from the log. Safe to call twice.

    Raises HourNotOver, WrittenMeanwhile.
    """
    chat = lock_chat(chat.pk)
    if not chat.is_over:
        raise HourNotOver(chat)
    before = published_text(chat)
    kept = keep_text(chat, text, after=after, by=by, now=now)
    if before == kept:
        return kept
    kept.published_at = now
    kept.save(update_fields=["published_at"])
    kind = "recap.edited" if before else "recap.published"
    if before is None:
        chat.recapped_at = now
        chat.save(update_fields=["recapped_at"])
    append_event(chat, kind, {"recap": kept.pk, **marked(by, "command")}, at=now, by=by)
    return kept


@transaction.atomic
def take_recap_back(chat: Chat, *, by: User | None, now: datetime) -> None:
    """Only those at the desk read it from now on; its texts stay. Safe to call twice."""
    chat = lock_chat(chat.pk)
    if chat.recapped_at is None:
        return
    chat.recapped_at = None
    chat.save(update_fields=["recapped_at"])
    append_event(chat, "recap.withdrawn", marked(by, "command"), at=now, by=by)
