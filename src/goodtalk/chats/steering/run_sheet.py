"""The run sheet: welcome, questions with their minutes, wrap-up; laid out before, edited during."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.log import append_event, lock_chat, marked
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
    append_event(chat, "run_sheet.edited", marked(by, "command"), at=now, by=by)
    return chat


def lengthen_what_is_on(chat: Chat, minutes: float) -> str:
    """Give more minutes to what a locked chat is at; fewer, if they are negative. Says to what.

    That is "welcome", "wrap_up", or a question's key. The rest is not laid out again here.
    """
    what = "wrap_up"
    if chat.wrapped_up_at is None:
        last = chat.questions.filter(released_at__isnull=False).last()
        what = str(last.pk) if last else "welcome"
    lengthen(chat, what, minutes)
    return what


def lengthen(chat: Chat, what: str, minutes: float) -> None:
    """Give more minutes to the welcome, the wrap-up, or the question with that key."""
    if what in ("welcome", "wrap_up"):
        field_name = f"{what}_minutes"
        setattr(chat, field_name, max(0.0, getattr(chat, field_name) + minutes))
        chat.save(update_fields=[field_name])
    elif question := chat.questions.filter(pk=int(what)).first():
        question.minutes = max(0.0, question.minutes + minutes)
        question.save(update_fields=["minutes"])


def _write_questions(chat: Chat, existing: list[Question], asked: Sequence[Asked]) -> None:
    """Rows are kept for the words that they have, else for their places.

    What hangs on a question (its notes, a skip, who asked it first) so follows it to another place.
    """
    rows = _rows_for(existing, asked)
    kept = {row.pk for row in rows if row}
    chat.questions.exclude(pk__in=kept).filter(released_at=None).delete()
    if [row.number if row else 0 for row in rows] != list(range(1, len(rows) + 1)):
        _step_aside([row for row in rows if row])
    for number, (row, one) in enumerate(zip(rows, asked, strict=True), 1):
        question = row or Question(chat=chat, due_at=chat.starts_at)
        question.number, question.text, question.minutes = number, one.text, one.minutes
        question.save()


def _rows_for(existing: list[Question], asked: Sequence[Asked]) -> list[Question | None]:
    """For each question of a new run sheet the row that it had: released ones stay in place."""
    free = {one.number: one for one in existing}
    rows: list[Question | None] = [None] * len(asked)
    for place, _ in enumerate(asked):
        if (one := free.get(place + 1)) and one.is_released:
            rows[place] = free.pop(place + 1)
    for is_it in (_has_its_words, _has_its_place):
        for place, wanted in enumerate(asked):
            if rows[place] is None:
                found = next((n for n, one in free.items() if is_it(one, wanted, place)), None)
                rows[place] = free.pop(found) if found else None
    return rows


def _has_its_words(question: Question, wanted: Asked, place: int) -> bool:
    return question.text == wanted.text


def _has_its_place(question: Question, wanted: Asked, place: int) -> bool:
    return question.number == place + 1


def _step_aside(rows: Iterable[Question]) -> None:
    """Numbers are unique: rows that change places first leave them all."""
    for row in rows:
        if not row.is_released:
            row.number += 1000
            row.save(update_fields=["number"])


def lay_out(chat: Chat) -> None:
    """Give each question that is still to come its minute: when those before it have had theirs.

    A question that was released keeps the minute that was planned for it; one that is skipped
    takes no time.
    """
    due = chat.starts_at + timedelta(minutes=chat.welcome_minutes)
    for question in chat.questions.all():
        if question.is_released:
            due = question.due_at
        elif question.due_at != due:
            question.due_at = due
            question.save(update_fields=["due_at"])
        if question.skipped_at is None:
            due += timedelta(minutes=question.minutes)
