"""Takes back what was done at the desk, named by its line in the log."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.keeping_order.undoing_posts import POST_OPPOSITES, undo_with_post
from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Chat, ChatEvent, Question
from goodtalk.chats.steering.conductor import ChatNotLive, hold_hour, resume_hour
from goodtalk.chats.steering.plan_changes import EDITED
from goodtalk.chats.steering.planning import undo_change_of_plan
from goodtalk.chats.steering.run_sheet import lay_out, lengthen
from goodtalk.chats.steering.steering import restore_question, skip_question, take_off
from goodtalk.chats.steering.taking_back import (
    reopen_hour,
    take_release_back,
    take_wrap_up_back,
)
from goodtalk.communities.models import User

A_LITTLE = 1e-6  # minutes: fractions that have been to the database and back


class CannotUndo(Exception):
    """There is nothing to take back there, or the hour has gone on past it."""


class MinutesChanged(Exception):
    """Somebody has given the questions other minutes since they were spread."""


@transaction.atomic
def undo(chat: Chat, seq: int, *, by: User | None, now: datetime) -> None:
    """Take back what the log has at `seq`. Safe to call twice. Raises ChatNotLive, CannotUndo.

    And what the opposite raises: QuestionIsOut, QuestionPassed, RunSheetChanged, MinutesChanged,
    ReleaseStands; of a change of the plan ChatIsOver, PlanChanged, HourHasBegun. What was done with
    a post is taken back also when the hour is over, as is its end; a change of the plan also before
    it.
    """
    chat = lock_chat(chat.pk)
    event = chat.events.select_related("line__post").filter(seq=seq).first()
    if event is not None and event.kind in POST_OPPOSITES:
        if by is None or not undo_with_post(chat, event, by=by, now=now):
            raise CannotUndo(chat)
        return
    if event is not None and event.kind == EDITED:
        undo_change_of_plan(chat, event, by=by, now=now)
        return
    if event is not None and event.kind == "chat.closed":
        if not reopen_hour(chat, event, by, now):
            raise CannotUndo(chat)
        return
    if not chat.is_live:
        raise ChatNotLive(chat)
    if event is None or event.kind not in OPPOSITES:
        raise CannotUndo(chat)
    OPPOSITES[event.kind](chat, event, by, now)


def _shorten(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    if _is_undone(chat, "chat.shortened", event):
        return
    minutes = event.data["minutes"]
    if chat.ends_at - timedelta(minutes=minutes) <= now:
        raise CannotUndo(chat)
    chat.ends_at -= timedelta(minutes=minutes)
    chat.save(update_fields=["ends_at"])
    lengthen(chat, event.data.get("on", "welcome"), -minutes)
    lay_out(chat)
    data = {"event": event.seq, "minutes": minutes}
    append_event(chat, "chat.shortened", data, at=now, by=by)


def _unstretch(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    if _is_undone(chat, "run_sheet.restored", event):
        return
    since = keys_since(chat)
    if not minutes_stand(event, chat.questions.all(), since):
        raise MinutesChanged(chat)
    before = _by_key(event.data["before"], since)
    for question in chat.questions.filter(released_at=None, pk__in=before):
        question.minutes = before[question.pk]
        question.save(update_fields=["minutes"])
    lengthen(chat, event.data["on"], -event.data["more"])
    lay_out(chat)
    append_event(chat, "run_sheet.restored", {"event": event.seq}, at=now, by=by)


def minutes_stand(
    event: ChatEvent, questions: Iterable[Question], since: Mapping[int, int]
) -> bool:
    """Whether what a spreading gave minutes to still has these; what is out keeps its own.

    Before that was remembered, nothing is known of it. `since` is what keys_since() knows.
    """
    now = {one.pk: one for one in questions}
    return all(
        key in now and (now[key].is_released or abs(now[key].minutes - minutes) < A_LITTLE)
        for key, minutes in _by_key(event.data.get("after", {}), since).items()
    )


def keys_since(chat: Chat) -> dict[int, int]:
    """The keys that questions have today, by those of earlier lines of the log. One query.

    A question whose release is taken back goes on under another key.
    """
    return keys_since_in([chat.pk])


def keys_since_in(chats: Collection[int]) -> dict[int, int]:
    """The same of several hours: no two of their questions have one key."""
    since: dict[int, int] = {}
    changes = ChatEvent.objects.filter(chat__in=chats, kind="question.taken_back").order_by("-seq")
    for data in changes.values_list("data", flat=True):
        since[data["was"]] = since.get(data["question"], data["question"])
    return since


def _by_key(minutes: Mapping[str, float], since: Mapping[int, int]) -> dict[int, float]:
    return {since.get(int(key), int(key)): value for key, value in minutes.items()}


def _begin_again(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    if not take_wrap_up_back(chat, event, by, now):
        raise CannotUndo(chat)


def _go_on(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    resume_hour(chat, by=by, now=now)


def _hold_again(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    hold_hour(chat, by=by, now=now)


def _put_back(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    restore_question(_question(chat, event), by=by, now=now)


def _skip(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    skip_question(_question(chat, event), by=by, now=now)


def _take_off(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    if question := _found(chat, event):
        take_off(question, by=by, now=now)


def _question(chat: Chat, event: ChatEvent) -> Question:
    question = _found(chat, event)
    if question is None:
        raise CannotUndo(chat)
    return question


def _found(chat: Chat, event: ChatEvent) -> Question | None:
    key = event.data["question"]
    return chat.questions.filter(pk=keys_since(chat).get(key, key)).first()


def _is_undone(chat: Chat, kind: str, event: ChatEvent) -> bool:
    return chat.events.filter(kind=kind, data__event=event.seq).exists()


OPPOSITES: dict[str, Callable[[Chat, ChatEvent, User | None, datetime], None]] = {
    "chat.held": _go_on,
    "chat.resumed": _hold_again,
    "chat.extended": _shorten,
    "chat.wrapped_up": _begin_again,
    "question.released": take_release_back,
    "run_sheet.stretched": _unstretch,
    "question.skipped": _put_back,
    "question.restored": _skip,
    "question.added": _take_off,
    "question.promoted": _take_off,
}
