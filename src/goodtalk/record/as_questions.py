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
        for question in chat.questions.all():
            table.writerow(question_row(question, chat))


def question_row(question: Question, chat: Chat) -> dict[str, str]:
    """The cells of a question by their columns."""
    data = question_as_data(question) | {
        "chat": chat.address,
        "theme": chat.theme,
        "released_by": _released_by(question, chat),
        "skipped": in_utc(question.skipped_at) if question.skipped_at else None,
        "asked_by": question.asked_by,
    }
    return {name: cell(value) for name, value in data.items()}


def _released_by(question: Question, chat: Chat) -> str:
    """Names nobody: who sat at the desk is the community's own business."""
    if chat.is_rebuilt or not question.is_released:
        return ""
    return "chair" if question.released_by_id else "autopilot"
