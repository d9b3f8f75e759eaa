"""Keeps a run sheet that was edited, so that nobody's work is lost; and takes a save back."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from goodtalk.chats.log import lock_chat
from goodtalk.chats.models import Chat, ChatEvent
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.chats.steering.run_sheet import edit_run_sheet, lay_out
from goodtalk.chats.steering.undoing import keys_since
from goodtalk.communities.models import User
from goodtalk.desk.kept_sheets import KeptSheet, kept_of

EDITED = "run_sheet.edited"
ASIDE = 1000  # numbers are unique: rows that change places first leave them all


class SheetChanged(Exception):
    """Somebody has changed the run sheet since it was looked at."""


class ReleasedMoved(Exception):
    """A question that has been put to the room would stand at another place."""


class NothingToUndo(Exception):
    """No save of this run sheet can be taken back."""


@transaction.atomic
def keep_sheet(
    chat: Chat, sheet: KeptSheet, *, seen: str, by: User, now: datetime
) -> ChatEvent | None:
    """Put an edited run sheet in place. `seen` is the mark of the one that the editor began with.

    Safe to call twice: a sheet that says what is there already changes nothing, and is nobody's
    edit. Raises SheetChanged, ReleasedMoved, and what edit_run_sheet() does.
    """
    chat = lock_chat(chat.pk)
    sheet, before = _with_keys_of_now(chat, sheet), kept_of(chat)
    if sheet == before:
        return None
    if seen and seen != before.mark:
        raise SheetChanged(chat)
    _released_stay(chat, sheet)
    _arrange(chat, sheet)
    chat = edit_run_sheet(chat, sheet.run_sheet, by=by, now=now)
    _write_beside(chat, sheet)
    event = chat.events.get(seq=chat.last_seq)
    kept = {"sheet": before.as_json(), "after": kept_of(chat).mark}
    write_line(chat.community, EDITED, by=by, at=now, chat=chat, event=event, before=kept)
    return event


@transaction.atomic
def undo_last_save(chat: Chat, seq: int, *, by: User, now: datetime) -> None:
    """Put back the run sheet that a save replaced. Safe to call twice; undone twice, it is redone.

    Raises NothingToUndo when `seq` names no save; SheetChanged when the sheet is not any more what
    that save made of it; ReleasedMoved when a question has been asked since that was not there.
    """
    chat = lock_chat(chat.pk)
    event = chat.events.filter(kind=EDITED, seq=seq, line__before__has_key="sheet").first()
    if event is None:
        raise NothingToUndo(chat)
    kept = event.line.before
    sheet = _with_keys_of_now(chat, KeptSheet.from_json(kept["sheet"]))
    sheet = without_what_was_taken_back(chat, sheet)
    there = set(chat.questions.values_list("pk", flat=True))
    keep_sheet(chat, sheet, seen=kept["after"], by=by, now=now)
    _bring_back(chat, sheet, there)


def without_what_was_taken_back(chat: Chat, sheet: KeptSheet) -> KeptSheet:
    """The sheet without questions whose asker has taken their post back; what is out stays."""
    asked = {row.promoted_from for row in sheet.rows if row.promoted_from}
    standing = set(chat.posts.filter(pk__in=asked, withdrawn_at=None).values_list("pk", flat=True))
    here = set(chat.questions.values_list("pk", flat=True))
    rows = tuple(
        row for row in sheet.rows if row.promoted_from in {None, *standing} or row.key in here
    )
    return replace(sheet, rows=rows)


def last_save(chat: Chat) -> ChatEvent | None:
    """The latest save, with who it was; none when it cannot be taken back. One query."""
    events = chat.events.filter(kind=EDITED, line__isnull=False)
    return events.select_related("line", "by").order_by("-seq").first()


def _with_keys_of_now(chat: Chat, sheet: KeptSheet) -> KeptSheet:
    """A form, or a save, from before a release was taken back means the question that it is now.

    Taken for another one, it would lose who asked it first, and its undo with it.
    """
    since = keys_since(chat)
    rows = (replace(row, key=since.get(row.key, row.key)) if row.key else row for row in sheet.rows)
    return replace(sheet, rows=tuple(rows))


def _released_stay(chat: Chat, sheet: KeptSheet) -> None:
    """Who sends no keys (a script) means the questions by their places."""
    if not any(row.key for row in sheet.rows):
        return
    for question in chat.questions.filter(released_at__isnull=False):
        row = sheet.rows[question.number - 1 : question.number]
        if row and row[0].key != question.pk:
            raise ReleasedMoved(chat)


def _arrange(chat: Chat, sheet: KeptSheet) -> None:
    """Rows go where they were carried, reworded or not: a skip, who asked it first, go with them.

    What is new finds its place free; what is left out keeps none, and goes.
    """
    waiting = chat.questions.filter(released_at=None)
    keys = set(waiting.values_list("pk", flat=True))
    carried = {row.key: (place, row) for place, row in enumerate(sheet.rows, 1) if row.key in keys}
    if not carried:
        return
    for question in waiting:
        question.number += ASIDE
        question.save(update_fields=["number"])
    for question in waiting.filter(pk__in=carried):
        question.number, row = carried[question.pk]
        question.text = row.text
        question.save(update_fields=["number", "text"])


def _bring_back(chat: Chat, sheet: KeptSheet, there: set[int]) -> None:
    """A question that the save had deleted is skipped again, and names again who asked it first."""
    for question, row in zip(chat.questions.all(), sheet.rows, strict=False):
        if question.pk not in there and (row.promoted_from or row.skipped_at):
            question.promoted_from_id = row.promoted_from
            question.skipped_at = datetime.fromisoformat(row.skipped_at) if row.skipped_at else None
            question.save(update_fields=["promoted_from", "skipped_at"])
    lay_out(chat)


def _write_beside(chat: Chat, sheet: KeptSheet) -> None:
    """What the room's own run sheet does not have."""
    for question, row in zip(chat.questions.all(), sheet.rows, strict=False):
        if question.notes != row.notes:
            question.notes = row.notes
            question.save(update_fields=["notes"])
    chat.reading_list = [{"title": title, "url": url} for title, url in sheet.reading_list]
    chat.save(update_fields=["reading_list"])
