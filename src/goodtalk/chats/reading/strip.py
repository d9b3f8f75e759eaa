"""The strip that never leaves the screen: where the hour is, its run sheet, who has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from goodtalk.chats.filing.filing import last_asked
from goodtalk.chats.models import Chat, Question


@dataclass
class Strip:
    """What the top bar, the run sheet and the open question show. Reads the clock once."""

    chat: Chat

    def __post_init__(self) -> None:
        self.now: datetime = timezone.now()

    @cached_property
    def questions(self) -> list[Question]:
        """The run sheet, each question with the number of its `answers`. Two queries."""
        answers = answers_by_question(self.chat)
        questions = list(self.chat.questions.select_related("promoted_from__account"))
        for question in questions:
            question.answers = answers.get(question.pk, 0)  # type: ignore[attr-defined]
        return questions

    @cached_property
    def people(self) -> int:
        """How many have spoken. One query."""
        people: int = self.chat.attendances.count()
        return people

    @cached_property
    def open_question(self) -> Question | None:
        """The question that the room is at; none before Q1 and once the wrap-up has begun."""
        if not self.chat.is_live:
            return None
        released = [question for question in self.questions if question.is_released]
        return last_asked(released, self.chat.wrapped_up_at)

    @property
    def minutes_left(self) -> int:
        """Whole minutes until the end, rounded up."""
        return max(0, -int((self.now - self.chat.ends_at).total_seconds() // 60))

    @property
    def seconds_gone(self) -> int:
        """For the line of progress."""
        gone = (self.now - self.chat.starts_at).total_seconds()
        return round(min(max(gone, 0), self.seconds))

    @property
    def seconds(self) -> int:
        """The length of the hour."""
        return max(1, round((self.chat.ends_at - self.chat.starts_at).total_seconds()))


def newcomers_among(chat: Chat, people: Iterable[int]) -> set[int]:
    """Which of these people speak in a chat of this community for the first time. One query."""
    spoke = chat.attendances.newcomers().filter(person__in=people)
    return set(spoke.values_list("person", flat=True))


def answers_by_question(chat: Chat) -> dict[int, int]:
    """How many posts stand under each question, by the question's key. One query."""
    rows = (
        chat.posts.visible()
        .authored()
        .filter(question__isnull=False, is_prompt=False)
        .order_by()
        .values_list("question")
        .annotate(posts=Count("pk"))
    )
    return dict(rows)
