"""Puts the hours of a record back: at their address, with their theme and questions."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from goodtalk.chats.addresses import read_hour
from goodtalk.chats.arriving.placing import LEAD
from goodtalk.chats.filing.old_questions import (
    CORRECTED,
    asked_before,
    questions_asked,
    reworded_by_people,
)
from goodtalk.chats.filing.unasked import text_without_words
from goodtalk.chats.log import Happening, append_event, append_events, lock_chat
from goodtalk.chats.models import Chat, Question
from goodtalk.chats.models.desk_lines import write_line
from goodtalk.communities.models import Community
from goodtalk.doors.archives.formats.recorded import RecordedHour, RecordedQuestion

BY_IMPORT = {"by": "import"}  # what the log keeps of who did it
QUARTER = 15 * 60  # seconds; hours begin at one


def bring_hours(
    community: Community, hours: Sequence[RecordedHour], *, now: datetime
) -> list[Chat]:
    """Have these hours here, and return those that are. One that is here already keeps what it
    has; a rebuilt one gets what it lacks: its theme, and questions or their words.

    Two queries for those that are here and lack nothing; each other one in its own transaction.
    """
    if not hours:
        return []
    days = {hour.day for hour in (read_hour(each.address) for each in hours) if hour}
    found = community.chats.filter(day__in=days).prefetch_related("questions")
    here = {chat.address: chat for chat in found}
    for hour in hours:
        if (chat := here.get(hour.address)) is None:
            if brought := _bring(community, hour, now):
                here[hour.address] = brought
        elif _has_less(chat, hour):
            _complete(chat.pk, hour, now)
    return [here[hour.address] for hour in hours if hour.address in here]


def has_its_questions(chat: Chat, hour: RecordedHour) -> bool:
    """Whether the hour's questions are those of the record, by their numbers."""
    numbers = chat.questions.values_list("number", flat=True)
    return set(numbers) == {question.number for question in hour.questions}


@transaction.atomic
def stays_as_recorded(chat_id: int, hour: RecordedHour, *, now: datetime) -> bool:
    """Whether an hour has the questions of the record, so that nobody need look for them.

    In a rebuilt one, those that were worded by a person, or of which the post is gone, are kept as
    such: later archives do not overrule them. Those without words get them from the posts.
    """
    chat = lock_chat(chat_id)
    if not has_its_questions(chat, hour):
        return False
    if not chat.is_rebuilt:
        return True
    asked = {one.number: one.text for one in questions_asked(chat, asked_before(chat))}
    recorded = {one.number: one.text for one in hour.questions}
    reworded = reworded_by_people(chat)
    words: dict[str, list[str]] = {}
    for question in chat.questions.all():
        number, text = question.number, question.text
        found = asked.get(number, "")
        if text == text_without_words(number):
            if found and found != text:
                question.text = found
                question.save(update_fields=["text"])
        elif text == recorded[number] and found != text and number not in reworded:
            words[str(number)] = [found or text, text]
    if words:
        event = append_event(chat, "run_sheet.edited", BY_IMPORT, at=now)
        before = {CORRECTED: {"words": words}}
        write_line(
            chat.community, event.kind, by=None, at=now, chat=chat, event=event, before=before
        )
    return True


@transaction.atomic
def _bring(community: Community, hour: RecordedHour, now: datetime) -> Chat | None:
    where, times = read_hour(hour.address), _times(community, hour, now)
    if where is None or times is None:
        return None
    chat, is_new = Chat.objects.get_or_create(
        community=community,
        day=where.day,
        part=where.part,
        defaults={
            **times,
            "theme": hour.theme[:200],
            "welcome": hour.welcome,
            "wrap_up": hour.wrap_up,
            "is_rebuilt": hour.is_rebuilt,
        },
    )
    if is_new:
        Question.objects.bulk_create(_questions(chat, hour.questions))
        append_event(lock_chat(chat.pk), "chat.planned", BY_IMPORT, at=now)
    return chat


def _times(community: Community, hour: RecordedHour, now: datetime) -> dict[str, datetime] | None:
    """When it was, and that it is over; of one that never began and whose time is over, nothing."""
    starts_at, ends_at = hour.starts_at, hour.ends_at
    if starts_at is None or ends_at is None:
        starts_at, ends_at = _by_its_day(community, hour.address, hour.first_said or now)
    times = {"starts_at": starts_at, "ends_at": ends_at}
    if ends_at > now:
        return times
    if not hour.has_begun:
        return None
    return {
        **times, "opened_at": starts_at - LEAD, "started_at": starts_at, "closed_at": ends_at,
    }  # fmt: skip


def _by_its_day(community: Community, address: str, first: datetime) -> tuple[datetime, datetime]:
    """By the rhythm; where that has no such hour, from the first that was said in it."""
    for slot in community.rhythm.slots(first - timedelta(days=2), first + timedelta(days=2)):
        if slot.day.isoformat() == address:
            return slot.starts_at, slot.ends_at
    starts_at = datetime.fromtimestamp(first.timestamp() // QUARTER * QUARTER, UTC)
    return starts_at, starts_at + timedelta(minutes=community.minutes)


def _questions(chat: Chat, recorded: Sequence[RecordedQuestion]) -> Iterable[Question]:
    ends = [*(one.planned for one in recorded[1:]), chat.ends_at]
    for one, until in zip(recorded, ends, strict=False):  # where there is none, the end is left
        yield Question(
            chat=chat,
            number=one.number,
            text=one.text or text_without_words(one.number),
            minutes=max((until - one.planned).total_seconds() / 60, 0.0),
            due_at=one.planned,
            released_at=one.released,
            skipped_at=one.skipped,
        )


def _has_less(chat: Chat, hour: RecordedHour) -> bool:
    """Whether a rebuilt hour lacks what the record has."""
    if not chat.is_rebuilt:
        return False
    texts = {one.number: one.text for one in chat.questions.all()}
    for one in hour.questions:
        here = texts.get(one.number)
        if here is None or (one.text and here == text_without_words(one.number)):
            return True
    return bool(hour.theme and not chat.theme)


@transaction.atomic
def _complete(chat_id: int, hour: RecordedHour, now: datetime) -> None:
    chat = lock_chat(chat_id)
    rows = {one.number: one for one in chat.questions.all()}
    happenings = []
    for wanted in _questions(chat, hour.questions):
        row = rows.get(wanted.number)
        if row is None:
            wanted.save()
        elif wanted.text != row.text == text_without_words(row.number):
            row.text, row.minutes = wanted.text, wanted.minutes
            row.due_at, row.released_at = wanted.due_at, wanted.released_at
            row.skipped_at = wanted.skipped_at
            row.save()
        else:
            continue
        happenings = [Happening("run_sheet.edited", BY_IMPORT)]
    if hour.theme and not chat.theme:
        chat.theme = hour.theme[:200]
        chat.save(update_fields=["theme"])
        happenings.append(Happening("chat.edited", BY_IMPORT))
    append_events(chat, happenings, at=now)
