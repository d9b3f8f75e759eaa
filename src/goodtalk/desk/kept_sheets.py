"""A run sheet with the chair's notes and the reading list, to be compared and kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from goodtalk.chats.models import Chat, Question
from goodtalk.chats.steering.run_sheet import Asked, RunSheet
from goodtalk.communities.models import Community


@dataclass(frozen=True)
class Row:
    """One question with its notes, and the question's number in the database where it has one.

    And whose post asked it first, and when it was skipped, for putting it back once it is deleted.
    """

    text: str
    minutes: float = 10
    notes: str = ""
    key: int | None = field(default=None, compare=False)
    promoted_from: int | None = field(default=None, compare=False)
    skipped_at: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class KeptSheet:
    """All that the run sheet's page can change. Two that are equal say the same."""

    rows: tuple[Row, ...] = ()
    welcome: str = ""
    welcome_minutes: float = 5
    wrap_up: str = ""
    wrap_up_minutes: float = 5
    reading_list: tuple[tuple[str, str], ...] = ()  # titles and addresses

    @property
    def mark(self) -> str:
        """Stands for what it says: another mark, another sheet."""
        said = self.as_json()
        said["rows"] = [row[:3] for row in said["rows"]]
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def run_sheet(self) -> RunSheet:
        """What of it the conductor runs by."""
        return RunSheet(
            [Asked(row.text, row.minutes) for row in self.rows],
            self.welcome, self.welcome_minutes, self.wrap_up, self.wrap_up_minutes,
        )

    def as_json(self) -> dict[str, Any]:
        """For the desk's log."""
        return {
            "rows": [
                [
                    row.text, float(row.minutes), row.notes, row.key, row.promoted_from,
                    row.skipped_at,
                ]
                for row in self.rows
            ],
            "welcome": self.welcome, "welcome_minutes": float(self.welcome_minutes),
            "wrap_up": self.wrap_up, "wrap_up_minutes": float(self.wrap_up_minutes),
            "reading_list": [list(one) for one in self.reading_list],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "KeptSheet":
        """What as_json() wrote."""
        rows = tuple(Row(*row) for row in kept["rows"])
        reading_list = tuple((title, url) for title, url in kept["reading_list"])
        return cls(**kept | {"rows": rows, "reading_list": reading_list})


def kept_of(chat: Chat, questions: Iterable[Question] | None = None) -> KeptSheet:
    """The run sheet of an hour as it stands. One query; none where its questions are given."""
    rows = chat.questions.all() if questions is None else questions
    return KeptSheet(
        tuple(map(_row_of, rows)),
        chat.welcome, chat.welcome_minutes, chat.wrap_up, chat.wrap_up_minutes,
        tuple((one["title"], one["url"]) for one in chat.reading_list),
    )


def _row_of(question: Question) -> Row:
    skipped_at = question.skipped_at.isoformat() if question.skipped_at else None
    return Row(
        question.text, question.minutes, question.notes, question.pk,
        question.promoted_from_id, skipped_at,
    )  # fmt: skip


def from_template(community: Community, kept: KeptSheet, *, released: int) -> KeptSheet:
    """The community's template in place of a sheet; the questions that are out stay.

    The reading list stays too: it belongs to the theme, not to the community.
    """
    rows = tuple(Row(one["text"], one["minutes"]) for one in community.template_questions)
    return KeptSheet(
        kept.rows[:released] + rows,
        community.template_welcome, community.template_welcome_minutes,
        community.template_wrap_up, community.template_wrap_up_minutes,
        kept.reading_list,
    )
