"""Whether those who sit at a desk have come to it, when a seat has changed hands."""

from datetime import datetime, timedelta

from goodtalk.chats.models import CHECK_IN_MINUTES, Chat


def see_who_has_come(chat: Chat, *, now: datetime) -> None:
    """After a seat of a locked chat was given to somebody else: they must have come, not others.

    What the log has counts, of whoever sits there now. The stand-by who was told before somebody
    came is told anew once these have left their seat. The caller saves `checked_in_at` and
    `stand_by_told_at`. One query, from half an hour before the hour on.
    """
    since = chat.starts_at - timedelta(minutes=CHECK_IN_MINUTES)
    if now < since:
        return
    seated = [pk for pk in (chat.chair_id, chat.stand_by_id) if pk]
    came = chat.events.filter(kind="chat.checked_in", by__in=seated, at__gte=since)
    moment = came.order_by("seq").values_list("at", flat=True).first()
    if moment is None and chat.checked_in_at is not None:
        chat.stand_by_told_at = None
    chat.checked_in_at = moment
