"""What the chair does with the questions to come while the hour is on. Each can be undone."""

from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.log import append_event
from goodtalk.chats.models import Chat, Post, Question
from goodtalk.chats.steering.conductor import NothingLeft, RunSheetChanged, let_go, lock_live
from goodtalk.chats.steering.run_sheet import MAX_QUESTIONS, lay_out, lengthen_what_is_on
from goodtalk.communities.models import User

SHARE_OF_HOUR = 12  # an added question gets five minutes of sixty, if nobody says otherwise


class QuestionIsOut(Exception):
    """The question has been put to the room."""


class QuestionPassed(Exception):
    """The hour has gone on past the question that was skipped."""


class NoTimeLeft(Exception):
    """The wrap-up is due: there is nothing to spread questions over."""


class SheetIsFull(Exception):
    """The run sheet has as many questions as one can have."""


class NothingAsked(Exception):
    """A question needs words."""


@transaction.atomic
def skip_question(question: Question, *, by: User | None, now: datetime) -> Question:
    """Leave a question out; those after it move up. Safe to call twice.

    Raises ChatNotLive, QuestionIsOut.
    """
    chat, question = _found(question)
    if question.is_released:
        raise QuestionIsOut(question)
    if question.skipped_at is None:
        question.skipped_at = now
        question.save(update_fields=["skipped_at"])
        lay_out(chat)
        append_event(chat, "question.skipped", {"question": question.pk}, at=now, by=by)
    return question


@transaction.atomic
def restore_question(question: Question, *, by: User | None, now: datetime) -> Question:
    """Take a skip back while the hour has not gone on past the question. Safe to call twice.

    Raises ChatNotLive, QuestionPassed.
    """
    chat, question = _found(question)
    if question.skipped_at is None:
        return question
    if is_passed(chat, question):
        raise QuestionPassed(question)
    question.skipped_at = None
    question.save(update_fields=["skipped_at"])
    lay_out(chat)
    append_event(chat, "question.restored", {"question": question.pk}, at=now, by=by)
    return question


@transaction.atomic
def add_question(
    chat: Chat, text: str, *, by: User | None, now: datetime, minutes: float | None = None
) -> Question:
    """Ask something more, next; what is still to come moves back, the end stays.

    Safe to call twice: a question to come that has these words is the same one. Raises
    ChatNotLive, SheetIsFull, NothingAsked.
    """
    chat = lock_live(chat.pk)
    if not text.strip():
        raise NothingAsked(chat)
    same = chat.questions.filter(text=text, released_at=None, skipped_at=None).first()
    if same is not None:
        return same
    question = put_next(chat, text, minutes)
    append_event(chat, "question.added", _with_words(question), at=now, by=by)
    return question


@transaction.atomic
def take_off(question: Question, *, by: User | None, now: datetime) -> None:
    """Take a question off the run sheet again before it is asked. Safe to call twice.

    Raises ChatNotLive, QuestionIsOut.
    """
    chat = lock_live(question.chat_id)
    found = chat.questions.filter(pk=question.pk).first()
    if found is None:
        return
    if found.is_released:
        raise QuestionIsOut(found)
    words = _with_words(found)
    take_out(chat, found)
    lay_out(chat)
    append_event(chat, "question.taken_off", words, at=now, by=by)


@transaction.atomic
def stretch_rest(
    chat: Chat, *, by: User | None, now: datetime, seen_next: datetime | None = None
) -> Chat:
    """Share the time until the wrap-up out evenly: to what is on, and to each question to come.

    Lets go of a hold. Raises ChatNotLive, NothingLeft, NoTimeLeft, and RunSheetChanged when the
    next question is not due at `seen_next` any more: another desk has moved it.
    """
    chat = lock_live(chat.pk)
    to_come = list(chat.questions.filter(released_at=None, skipped_at=None))
    if not to_come:
        raise NothingLeft(chat)
    if seen_next is not None and to_come[0].due_at != seen_next:
        raise RunSheetChanged(chat)
    if chat.wrapped_up_at or chat.wrap_up_due_at <= now:
        raise NoTimeLeft(chat)
    let_go(chat, by=by, now=now)
    append_event(chat, "run_sheet.stretched", _shared_out(chat, now), at=now, by=by)
    return chat


def take_out(chat: Chat, question: Question) -> None:
    """Delete a question's row; those after it close up."""
    number = question.number
    chat.questions.filter(pk=question.pk).delete()
    for later in chat.questions.filter(number__gt=number):
        later.number -= 1
        later.save(update_fields=["number"])


def _with_words(question: Question) -> dict[str, object]:
    """A question as the log keeps it, which outlasts its row.

    Of a participant's, only which one it was: their words go with their post.
    """
    if question.promoted_from_id:
        return {"question": question.pk}
    return {"question": question.pk, "text": question.text}


def is_passed(chat: Chat, question: Question) -> bool:
    """Whether a later question has been put to the room, or the wrap-up has begun."""
    later = chat.questions.filter(number__gt=question.number, released_at__isnull=False)
    return chat.wrapped_up_at is not None or later.exists()


def _shared_out(chat: Chat, now: datetime) -> dict[str, object]:
    """Write the shares; what the minutes were before, for taking it back.

    A question that went out long before its minute has at least until then.
    """
    to_come = list(chat.questions.filter(released_at=None, skipped_at=None))
    before = {str(one.pk): one.minutes for one in to_come}
    first_at = now + (chat.wrap_up_due_at - now) / (len(to_come) + 1)
    last = chat.questions.filter(released_at__isnull=False).last()
    if last is not None and last.due_at > first_at:
        first_at = min(last.due_at, chat.wrap_up_due_at)
    share = (chat.wrap_up_due_at - first_at) / len(to_come)
    more = (first_at - to_come[0].due_at) / timedelta(minutes=1)
    what = lengthen_what_is_on(chat, more)
    for question in to_come:
        question.minutes = share / timedelta(minutes=1)
        question.save(update_fields=["minutes"])
    lay_out(chat)
    after = {str(one.pk): one.minutes for one in to_come}
    return {"before": before, "after": after, "on": what, "more": more}


def put_next(
    chat: Chat, text: str, minutes: float | None, promoted_from: Post | None = None
) -> Question:
    """A row of a locked chat after the last question that is out. Raises SheetIsFull.

    Those to come make room, and their minutes move back.
    """
    if chat.questions.count() >= MAX_QUESTIONS:
        raise SheetIsFull(chat)
    last = chat.questions.filter(released_at__isnull=False).last()
    number = last.number + 1 if last else 1
    for later in chat.questions.filter(number__gte=number).order_by("-number"):
        later.number += 1
        later.save(update_fields=["number"])
    if minutes is None:
        minutes = chat.length / timedelta(minutes=SHARE_OF_HOUR)
    question = Question.objects.create(
        chat=chat, number=number, text=text, minutes=minutes, due_at=chat.starts_at,
        promoted_from=promoted_from,
    )
    lay_out(chat)
    return chat.questions.get(pk=question.pk)


def _found(question: Question) -> tuple[Chat, Question]:
    """The chat, locked, and the question as it is now. Raises RunSheetChanged when it is gone."""
    chat = lock_live(question.chat_id)
    found = chat.questions.filter(pk=question.pk).first()
    if found is None:
        raise RunSheetChanged(chat)
    return chat, found
