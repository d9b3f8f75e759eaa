"""What moves an hour along. Called by the desk, the API, the clock and the autopilot alike."""

from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import LOBBY_MINUTES, Chat, Question
from goodtalk.chats.run_sheet import lay_out
from goodtalk.communities.models import User


class ChatNotLive(Exception):
    """The hour is not on: its lobby is still open, or it has closed."""


class NothingLeft(Exception):
    """Every question has been released and the wrap-up has begun."""


@transaction.atomic
def release_question(question: Question, *, by: User | None, now: datetime) -> Question:
    """Show a question to the room; doors and listeners hear of it from the log.

    `by` is the chair, None for the autopilot; the caller has checked that they may. `now` is
    given, so that a rehearsal can run on its own clock. Safe to call twice: whoever comes second
    changes nothing. Raises ChatNotLive. Six queries in one transaction.
    """
    chat = lock_chat(question.chat_id)
    if not chat.is_live:
        raise ChatNotLive(chat)
    question = chat.questions.get(pk=question.pk)  # read again, now that the chat is ours
    if not question.is_released:
        _release(chat, question, by=by, now=now)
    return question


@transaction.atomic
def release_next(chat: Chat, *, after: int, by: User | None, now: datetime) -> Chat:
    """Release the question that follows number `after` (0: the first), or begin the wrap-up.

    The desk says what it believes was last, so that two chairs who press at once, or one who
    presses twice, release one question. Raises ChatNotLive, NothingLeft.
    """
    chat = lock_chat(chat.pk)
    if not chat.is_live:
        raise ChatNotLive(chat)
    following = chat.questions.filter(number=after + 1).first()
    if following is not None:
        if not following.is_released:
            _release(chat, following, by=by, now=now)
    elif chat.wrapped_up_at is None:
        _wrap_up(chat, by=by, now=now)
    else:
        raise NothingLeft(chat)
    return chat


@transaction.atomic
def extend_hour(chat: Chat, *, minutes: float, by: User | None, now: datetime) -> Chat:
    """Give what is on now more minutes: what is still to come moves back, the hour ends later.

    The minutes go onto the run sheet, so that editing it afterwards does not take them back.
    Raises ChatNotLive, and ValueError for less than a second or more than four hours.
    """
    if not 1 / 60 <= minutes <= 240:
        raise ValueError(minutes)
    chat = lock_chat(chat.pk)
    if not chat.is_live:
        raise ChatNotLive(chat)
    chat.ends_at += timedelta(minutes=minutes)
    chat.save(update_fields=["ends_at"])
    _lengthen_what_is_on(chat, minutes)
    lay_out(chat)
    append_event(chat, "chat.extended", {"minutes": minutes}, at=now, by=by)
    return chat


@transaction.atomic
def end_hour(chat: Chat, *, by: User | None, now: datetime) -> Chat:
    """Close the hour, now. Safe to call twice. Raises ChatNotLive before it has begun."""
    chat = lock_chat(chat.pk)
    if chat.is_over:
        return chat
    if not chat.is_live:
        raise ChatNotLive(chat)
    _close(chat, by=by, now=now)
    return chat


@transaction.atomic
def keep_time(chat: Chat, *, now: datetime) -> Chat:
    """Take a chat through everything that its minutes have brought by now, in order.

    Called for each chat that is due, again and again, by every worker there is. After a server
    was down, what was missed happens now; questions that the hour has outlived stay unreleased,
    and so do those for which the run sheet leaves no time before the wrap-up: the chair may.
    """
    chat = lock_chat(chat.pk)
    if chat.opened_at is None and now >= chat.starts_at - timedelta(minutes=LOBBY_MINUTES):
        _mark(chat, "opened_at", "chat.opened", by=None, now=now)
    if chat.started_at is None and now >= chat.starts_at:
        _mark(chat, "started_at", "chat.started", by=None, now=now)
    if chat.is_live and now >= chat.ends_at:
        _close(chat, by=None, now=now)
    if chat.is_live and chat.autopilot:
        _release_what_is_due(chat, now)
        if now >= chat.wrap_up_due_at and chat.wrapped_up_at is None:
            _wrap_up(chat, by=None, now=now)
    return Chat.objects.get(pk=chat.pk)


def _release_what_is_due(chat: Chat, now: datetime) -> None:
    due = chat.questions.filter(released_at=None, due_at__lte=now)
    for question in due.filter(due_at__lt=chat.wrap_up_due_at):
        _release(chat, question, by=None, now=now)


def _release(chat: Chat, question: Question, *, by: User | None, now: datetime) -> None:
    question.released_at, question.released_by = now, by
    question.save(update_fields=["released_at", "released_by"])
    append_event(chat, "question.released", {"question": question.pk}, at=now, by=by)


def _lengthen_what_is_on(chat: Chat, minutes: float) -> None:
    last = chat.questions.filter(released_at__isnull=False).last()
    if chat.wrapped_up_at is not None:
        chat.wrap_up_minutes += minutes
        chat.save(update_fields=["wrap_up_minutes"])
    elif last is not None:
        last.minutes += minutes
        last.save(update_fields=["minutes"])
    else:
        chat.welcome_minutes += minutes
        chat.save(update_fields=["welcome_minutes"])


def _wrap_up(chat: Chat, *, by: User | None, now: datetime) -> None:
    _mark(chat, "wrapped_up_at", "chat.wrapped_up", by=by, now=now)


def _close(chat: Chat, *, by: User | None, now: datetime) -> None:
    _mark(chat, "closed_at", "chat.closed", by=by, now=now)


def _mark(chat: Chat, moment: str, kind: str, *, by: User | None, now: datetime) -> None:
    setattr(chat, moment, now)
    chat.save(update_fields=[moment])
    append_event(chat, kind, {}, at=now, by=by)
