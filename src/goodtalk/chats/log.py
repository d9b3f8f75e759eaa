"""The event log of a chat: the one place from which doors and listeners hear what happened."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from goodtalk.chats.arriving.writing import insert_values, update_rows
from goodtalk.chats.models import Chat, ChatEvent
from goodtalk.communities.models import User

CHANNEL = "goodtalk_chat"  # PostgreSQL: NOTIFY's channel; its payload is the chat's number

# Every kind of event, and what it means. docs/events.md is checked against this.
KINDS = {
    "chat.planned": "The hour was put on the calendar.",
    "chat.edited": "Theme, times or chair changed.",
    "chat.opened": "The lobby opened.",
    "chat.started": "The hour began.",
    "chat.checked_in": "Somebody has sat down at the desk.",
    "chat.left_alone": "Nobody is at the desk; the questions go out by themselves.",
    "chat.held": "The chair holds the hour: the next question waits.",
    "chat.resumed": "The hour goes on; what is still to come moves back by the time it was held.",
    "chat.extended": "The hour ends later than it did.",
    "chat.shortened": "An extension was taken back: the hour ends earlier again.",
    "chat.wrapped_up": "The wrap-up began.",
    "chat.closed": "The hour is over; late posts are still filed.",
    "chat.went_on": "The wrap-up was taken back: the hour goes on.",
    "chat.reopened": "The end was taken back: the hour is on again, on hold if it was, and ends "
    "later by as long as it was closed.",
    "recap.published": "The chair's recap of the hour can be read.",
    "recap.edited": "The recap has other words.",
    "recap.withdrawn": "The recap was taken back.",
    "run_sheet.edited": "Questions, minutes, welcome or wrap-up changed.",
    "run_sheet.stretched": "What is still to come was spread over the time that is left.",
    "run_sheet.restored": "What is still to come has the minutes again that it had.",
    "question.released": "A question was put to the room.",
    "question.taken_back": "A question that had just been put to the room, and that nobody had "
    "answered, is to come again.",
    "question.skipped": "A question will not be asked.",
    "question.restored": "A question that was skipped will be asked after all.",
    "question.added": "A question was added during the hour.",
    "question.promoted": "A participant's question was put on the run sheet.",
    "question.taken_off": "A question that was not asked yet is off the run sheet again.",
    "post.received": "Somebody said something.",
    "post.held": "A post waits for the chair's look.",
    "post.set_aside": "The chair took a post out of the room.",
    "post.restored": "The chair put a post back.",
    "post.withdrawn": "Its author took a post back; its words are gone.",
    "post.thanked": "The number of thanks of a post changed.",
    "post.edited": "Its author changed a post; or more became known of it (its whole text, where "
    "it was cut short), or that was taken back.",
    "post.refiled": "A post was moved to another question.",
    "post.spotlit": "The chair put a post into the spotlight.",
    "post.unspotlit": "The chair took a post out of the spotlight.",
    "post.marked": "The desk said what a post is: an idea, an experience, a question, a promise.",
    "welcome.claimed": "Somebody at the desk looks after a post.",
    "welcome.freed": "A post at the welcome desk was put down again.",
    "welcome.settled": "A post needs no answer any more, says the welcome desk.",
    "welcome.reopened": "A post waits at the welcome desk again.",
}


class Happening(NamedTuple):
    """An event before it has its place in the log."""

    kind: str
    data: dict[str, Any]


_listeners: list[Callable[[int], None]] = []


def lock_chat(chat_id: int) -> Chat:
    """The chat, ours until the transaction ends.

    `select_for_update` on PostgreSQL; SQLite ignores that, so there every write transaction
    begins IMMEDIATE, which locks the whole database.
    """
    return Chat.objects.select_for_update(of=("self",)).select_related("community").get(pk=chat_id)


def append_event(
    chat: Chat, kind: str, data: dict[str, Any], *, at: datetime, by: User | None = None
) -> ChatEvent:
    """Write the next line of the log of a locked chat; listeners hear of it on commit."""
    return append_events(chat, [Happening(kind, data)], at=at, by=by)[0]


def append_events(
    chat: Chat, happenings: Iterable[Happening], *, at: datetime, by: User | None = None
) -> list[ChatEvent]:
    """Write the next lines of the log of a locked chat, in order. Two queries."""
    events = [
        ChatEvent(chat=chat, seq=seq, kind=happening.kind, data=happening.data, at=at, by=by)
        for seq, happening in enumerate(happenings, chat.last_seq + 1)
    ]
    if not events:
        return []
    ChatEvent.objects.bulk_create(events)
    _grow(chat, events[-1].seq)
    return events


def marked(by: User | None, otherwise: str) -> dict[str, str]:
    """What an event that not only people cause keeps of who did it: the one, or the other.

    An account may be deleted, and leaves no name; what it did is not the clock's for that.
    """
    return {"by": "person" if by else otherwise}


def append_many(
    happenings: Iterable[tuple[Chat, Sequence[Happening]]], *, at: datetime
) -> list[range]:
    """The same for an archive's thousands in many locked chats; nobody's doing.

    Returns their places, chat by chat. Two queries.
    """
    rows: list[tuple[int, int, str, dict[str, Any], datetime]] = []
    places, chats = [], []
    for chat, these in happenings:
        seqs = range(chat.last_seq + 1, chat.last_seq + 1 + len(these))
        places.append(seqs)
        if these:
            number = chat.pk
            rows += [(number, seq, *one, at) for seq, one in zip(seqs, these, strict=True)]
            chat.last_seq = seqs[-1]
            chats.append(chat)
    if rows:
        insert_values(ChatEvent, ["chat_id", "seq", "kind", "data", "at"], rows)
        update_rows(Chat, chats, ["last_seq"])
        for chat in chats:
            _nudge_on_commit(chat.pk)
    return places


def hear_nudges(listener: Callable[[int], None]) -> Callable[[], None]:
    """Have `listener(chat_id)` called, on the writer's thread, after this process has committed.

    Returns what stops it. A nudge may be lost and says nothing: read the log.
    """
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)


def _grow(chat: Chat, last_seq: int) -> None:
    chat.last_seq = last_seq
    chat.save(update_fields=["last_seq"])
    _nudge_on_commit(chat.pk)


def _nudge_on_commit(chat_id: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # delivered by PostgreSQL when this commits
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(chat_id)])
    transaction.on_commit(lambda: [listener(chat_id) for listener in _listeners], robust=True)
