"""A series' questions as a table, one row each: when it was planned and when it was released."""

import csv
from typing import TextIO

from goodtalk.chats.models import Chat, Question
from goodtalk.chats.outgoing import in_utc, question_as_data
from goodtalk.chats.spreadsheets import cell
from goodtalk.record.series import Series

COLUMNS = [
    "chat", "theme", "number", "text", "planned", "released", "released_by", "skipped", "asked_by",
]


def write_questions(series: Series, out: TextIO) -> None:
    """Write the whole of it, as RFC 4180 has it. `out` leaves line ends as they are."""
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    for chat in series.chats():
        pressed = released_here(chat)
        for question in chat.questions.all():
            table.writerow(question_row(question, chat, pressed))


def released_here(chat: Chat) -> dict[int, bool]:
    """By the keys of the questions that the log of the hour tells of, whether it was somebody whose
    account is gone. An hour that was brought from elsewhere has none. One query.
    """
    released = chat.events.filter(kind="question.released").values_list("by", "data")
    return {data["question"]: by is None and data.get("by") == "person" for by, data in released}


def question_row(question: Question, chat: Chat, pressed: dict[int, bool]) -> dict[str, str]:
    """The cells of a question by their columns. `pressed`: see released_here()."""
    data = question_as_data(question) | {
        "chat": chat.address,
        "theme": chat.theme,
        "released_by": _released_by(question, chat, pressed),
        "skipped": in_utc(question.skipped_at) if question.skipped_at else None,
        "asked_by": question.asked_by,
    }
    return {name: cell(value) for name, value in data.items()}


def _released_by(question: Question, chat: Chat, pressed: dict[int, bool]) -> str:
    """Names nobody: who sat at the desk is the community's own business."""
    if chat.is_rebuilt or not question.is_released or question.pk not in pressed:
        return ""
    return "chair" if question.released_by_id or pressed[question.pk] else "autopilot"
