"""What people correct in an hour that was put together from files: its theme, its questions' words.

What was corrected is told by the log, so that no import and no filing afterwards overrules it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from goodtalk.chats.filing.old_questions import CORRECTED, standing_corrections
from goodtalk.chats.log import append_event, lock_chat
from goodtalk.chats.models import Chat, ChatEvent
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.communities.models import User

UNDOES = "undoes"


class NotRebuilt(Exception):
    """The hour was held here: its theme and questions are part of the record."""


class ChangedSince(Exception):
    """Somebody has corrected the same words since."""


@transaction.atomic
def correct_hour(
    chat: Chat, theme: str, words: Mapping[int, str], *, by: User, now: datetime
) -> ChatEvent | None:
    """Give a rebuilt hour another theme, and questions, by their numbers, other words.

    Numbers and order stay, and so does what is not named. Safe to call twice: what says the same
    is nobody's correction. Raises NotRebuilt.
    """
    chat = _lock_rebuilt(chat)
    changed: dict[str, Any] = {"theme": [chat.theme, theme]} if theme != chat.theme else {}
    reworded = {
        str(one.number): [one.text, words[one.number]]
        for one in chat.questions.all()
        if one.number in words and words[one.number] not in ("", one.text)
    }
    if reworded:
        changed["words"] = reworded
    return _carry_out(chat, changed, {}, by=by, now=now) if changed else None


@transaction.atomic
def undo_correction(chat: Chat, seq: int, *, by: User, now: datetime) -> None:
    """Take a correction back: archives decide again. Safe to call twice.

    Raises NotRebuilt; ChangedSince where what it made has been changed again.
    """
    chat = _lock_rebuilt(chat)
    event = next((one for one in standing_corrections(chat) if one.seq == seq), None)
    if event is None:
        return
    was = event.line.before[CORRECTED]
    back: dict[str, Any] = {}
    if "theme" in was:
        back["theme"] = was["theme"][::-1]
    if "words" in was:
        back["words"] = {number: pair[::-1] for number, pair in was["words"].items()}
    if not _stands(chat, was):
        raise ChangedSince(chat)
    _carry_out(chat, back, {UNDOES: seq}, by=by, now=now)


def last_correction(chat: Chat) -> ChatEvent | None:
    """The latest that has not been taken back, with who it was."""
    return next(iter(reversed(standing_corrections(chat))), None)


def _lock_rebuilt(chat: Chat) -> Chat:
    chat = lock_chat(chat.pk)
    if not chat.is_rebuilt:
        raise NotRebuilt(chat)
    return chat


def _stands(chat: Chat, was: Mapping[str, Any]) -> bool:
    texts = {str(number): text for number, text in chat.questions.values_list("number", "text")}
    pairs: Iterable[tuple[str, list[str]]] = was.get("words", {}).items()
    return ("theme" not in was or chat.theme == was["theme"][1]) and all(
        texts.get(number) == became for number, (_was, became) in pairs
    )


def _carry_out(
    chat: Chat, changed: Mapping[str, Any], beside: Mapping[str, Any], *, by: User, now: datetime
) -> ChatEvent:
    if "theme" in changed:
        chat.theme = changed["theme"][1]
        chat.save(update_fields=["theme"])
    for question in chat.questions.filter(number__in=changed.get("words", {})):
        question.text = changed["words"][str(question.number)][1]
        question.save(update_fields=["text"])
    kind = "run_sheet.edited" if "words" in changed else "chat.edited"
    event = append_event(chat, kind, {}, at=now, by=by)
    kept = {CORRECTED: changed, **beside}
    write_line(chat.community, kind, by=by, at=now, chat=chat, event=event, before=kept)
    return event
