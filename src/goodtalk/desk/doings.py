"""What was done at the desk, in words, from the hour's log; with what can still be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodtalk.chats.keeping_order.undoing_posts import (
    FILED_WITH_ANOTHER,
    SIDES,
    may_be_undone,
)
from goodtalk.chats.models import Chat, ChatEvent, Question
from goodtalk.chats.steering.plan_changes import may_be_taken_back, what_changed
from goodtalk.chats.steering.taking_back import (
    end_may_be_taken_back,
    release_may_be_taken_back,
    wrap_up_may_be_taken_back,
)
from goodtalk.chats.steering.undoing import OPPOSITES, keys_since, minutes_stand
from goodtalk.chats.whose_imports import who_imported
from goodtalk.communities.models import User
from goodtalk.desk import keeping
from goodtalk.desk.kept_sheets import kept_of
from goodtalk.desk.question_names import Names, keys_named_by, names_of_gone
from goodtalk.desk.refilings import refiled
from goodtalk.desk.who_did import who_did

LATEST = 6  # at the desk; the log page has all

SENTENCES = {
    "chat.planned": gettext_lazy("Planned the hour"),
    "chat.edited": gettext_lazy("Changed the plan"),
    "chat.opened": gettext_lazy("Opened the lobby"),
    "chat.started": gettext_lazy("Began the hour"),
    "chat.checked_in": gettext_lazy("Sat down at the desk"),
    "chat.left_alone": gettext_lazy("Nobody is at the desk; the questions go on by themselves"),
    "chat.held": gettext_lazy("Held the hour"),
    "chat.resumed": gettext_lazy("Went on after the hold"),
    "chat.extended": gettext_lazy("Extended the hour by %(minutes)s min"),
    "chat.shortened": gettext_lazy("Took %(minutes)s min of extension back"),
    "chat.wrapped_up": gettext_lazy("Began the wrap-up"),
    "chat.closed": gettext_lazy("Ended the hour"),
    "chat.went_on": gettext_lazy("Took the wrap-up back"),
    "chat.reopened": gettext_lazy("Opened the hour again"),
    "recap.published": gettext_lazy("Published the recap"),
    "recap.edited": gettext_lazy("Published the recap in other words"),
    "recap.withdrawn": gettext_lazy("Took the recap back"),
    "run_sheet.edited": gettext_lazy("Edited the run sheet"),
    "run_sheet.stretched": gettext_lazy("Spread the rest over the time left"),
    "run_sheet.restored": gettext_lazy("Gave the rest its minutes back"),
    "question.released": gettext_lazy("Released %(question)s"),
    "question.taken_back": gettext_lazy("Took the release of %(question)s back"),
    "question.skipped": gettext_lazy("Skipped %(question)s"),
    "question.restored": gettext_lazy("Put %(question)s back"),
    "question.added": gettext_lazy("Added %(question)s"),
    "question.promoted": gettext_lazy("Put a participant's question on the sheet: %(question)s"),
    "question.taken_off": gettext_lazy("Took off the run sheet: %(question)s"),
    "post.set_aside": gettext_lazy("Set a post aside"),
    "post.restored": gettext_lazy("Put a post back"),
    "post.received": gettext_lazy("Let a post in"),
    "post.held": gettext_lazy("Had a post wait for a look again"),
    "post.spotlit": gettext_lazy("Put a post into the spotlight"),
    "post.unspotlit": gettext_lazy("Took a post out of the spotlight"),
    "post.marked": gettext_lazy("Said what a post is"),
    "post.refiled": gettext_lazy("Filed a post elsewhere"),
    "welcome.claimed": gettext_lazy("Took a post on at the welcome desk"),
    "welcome.freed": gettext_lazy("Put a post at the welcome desk down"),
    "welcome.settled": gettext_lazy("Marked a post as needing no answer"),
    "welcome.reopened": gettext_lazy("Put a post back into the welcome queue"),
}
ASKER_LEFT = gettext_lazy("Took a post back whose question stood on the run sheet")
ON_HOLD_AGAIN = gettext_lazy("Opened the hour again, on hold as it was")
# Of an hour that was put together from files: nobody edited anything.
FROM_FILES = {
    "run_sheet.edited": gettext_lazy("Changed the questions"),
    "chat.edited": gettext_lazy("Changed the theme"),
}
# What of a plan was changed; several of these together are one of them.
PARTS_OF_PLAN = {
    "theme": gettext_lazy("theme"),
    "starts_at": gettext_lazy("times"),
    "ends_at": gettext_lazy("times"),
    "chair_id": gettext_lazy("chair"),
    "autopilot": gettext_lazy("who releases the questions"),
    "holds_newcomers": gettext_lazy("first posts"),
}
BY_PEOPLE = [kind for kind in SENTENCES if kind.startswith("post.")]  # doors and rules do it too


@dataclass(frozen=True)
class Doing:
    """One line of what was done."""

    event: ChatEvent
    sentence: str
    can_be_undone: bool
    importer: User | None = None

    @property
    def who(self) -> str:
        """Whoever pressed, or what did it by itself."""
        return who_did(self.event, self.importer)

    @property
    def post_url(self) -> str:
        """Where the post stands that it was done with; nowhere, when that is known to be gone."""
        line = getattr(self.event, "line", None)
        post = line.post_id if line else self.event.data.get("post")
        return f"{self.event.chat.get_absolute_url()}{post}/" if post else ""


def latest_doings(chat: Chat) -> list[Doing]:
    """The latest of them, the newest first. Three queries."""
    return in_words(chat, all_doings(chat)[:LATEST])


def all_doings(chat: Chat) -> QuerySet[ChatEvent]:
    """The lines of the log that say what was done, the newest first."""
    return what_was_done(chat.events.all()).select_related("by", "line__post").order_by("-seq")


def what_was_done(events: QuerySet[ChatEvent]) -> QuerySet[ChatEvent]:
    """Of lines of hours' logs, those that say it: one for each thing that was done."""
    told = events.filter(kind__in=SENTENCES).exclude(kind__in=BY_PEOPLE, by=None)
    return told.exclude(FILED_WITH_ANOTHER)


