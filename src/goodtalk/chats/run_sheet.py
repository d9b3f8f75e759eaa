"""The run sheet: welcome, questions with their minutes, wrap-up; laid out before, edited during."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Chat, Question
from goodtalk.communities.models import Community, User

MAX_QUESTIONS = 30


class ChatIsOver(Exception):
    """The hour has closed: its run sheet is part of the record now."""


class QuestionsMissing(Exception):
    """The new run sheet leaves out a question that has been put to the room."""


@dataclass(frozen=True)
class Asked:
    """A question as a run sheet has it: its words and how long it is given."""

    text: str
    minutes: float = 10


@dataclass(frozen=True)
class RunSheet:
    """What an hour is meant to be, from the welcome to the wrap-up. Times are minutes."""

    questions: Sequence[Asked] = field(default_factory=tuple)
    welcome: str = ""
    welcome_minutes: float = 5
    wrap_up: str = ""
    wrap_up_minutes: float = 5


def template_of(community: Community) -> RunSheet:
    """What a new hour of a community begins with."""
    return RunSheet(
        questions=[Asked(one["text"], one["minutes"]) for one in community.template_questions],
        welcome=community.template_welcome,
        welcome_minutes=community.template_welcome_minutes,
        wrap_up=community.template_wrap_up,
        wrap_up_minutes=community.template_wrap_up_minutes,
    )


def spread(texts: Sequence[str], minutes: float) -> RunSheet:
    """A run sheet that shares an hour out evenly: a twelfth each for welcome and wrap-up.

    In an hour of 60 minutes that is 5 minutes of welcome, 5 of wrap-up, and five questions get
    10 minutes each.
    """
    edge = minutes / 12
    each = (minutes - 2 * edge) / max(len(texts), 1)
    return RunSheet(
        questions=[Asked(text, each) for text in texts],
        welcome_minutes=edge,
        wrap_up_minutes=edge,
    )


def sheet_of(chat: Chat) -> RunSheet:
    """The run sheet of a chat as it stands. One query."""
    return RunSheet(
        questions=[Asked(one.text, one.minutes) for one in chat.questions.all()],
        welcome=chat.welcome,
        welcome_minutes=chat.welcome_minutes,
        wrap_up=chat.wrap_up,
        wrap_up_minutes=chat.wrap_up_minutes,
    )


@transaction.atomic
def edit_run_sheet(chat: Chat, sheet: RunSheet, *, by: User | None, now: datetime) -> Chat:
    """Put a new run sheet in place, before the hour or during it.

    Questions that have been released keep their places and may only be reworded. Raises
    ChatIsOver, QuestionsMissing.
    """
    chat = lock_chat(chat.pk)
    if chat.is_over:
        raise ChatIsOver(chat)
    existing = list(chat.questions.all())
    last = max((one.number for one in existing if one.is_released), default=0)
    if len(sheet.questions) < last or not all(one.text for one in sheet.questions[:last]):
        raise QuestionsMissing(chat)
    chat.welcome, chat.welcome_minutes = sheet.welcome, sheet.welcome_minutes
    chat.wrap_up, chat.wrap_up_minutes = sheet.wrap_up, sheet.wrap_up_minutes
    chat.save(
        update_fields=["welcome", "welcome_minutes", "wrap_up", "wrap_up_minutes"]
    )
    _write_questions(chat, existing, sheet.questions[:MAX_QUESTIONS])
    lay_out(chat)
    append_event(chat, "run_sheet.edited", {}, at=now, by=by)
    return chat


def _write_questions(chat: Chat, existing: list[Question], asked: Sequence[Asked]) -> None:
    """The questions' numbers are their places: rows are kept where there is one for the place."""
    for number, (text, minutes) in enumerate(((one.text, one.minutes) for one in asked), 1):
        if number <= len(existing):
            question = existing[number - 1]
            question.text, question.minutes = text, minutes
            question.save(update_fields=["text", "minutes"])
        else:
            Question.objects.create(
                chat=chat, number=number, text=text, minutes=minutes, due_at=chat.starts_at
            )
    chat.questions.filter(number__gt=len(asked), released_at=None).delete()


def lay_out(chat: Chat) -> None:
    """Give each question that is still to come its minute: when those before it have had theirs.

    A question that was released keeps the minute that was planned for it.
    """
    due = chat.starts_at + timedelta(minutes=chat.welcome_minutes)
    for question in chat.questions.all():
        if question.is_released:
            due = question.due_at
        elif question.due_at != due:
            question.due_at = due
            question.save(update_fields=["due_at"])
        due += timedelta(minutes=question.minutes)
