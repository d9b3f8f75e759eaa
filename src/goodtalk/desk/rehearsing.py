"""A rehearsal: the hour as it is planned, ten times as fast, in the chair's own browser alone."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from goodtalk.chats.models import Chat, Question
from goodtalk.chats.reading.strip import Strip

SPEED = 10
SPEEDS = (1, 10, 30, 60)
LOBBY_SHOWN = timedelta(minutes=2)  # of its quarter of an hour


@dataclass(frozen=True)
class Scene:
    """What stands in the room from one moment to the next, if all goes by the plan.

    `chat` and the strip's questions are copies that nobody saves.
    """

    name: str
    chat: Chat
    strip: Strip
    question: Question | None

    @property
    def second(self) -> int:
        """Counted from the beginning of the hour; in the lobby below nought."""
        return round((self.strip.now - self.chat.starts_at).total_seconds())


def rehearse(request: HttpRequest, chat: Chat) -> HttpResponse:
    """Every scene of the plan on one page: a list to be read, and with JavaScript to be played.

    Nothing is stored and nothing sent.
    """
    asked = [question for question in chat.questions.all() if question.skipped_at is None]
    scenes = scenes_of(chat, asked)
    context: dict[str, Any] = {
        "chat": chat, "community": chat.community, "scenes": scenes,
        "speed": SPEED, "speeds": SPEEDS, "first": scenes[0].second, "last": scenes[-1].second,
        "minutes_over": minutes_over(chat, asked),
    }
    return render(request, "desk/rehearsal.html", context)


def scenes_of(chat: Chat, asked: list[Question]) -> list[Scene]:
    """Lobby, welcome, each question, wrap-up, end: as the autopilot would have them."""
    last_due = asked[-1].due_at if asked else chat.starts_at
    wrap_up_at = max(chat.wrap_up_due_at, last_due)
    end = max(chat.ends_at, wrap_up_at)
    before = {"opened_at": chat.starts_at, "started_at": None}
    on = {"opened_at": chat.starts_at, "started_at": chat.starts_at}
    wrapped_up = on | {"wrapped_up_at": wrap_up_at}
    return [
        _scene(_("Lobby"), chat, asked, chat.starts_at - LOBBY_SHOWN, before),
        _scene(_("Welcome"), chat, asked, chat.starts_at, on),
        *(_scene(str(one), chat, asked, one.due_at, on, question=one) for one in asked),
        _scene(_("Wrap-up"), chat, asked, wrap_up_at, wrapped_up),
        _scene(_("The end"), chat, asked, end, wrapped_up | {"closed_at": end}),
    ]


def minutes_over(chat: Chat, asked: list[Question]) -> int:
    """How many minutes the last question would have to give to the wrap-up; 0 if all fits."""
    if not asked:
        return 0
    over = asked[-1].due_at + timedelta(minutes=asked[-1].minutes) - chat.wrap_up_due_at
    return max(0, round(over.total_seconds() / 60))


def _scene(
    name: str, chat: Chat, asked: list[Question], at: datetime,
    moments: Mapping[str, datetime | None], *, question: Question | None = None,
) -> Scene:
    planned = copy(chat)
    planned.wrapped_up_at = planned.closed_at = planned.recapped_at = None
    for moment, when in moments.items():
        setattr(planned, moment, when)
    strip = Strip(planned)
    strip.now, strip.people = at, 0
    is_on = planned.started_at is not None
    strip.questions = [_as_planned(one, is_out=is_on and one.due_at <= at) for one in asked]
    return Scene(name, planned, strip, question)


def _as_planned(question: Question, *, is_out: bool) -> Question:
    """A copy that has been put to the room on its minute, or not yet."""
    planned = copy(question)
    planned.released_at = question.due_at if is_out else None
    planned.answers = 0  # type: ignore[attr-defined]
    return planned
