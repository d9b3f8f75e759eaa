"""What moves an hour along. Called by the desk, the API, the clock and the autopilot alike."""

from datetime import datetime, timedelta

from django.db import transaction

from goodtalk.chats.filing.filed_afterwards import file_in_a_while
from goodtalk.chats.log import append_event, lock_chat, marked
from goodtalk.chats.models import LOBBY_MINUTES, PATIENCE, Chat, Question
from goodtalk.chats.steering.run_sheet import lay_out, lengthen_what_is_on
from goodtalk.communities.models import User


class ChatNotLive(Exception):
    """The hour is not on: its lobby is still open, or it has closed."""


class NothingLeft(Exception):
    """Every question has been released and the wrap-up has begun."""


class RunSheetChanged(Exception):
    """Somebody else has changed what comes next since the desk was drawn."""


@transaction.atomic
def check_in(chat: Chat, *, by: User | None, now: datetime) -> Chat:
    """Somebody is at the desk, from thirty minutes before the hour on. Safe to call again.

    An open desk calls this again and again. While it does, the plan says who releases the
    questions; the log tells who came first, of the chair's or stand-by's coming, and of whoever
    is back after the hour was left alone. Three queries, and two more for the log.
    """
    chat = lock_chat(chat.pk)
    if not chat.awaits_check_in(by, now):
        return chat
    is_awaited = chat.checked_in_at is None and chat.expects(by)
    is_first = chat.checked_in_at is None and chat.desk_seen_at is None
    is_back = chat.left_alone_at is not None
    chat.desk_seen_at, chat.left_alone_at = now, None
    chat.checked_in_at = now if is_awaited else chat.checked_in_at
    chat.save(update_fields=["desk_seen_at", "left_alone_at", "checked_in_at"])
    if is_awaited or is_first or is_back:
        append_event(chat, "chat.checked_in", {}, at=now, by=by)
    return chat


@transaction.atomic
def release_question(question: Question, *, by: User | None, now: datetime) -> Question:
    """Show a question to the room; doors and listeners hear of it from the log.

    `by` is the chair, None for the autopilot; the caller has checked that they may. `now` is
    given, so that a rehearsal can run on its own clock. Safe to call twice: whoever comes second
    changes nothing. Raises ChatNotLive. Six queries in one transaction.
    """
    chat = lock_live(question.chat_id)
    question = chat.questions.get(pk=question.pk)  # read again, now that the chat is ours
    if not question.is_released:
        _release(chat, question, by=by, now=now)
    return question


@transaction.atomic
def release_next(
    chat: Chat, *, after: int, by: User | None, now: datetime, meant: int | None = None
) -> Chat:
    """Release the question to come after number `after` (0: the first), or begin the wrap-up.

    The desk says what it believes was last, so that two chairs who press at once, or one who
    presses twice, release one question. `meant` is the key of the question that it offered, 0
    for the wrap-up. It lets go of a hold. Raises ChatNotLive, NothingLeft, and RunSheetChanged
    when something else is next by now.
    """
    chat = lock_live(chat.pk)
    following = chat.questions.filter(number__gt=after, skipped_at=None).first()
    if meant is not None and meant != (following.pk if following else 0):
        raise RunSheetChanged(chat)
    if following is None and chat.wrapped_up_at is not None:
        raise NothingLeft(chat)
    if following is None or not following.is_released:
        let_go(chat, by=by, now=now)
    if following is None:
        _wrap_up(chat, by=by, now=now)
    elif not following.is_released:
        _release(chat, chat.questions.get(pk=following.pk), by=by, now=now)
    return chat


@transaction.atomic
def hold_hour(chat: Chat, *, by: User | None, now: datetime) -> Chat:
    """Have the next question wait until the hour is resumed.

    It lets go by itself when nobody has been at the desk for five minutes of an hour of sixty; see
    Chat.hold_ends_at. Safe to call twice. Raises ChatNotLive.
    """
    chat = lock_live(chat.pk)
    if chat.on_hold_since is None:
        _mark(chat, "on_hold_since", "chat.held", by=by, now=now)
    return chat


@transaction.atomic
def resume_hour(chat: Chat, *, by: User | None, now: datetime) -> Chat:
    """Go on after a hold; what is still to come moves back by as much, the end stays.

    Safe to call twice. Raises ChatNotLive.
    """
    chat = lock_live(chat.pk)
    let_go(chat, by=by, now=now)
    return chat


@transaction.atomic
def extend_hour(
    chat: Chat,
    *,
    minutes: float,
    by: User | None,
    now: datetime,
    seen_end: datetime | None = None,
) -> Chat:
    """Give what is on now more minutes: what is still to come moves back, the hour ends later.

    The minutes go onto the run sheet, so that editing it afterwards does not take them back.
    Raises RunSheetChanged when the hour does not end at `seen_end` any more: another desk has
    extended it. Raises ChatNotLive, and ValueError for less than a second or more than four hours.
    """
    if not 1 / 60 <= minutes <= 240:
        raise ValueError(minutes)
    chat = lock_live(chat.pk)
    if seen_end is not None and chat.ends_at != seen_end:
        raise RunSheetChanged(chat)
    chat.ends_at += timedelta(minutes=minutes)
    chat.save(update_fields=["ends_at"])
    what = lengthen_what_is_on(chat, minutes)
    lay_out(chat)
    append_event(chat, "chat.extended", {"minutes": minutes, "on": what}, at=now, by=by)
    return chat


