"""Where a written talk is while its hour passes: it follows the questions, whoever puts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from goodtalk.chats.models import LOBBY_MINUTES, Chat, Question
from goodtalk.site.demo.script import HOUR_MINUTES, Script

HURRIED = timedelta(seconds=1)  # what is late for a question is said so long before it


@dataclass(frozen=True)
class Turn:
    """A point that talk and hour have in common: the start, a question, the wrap-up, the end."""

    seconds: float  # of the talk
    planned: datetime
    happened: datetime | None


@dataclass(frozen=True)
class Pace:
    """The talk's seconds for the room's moments, and back.

    Between two turns the talk runs `speed` times as fast as the hour; it waits at a question that
    is not released yet, and hurries to one that came early.
    """

    speed: float
    starts_at: datetime
    turns: Sequence[Turn]  # in the talk's order
    stopped_at: datetime | None = None  # the hour was ended before the talk was

    def seconds_at(self, moment: datetime) -> float:
        """How far the talk is: everything before that second is due."""
        moment = min(moment, self.stopped_at or moment)
        passed = [turn for turn in self.turns if turn.happened and turn.happened <= moment]
        if not passed:
            return min(self._talked(moment - self.starts_at), 0)
        last = passed[-1]
        seconds = last.seconds + self._talked(moment - (last.happened or moment))
        return min([seconds, *(turn.seconds for turn in self._after(last))])

    def moment_of(self, seconds: float) -> datetime:
        """When something of the talk is said: before the next question, if that came early."""
        begun = [one for one in self.turns if one.happened and one.seconds <= seconds]
        if not begun:
            return self.starts_at + timedelta(seconds=seconds / self.speed)
        last = begun[-1]
        moment = (last.happened or last.planned) + timedelta(
            seconds=(seconds - last.seconds) / self.speed
        )
        in_order = timedelta(microseconds=seconds) - HURRIED
        later = [turn.happened + in_order for turn in self._after(last) if turn.happened]
        return min([moment, *later])

    def _talked(self, passed: timedelta) -> float:
        return passed.total_seconds() * self.speed

    def _after(self, last: Turn) -> list[Turn]:
        return [turn for turn in self.turns if turn.seconds > last.seconds]


def pace_of(chat: Chat, script: Script) -> Pace:
    """The pace of a talk in its hour as that stands now. One query."""
    questions = list(chat.questions.all())
    speed, turns = _speed(chat, script, questions), _turns(chat, script, questions)
    end = Turn(HOUR_MINUTES * 60, chat.ends_at, chat.closed_at)
    if chat.closed_at is None:
        return Pace(speed, chat.starts_at, [*turns, end])
    is_whole = chat.closed_at >= chat.ends_at and all(turn.happened for turn in turns)
    return Pace(
        speed,
        chat.starts_at,
        [*turns, end] if is_whole else turns,
        stopped_at=None if is_whole else chat.closed_at,
    )


def _speed(chat: Chat, script: Script, questions: Sequence[Question]) -> float:
    """How many times as fast as written an hour passes: its chair may have changed some of it."""
    planned = [chat.welcome_minutes, chat.wrap_up_minutes]
    written = [script.welcome_minutes, script.wrap_up_minutes]
    for question, asked in zip(questions, script.questions, strict=False):
        planned.append(question.minutes)
        written.append(asked.minutes)
    pairs = [(long, short) for long, short in zip(written, planned, strict=True) if short > 0]
    return median(long / short for long, short in pairs) if pairs else 1


def coming_turns(chat: Chat) -> list[datetime]:
    """The moments at which the hour moves on by itself, in order. One query."""
    lobby = chat.starts_at - timedelta(minutes=LOBBY_MINUTES)
    due = [question.due_at for question in chat.questions.all()]
    return sorted([lobby, chat.starts_at, *due, chat.wrap_up_due_at, chat.ends_at])


def _turns(chat: Chat, script: Script, questions: Sequence[Question]) -> list[Turn]:
    """Without the end. A question that the chair took off the run sheet is no turn."""
    numbered = {question.number: question for question in questions}
    turns = [Turn(0, chat.starts_at, chat.started_at)]
    seconds = script.welcome_minutes * 60
    for number, asked in enumerate(script.questions, 1):
        if found := numbered.get(number):
            turns.append(Turn(seconds, found.due_at, found.released_at))
        seconds += asked.minutes * 60
    turns.append(Turn(seconds, chat.wrap_up_due_at, chat.wrapped_up_at))
    return turns
