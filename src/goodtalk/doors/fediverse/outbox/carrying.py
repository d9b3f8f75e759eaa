"""Carries out of this door what an hour's log tells: questions, the plan, thanks, the recap.

What it says and how far it has read are kept in one transaction: after a crash nothing is said
twice, and nothing is left out.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from goodtalk.chats.models import Chat, ChatEvent, Question
from goodtalk.doors.fediverse.actors import addresses
from goodtalk.doors.fediverse.outbox.events import about_event, event_of
from goodtalk.doors.fediverse.outbox.models import Carried, OwnObject
from goodtalk.doors.fediverse.outbox.notes import (
    about_question,
    about_recap,
    question_note,
    recap_note,
)
from goodtalk.doors.fediverse.outbox.publishing import publish, say_otherwise, take_back
from goodtalk.doors.fediverse.outbox.thanks import end_thanks, gives_thanks, thank_for

A_FEW = 50  # hours in one go
LATE = timedelta(hours=1)  # a question older than that is not put to anybody any more
REST_SECONDS = 10  # before an hour that could not be carried is tried again

PLAN = {
    "chat.planned", "chat.edited", "chat.extended", "chat.shortened", "chat.reopened",
    "run_sheet.edited",
}  # fmt: skip
SHEET = {"run_sheet.edited", "question.taken_off", "question.taken_back", "question.skipped"}
RECAP = {"recap.published", "recap.edited", "recap.withdrawn"}
END_OF_THANKS = {"post.unspotlit", "post.withdrawn", "post.set_aside"}

_resting: dict[int, float] = {}  # hours that failed, and until when they are left alone
logger = logging.getLogger(__name__)


def carry_out(now: datetime) -> int:
    """Say what has happened since; returns in how many hours. One query when nothing has."""
    if not addresses.is_open():
        return 0
    news = hours_with_news().order_by("pk").values_list("pk", flat=True)[:A_FEW]
    chats = [chat for chat in news if _resting.get(chat, 0) <= time.monotonic()]
    for number in chats:
        try:
            carry(number, now=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy: no other hour would fare better
        except Exception:
            logger.exception("Carrying chat %s to the fediverse", number)
            _resting[number] = time.monotonic() + REST_SECONDS
    return len(chats)


@transaction.atomic
def carry(number: int, *, now: datetime) -> None:
    """Say what one hour's log tells beyond what was read. Any number of workers may try at once."""
    chat = Chat.objects.select_related("community").get(pk=number)
    Carried.objects.get_or_create(chat=chat)
    mark = Carried.objects.select_for_update().get(chat=chat)
    events = list(chat.events.filter(seq__gt=mark.seq).order_by("seq"))
    if not events:
        return
    kinds = {event.kind for event in events}
    if kinds & PLAN:
        _tell_plan(chat, now=now)
    if kinds & SHEET:
        _follow_sheet(chat, now=now)
    for event in events:
        if event.kind == "question.released" and now - event.at <= LATE:
            _ask(chat, event, now=now)
    _tell_thanks(chat, events, now=now)
    if kinds & RECAP:
        _tell_recap(chat, events, now=now)
    mark.seq = events[-1].seq
    mark.save(update_fields=["seq"])


def hours_with_news() -> QuerySet[Chat]:
    """Hours whose log is longer than what was read of it; none of an archive's."""
    read = Carried.objects.filter(chat=OuterRef("pk"), seq__gte=OuterRef("last_seq"))
    return Chat.objects.filter(~Exists(read), last_seq__gt=0, is_rebuilt=False)


def take_back_orphans(now: datetime) -> int:
    """Of hours that were deleted, take back all that was said. One query when there are none."""
    if not addresses.is_open():
        return 0
    left = OwnObject.objects.filter(chat=None, withdrawn_at=None)
    left = left.select_related("community")[:A_FEW]
    return len([take_back(own, now=now) for own in left])


def _tell_plan(chat: Chat, *, now: datetime) -> None:
    """Put the hour into others' calendars, or move it there. Past hours are left."""
    if chat.ends_at <= now or chat.is_over:
        return
    own = publish(chat, OwnObject.Kind.EVENT, about_event(chat.pk), event_of(chat), now=now)
    say_otherwise(own, event_of(chat), now=now)


def _ask(chat: Chat, event: ChatEvent, *, now: datetime) -> None:
    question = chat.questions.filter(pk=event.data["question"]).first()
    if question is not None:
        about, note = about_question(question.pk), question_note(question, chat)
        publish(chat, OwnObject.Kind.QUESTION, about, note, now=now)


def _follow_sheet(chat: Chat, *, now: datetime) -> None:
    """Questions that were reworded are said otherwise; those that are gone are taken back."""
    said = OwnObject.objects.filter(
        chat=chat, kind=OwnObject.Kind.QUESTION, withdrawn_at=None
    ).select_related("community")
    asked = {about_question(one.pk): one for one in chat.questions.all()}
    for own in said:
        question = asked.get(own.about)
        if question is None:
            take_back(own, now=now)
        else:
            say_otherwise(own, _reworded(own, question, chat), now=now)


def _reworded(own: OwnObject, question: Question, chat: Chat) -> dict[str, object]:
    """It keeps its place in the thread, and to whom it was said."""
    kept = {key: own.content.get(key) for key in ("inReplyTo", "to", "cc")}
    return question_note(question, chat) | kept


def _tell_recap(chat: Chat, events: list[ChatEvent], *, now: datetime) -> None:
    """That it can be read, or not any more; how things stand at the end of what was read counts.

    One that was taken back and is published again is said anew.
    """
    said = OwnObject.objects.filter(chat=chat, kind=OwnObject.Kind.RECAP, withdrawn_at=None)
    was_taken_back = any(event.kind == "recap.withdrawn" for event in events)
    for own in said.select_related("community"):
        if was_taken_back:
            take_back(own, now=now)
        else:
            say_otherwise(own, recap_note(chat), now=now)
    published = [event for event in events if event.kind == "recap.published"]
    if chat.recapped_at is not None and published:
        about = about_recap(chat.pk, published[-1].seq)
        publish(chat, OwnObject.Kind.RECAP, about, recap_note(chat), now=now)


def _tell_thanks(chat: Chat, events: list[ChatEvent], *, now: datetime) -> None:
    """Whether to thank, and whether it may be in public, is looked at by a task: it may take long.

    What is in the spotlight at the end of what was read counts.
    """
    lit: dict[int, bool] = {}
    for event in events:
        if event.kind == "post.spotlit":
            lit[event.data["post"]] = now - event.at <= LATE
        elif event.kind in END_OF_THANKS:
            lit[event.data["post"]] = False
    if over := [post for post, is_lit in lit.items() if not is_lit]:
        end_thanks(chat.community, over, now=now)
    if (begun := [post for post, is_lit in lit.items() if is_lit]) and gives_thanks(chat.community):
        for post in begun:
            thank_for.enqueue(post)