def in_words(chat: Chat, events: Iterable[ChatEvent]) -> list[Doing]:
    """These lines, the newest first, as sentences. Two queries, and two more for questions that
    are gone, one more where imports did something.

    A release that was taken back has overtaken nothing: what was done before can be undone still.
    """
    questions = {question.pk: question for question in chat.questions.all()}
    since = keys_since(chat)
    events = list(events)
    names = _names(chat, events, questions, since)
    moments = {event.at for event in events if _is_an_imports(event)}
    importers = who_imported(chat.community_id, moments)
    overtaken: set[object] = set()
    taken_back: set[int] = set()
    now = timezone.now()
    doings = []
    for event in events:
        subject = _subject(event, since)
        is_offered = subject not in overtaken and _is_offered(
            chat, event, questions.values(), now, since
        )
        importer = importers.get(event.at) if _is_an_imports(event) else None
        doings.append(Doing(event, sentence_of(event, names), is_offered, importer))
        if event.kind == "question.taken_back":
            taken_back.add(event.data["event"])
        elif event.seq not in taken_back:
            overtaken |= {subject, event.data.get("event")}
    return doings


def _is_an_imports(event: ChatEvent) -> bool:
    return event.by is None and event.data.get("by") == "import"


def sentence_of(event: ChatEvent, names: Names) -> str:
    """What a line of the log says was done; `names` are of questions, by their keys."""
    question = names.get(event.data.get("question", 0))
    if question is None and "text" in event.data:
        question = _("a question (“%(text)s”)") % {"text": event.data["text"]}
    named = {
        "question": question or _("a question"),
        "minutes": event.data.get("minutes"),
    }
    if event.kind == "chat.reopened" and "on_hold_since" in event.data:
        return str(ON_HOLD_AGAIN)
    mark = event.data.get("by")
    if event.kind == "run_sheet.edited" and mark == "participant":
        return str(ASKER_LEFT)
    if event.kind in FROM_FILES and event.chat.is_rebuilt and mark:
        return str(FROM_FILES[event.kind])
    if event.kind == "run_sheet.edited" and mark == "import_back":
        return str(ASKER_LEFT)  # not of their own accord
    if event.kind == "post.refiled":
        return refiled(event, names, otherwise=str(SENTENCES[event.kind]))
    return str(SENTENCES[event.kind]) % named + _parts_changed(event)


def _names(
    chat: Chat, events: list[ChatEvent], questions: Mapping[int, Question],
    since: Mapping[int, int],
) -> Names:  # fmt: skip
    known = {**questions, **{was: questions[key] for was, key in since.items() if key in questions}}
    keys = {key for event in events for key in keys_named_by(event)}
    return known | names_of_gone(keys - known.keys(), [chat.pk], since)


def last_change_of_plan(chat: Chat) -> list[Doing]:
    """The latest change of the plan, in words, if there was one. Three queries."""
    changes = all_doings(chat).filter(kind="chat.edited", line__isnull=False)
    return in_words(chat, changes[:1])


def _is_offered(
    chat: Chat, event: ChatEvent, questions: Iterable[Question], now: datetime,
    since: Mapping[int, int],
) -> bool:
    match event.kind:
        case keeping.EDITED:
            return not chat.is_over and _is_kept_still(chat, event, questions)
        case "question.released":
            return release_may_be_taken_back(chat, event, questions, now=now)
        case "chat.wrapped_up":
            return wrap_up_may_be_taken_back(chat, event, now=now)
        case "chat.closed":
            return end_may_be_taken_back(chat, event, now=now)
        case "run_sheet.stretched":
            return chat.is_live and minutes_stand(event, questions, since)
    return (
        may_be_undone(event)
        or may_be_taken_back(chat, event)
        or (chat.is_live and event.kind in OPPOSITES and _is_there(event, questions, since))
    )


def _is_there(
    event: ChatEvent, questions: Iterable[Question], since: Mapping[int, int]
) -> bool:
    """Whether the question that it was done to, if it was to one, is on the run sheet still."""
    key = event.data.get("question")
    return key is None or since.get(key, key) in {question.pk for question in questions}


def _is_kept_still(chat: Chat, event: ChatEvent, questions: Iterable[Question]) -> bool:
    """Whether the run sheet is still what a save made of it."""
    line = getattr(event, "line", None)
    return line is not None and kept_of(chat, questions).mark == line.before["after"]


def _parts_changed(event: ChatEvent) -> str:
    """Of a change of the plan, what it changed."""
    parts = dict.fromkeys(str(PARTS_OF_PLAN[name]) for name in what_changed(event))
    return f": {', '.join(parts)}" if parts else ""


def _subject(event: ChatEvent, since: Mapping[int, int]) -> object:
    """What it was done to: later doings with the same subject have overtaken it.

    A hold and its end are one subject; a question's key is negative, so that it is no line's. Of
    a post, each side is a subject.
    """
    if event.kind in SIDES:
        return SIDES[event.kind], event.data.get("post")
    if event.kind in ("chat.held", "chat.resumed"):
        return "hold"
    key = event.data.get("question")
    return event.seq if key is None else -since.get(key, key)
