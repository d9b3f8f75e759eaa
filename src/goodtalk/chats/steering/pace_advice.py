"""What the desk suggests from answers per minute: hold, or move on. It never decides.

Answers are counted in spans of a thirtieth of the hour: two minutes of sixty. docs/chair.md states
the rule in the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from goodtalk.chats.models import Chat, Question

SPANS_AN_HOUR = 30
STILL_COMING = 0.5  # of the best span: so many in the latest one are answers still coming
HARDLY_ANY = 0.2  # of the best span: no more in the latest one is quiet
FEWEST_COMING = 2  # one answer is no stream
SPANS_FIRST = 2  # a question has its time before anybody is told to move on


class Suggestion(StrEnum):
    """What a chair might do now."""

    HOLD = "hold"
    MOVE_ON = "move_on"


@dataclass(frozen=True)
class Advice:
    """A suggestion with the figures that speak for it."""

    suggestion: Suggestion
    latest: int  # answers in the latest span
    best: int  # in the best span since the question was asked
    span: timedelta

    @property
    def minutes(self) -> float:
        """The length of a span."""
        return self.span / timedelta(minutes=1)


def advise(
    answers: Sequence[datetime],
    *,
    asked_at: datetime,
    next_at: datetime,
    now: datetime,
    span: timedelta,
) -> Advice | None:
    """What the moments of the answers to the open question say; none where they say nothing.

    Hold: the next question is due within a span, and in the latest one came at least two answers
    and half as many as in the best. Move on: the question has been open for two spans, the next
    one is more than a span away, and in the latest came at most a fifth as many as in the best.
    """
    moments = sorted(one for one in answers if asked_at <= one <= now)
    latest = sum(now - one < span for one in moments)
    best = max((_in_span_to(moments, place, span) for place in range(len(moments))), default=0)
    if next_at - now <= span:
        is_coming = latest >= FEWEST_COMING and latest >= STILL_COMING * best
        return Advice(Suggestion.HOLD, latest, best, span) if is_coming else None
    is_quiet = now - asked_at >= SPANS_FIRST * span and latest <= HARDLY_ANY * best
    return Advice(Suggestion.MOVE_ON, latest, best, span) if is_quiet else None


def advice_for(
    chat: Chat, asked: Question | None, following: Question | None, *, now: datetime
) -> Advice | None:
    """The same for an hour at a question. One query at most.

    None without an open question, and while the hour is held already.
    """
    if not chat.is_live or asked is None or asked.released_at is None or chat.on_hold_since:
        return None
    posts = chat.posts.visible().authored().filter(question=asked, is_prompt=False)
    since = posts.filter(published_at__gte=asked.released_at)
    return advise(
        list(since.values_list("published_at", flat=True)),
        asked_at=asked.released_at,
        next_at=following.due_at if following else chat.wrap_up_due_at,
        now=now,
        span=chat.length / SPANS_AN_HOUR,
    )


def _in_span_to(moments: Sequence[datetime], place: int, span: timedelta) -> int:
    """How many came in the span that ends with the one at `place`."""
    return sum(moments[place] - one < span for one in moments[: place + 1])
