"""Takes back what somebody pressed too early: a release, the wrap-up, the end of the hour.

Each only while it is sane. What the clock did is not taken back: the clock would do it again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from goodtalk.chats.log import append_event
from goodtalk.chats.models import Chat, ChatEvent, Question
from goodtalk.chats.steering.run_sheet import lay_out, lengthen_what_is_on
from goodtalk.communities.models import User

# By the clock, in every hour: people read and answer as fast in a short one.
RELEASE_STANDS_AFTER = timedelta(minutes=1)
END_STANDS_AFTER = timedelta(minutes=10)


class ReleaseStands(Exception):
    """The question has been answered, or has been out for a minute, or the hour has gone on."""


def release_may_be_taken_back(
    chat: Chat, event: ChatEvent, questions: Iterable[Question], *, now: datetime
) -> bool:
    """Whether somebody has just put the latest question to the room. No query: answers are not
    looked at.
    """
    out = [one for one in questions if one.released_at]
    last = max(out, key=lambda one: (one.released_at, one.number), default=None)
    if last is None or last.pk != event.data["question"] or event.by_id is None:
        return False
    is_just_out = chat.is_live and chat.wrapped_up_at is None and (
        now < event.at + RELEASE_STANDS_AFTER
    )
    return is_just_out and not (chat.runs_itself(now) and last.due_at <= now)


def take_release_back(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> None:
    """Put the question back on the sheet of a locked chat, to be asked at its minute after all.

    A new row takes its place: what other doors say of the old one they take back as of every
    question that is off the sheet, and the new one is said anew. Raises ReleaseStands.
    """
    if chat.events.filter(kind="question.taken_back", data__event=event.seq).exists():
        return
    if not release_may_be_taken_back(chat, event, chat.questions.all(), now=now):
        raise ReleaseStands(chat)
    question = chat.questions.get(pk=event.data["question"])
    is_answered = question.posts.filter(withdrawn_at=None, is_prompt=False).exists()
    has_grown = chat.events.filter(seq__gt=event.seq, data__on=str(question.pk)).exists()
    if is_answered or has_grown:
        raise ReleaseStands(chat)
    was = question.pk
    question.delete()
    question.pk = question.released_at = question.released_by = None
    question.save(force_insert=True)
    lay_out(chat)
    data = {"event": event.seq, "question": question.pk, "was": was}
    append_event(chat, "question.taken_back", data, at=now, by=by)


def wrap_up_may_be_taken_back(chat: Chat, event: ChatEvent, *, now: datetime) -> bool:
    """Whether somebody began this wrap-up, and the clock would not begin it again at once."""
    is_theirs = event.by_id is not None and chat.is_live and chat.wrapped_up_at == event.at
    return is_theirs and not (chat.runs_itself(now) and chat.wrap_up_due_at <= now)


def take_wrap_up_back(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> bool:
    """Go on as before the wrap-up of a locked chat. False when it cannot be. Safe to call twice."""
    if chat.events.filter(kind="chat.went_on", data__event=event.seq).exists():
        return True
    if not wrap_up_may_be_taken_back(chat, event, now=now):
        return False
    chat.wrapped_up_at = None
    chat.save(update_fields=["wrapped_up_at"])
    append_event(chat, "chat.went_on", {"event": event.seq}, at=now, by=by)
    return True


def end_may_be_taken_back(chat: Chat, event: ChatEvent, *, now: datetime) -> bool:
    """Whether somebody ended the hour before its time, in the last ten minutes."""
    is_theirs = event.by_id is not None and chat.closed_at == event.at and not chat.recapped_at
    return is_theirs and event.at < chat.ends_at and now < event.at + END_STANDS_AFTER


def reopen_hour(chat: Chat, event: ChatEvent, by: User | None, now: datetime) -> bool:
    """Open a locked chat again that was ended by mistake. False when it cannot be.

    It is like a hold: what was on has had so much more time, and the end moves back by as much.
    A hold that ended with it stands again, as if the hour had not been closed in between. Safe to
    call twice.
    """
    if chat.events.filter(kind="chat.reopened", data__event=event.seq).exists():
        return True
    if not end_may_be_taken_back(chat, event, now=now):
        return False
    minutes = (now - event.at) / timedelta(minutes=1)
    data: dict[str, object] = {"event": event.seq, "minutes": minutes}
    if held := event.data.get("on_hold_since"):
        chat.on_hold_since = datetime.fromisoformat(held) + (now - event.at)
        data["on_hold_since"] = chat.on_hold_since.isoformat()
    chat.closed_at, chat.desk_seen_at = None, now  # a closed hour does not ask who is there
    chat.ends_at += timedelta(minutes=minutes)
    chat.save(update_fields=["closed_at", "desk_seen_at", "ends_at", "on_hold_since"])
    lengthen_what_is_on(chat, minutes)
    lay_out(chat)
    append_event(chat, "chat.reopened", data, at=now, by=by)
    return True