@transaction.atomic
def end_hour(chat: Chat, *, by: User | None, now: datetime) -> Chat:
    """Close the hour, now. Safe to call twice. Raises ChatNotLive before it has begun."""
    chat = lock_chat(chat.pk)
    if chat.is_over:
        return chat
    if not chat.is_live:
        raise ChatNotLive(chat)
    _close(chat, by=by, now=now)
    return chat


@transaction.atomic
def keep_time(chat: Chat, *, now: datetime) -> Chat:
    """Take a chat through everything that its minutes have brought by now, in order.

    Called for each chat that is due, again and again, by every worker there is. After a server
    was down, what was missed happens now; questions that the hour has outlived stay unreleased,
    and so do those for which the run sheet leaves no time before the wrap-up: the chair may.
    Where the chair is to release them and nobody is at the desk (any more), each waits a little.
    """
    chat = lock_chat(chat.pk)
    if chat.opened_at is None and now >= chat.starts_at - timedelta(minutes=LOBBY_MINUTES):
        _mark(chat, "opened_at", "chat.opened", by=None, now=now)
    if chat.started_at is None and now >= chat.starts_at:
        _mark(chat, "started_at", "chat.started", by=None, now=now)
    if chat.is_live and now >= chat.ends_at:
        _close(chat, by=None, now=now)
    if chat.is_live and chat.hold_ends_at and now >= chat.hold_ends_at:
        let_go(chat, by=None, now=now)
    if chat.is_live and chat.runs_itself(now) and not chat.on_hold_since:
        _take_through_its_questions(chat, now)
    return Chat.objects.get(pk=chat.pk)


def lock_live(chat_id: int) -> Chat:
    """The chat, ours until the transaction ends, while its hour is on. Raises ChatNotLive."""
    chat = lock_chat(chat_id)
    if not chat.is_live:
        raise ChatNotLive(chat)
    return chat


def let_go(chat: Chat, *, by: User | None, now: datetime) -> None:
    """End the hold of a locked chat, if there is one: what is on has had so much more time."""
    since, until = chat.on_hold_since, chat.hold_ends_at
    if since is None or until is None:
        return
    minutes = max(0.0, (min(now, until) - since).total_seconds() / 60)
    chat.on_hold_since = None
    chat.save(update_fields=["on_hold_since"])
    if chat.wrapped_up_at is None:
        lengthen_what_is_on(chat, minutes)
        lay_out(chat)
    data = {"minutes": round(minutes, 3)} | marked(by, "clock")
    append_event(chat, "chat.resumed", data, at=now, by=by)


def _take_through_its_questions(chat: Chat, now: datetime) -> None:
    due_by = now if chat.autopilot else now - chat.length / PATIENCE
    due = chat.questions.filter(released_at=None, skipped_at=None, due_at__lte=due_by)
    due = due.filter(due_at__lt=chat.wrap_up_due_at)
    is_wrap_up_due = due_by >= chat.wrap_up_due_at and chat.wrapped_up_at is None
    if not chat.autopilot and chat.left_alone_at is None and (is_wrap_up_due or due.exists()):
        _leave_alone(chat, due.first(), due_by, now)
    for question in due:
        _release(chat, question, by=None, now=now)
    if is_wrap_up_due:
        _wrap_up(chat, by=None, now=now)


def _leave_alone(chat: Chat, overdue: Question | None, due_by: datetime, now: datetime) -> None:
    """Say once that nobody is at the desk and the clock takes over, before it does.

    Whoever was there may have been behind the plan: what is on has had so much more time, so that
    what is overdue is not put to the room all at once.
    """
    _mark(chat, "left_alone_at", "chat.left_alone", by=None, now=now)
    if overdue is not None and chat.desk_seen_at is not None:
        lengthen_what_is_on(chat, (due_by - overdue.due_at) / timedelta(minutes=1))
        lay_out(chat)


def _release(chat: Chat, question: Question, *, by: User | None, now: datetime) -> None:
    question.released_at, question.released_by, question.skipped_at = now, by, None
    question.save(update_fields=["released_at", "released_by", "skipped_at"])
    data = {"question": question.pk} | marked(by, "clock")
    append_event(chat, "question.released", data, at=now, by=by)


def _wrap_up(chat: Chat, *, by: User | None, now: datetime) -> None:
    data = marked(by, "clock")
    _mark(chat, "wrapped_up_at", "chat.wrapped_up", by=by, now=now, data=data)


def _close(chat: Chat, *, by: User | None, now: datetime) -> None:
    """The hour is filed again as a whole a little later, when late posts have come in.

    The log keeps the hold that ends with it, should the end be taken back.
    """
    held = chat.on_hold_since
    chat.on_hold_since = None
    chat.save(update_fields=["on_hold_since"])
    data = {"on_hold_since": held.isoformat()} if held else {}
    data |= marked(by, "clock")
    _mark(chat, "closed_at", "chat.closed", by=by, now=now, data=data)
    file_in_a_while(chat, now=now)


def _mark(
    chat: Chat, moment: str, kind: str, *, by: User | None, now: datetime,
    data: dict[str, str] | None = None,
) -> None:  # fmt: skip
    setattr(chat, moment, now)
    chat.save(update_fields=[moment])
    append_event(chat, kind, data or {}, at=now, by=by)
