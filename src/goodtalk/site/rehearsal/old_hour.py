"""What a rehearsal takes from the record: an hour as a script, and who speaks in it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from goodtalk.chats.models import Chat, Post, Question
from goodtalk.chats.reading.finding_in_hour import AFTER, BEFORE
from goodtalk.chats.reading.reading import readable
from goodtalk.chats.steering.run_sheet import MAX_QUESTIONS, Asked
from goodtalk.site.demo.script import HOUR_MINUTES, Line, Script, Speaker

LAST_QUESTION_MINUTES = 55  # of a script's hour; what was asked later is asked then
CHAIR = "chair"
NETWORK = "replay"


@dataclass(frozen=True)
class OldHour:
    """An hour to be said again, and where it belongs."""

    tag: str
    name: str
    zone: str
    minutes: int
    script: Script
    cast: dict[str, Speaker]


def take_down(chat: Chat) -> OldHour:
    """Write down what everybody can read of an hour. Two queries.

    The chair's own posts that asked the questions are left out: the run sheet asks them.
    """
    around = (chat.starts_at - BEFORE, chat.ends_at + AFTER)
    posts = list(
        readable(chat)
        .filter(is_prompt=False, published_at__range=around)
        .order_by("published_at", "pk")
    )
    lines = tuple(
        Line(
            id=str(post.pk),
            by=str(post.account.person_id),
            at=60 * _minute(chat, post.published_at),
            text=post.shown_text or post.text,
            reply_to=str(post.parent_id or ""),
        )
        for post in posts
    )
    cast = {speaker.key: speaker for speaker in map(_speaker, posts)}
    community = chat.community
    return OldHour(
        community.tag, community.name, community.zone, chat.minutes, _script(chat, lines), cast
    )


def write_down(hour: OldHour, path: Path) -> None:
    """Keep it in a file, for the process that says it again."""
    path.write_text(json.dumps(asdict(hour)), encoding="utf-8")


def read_back(path: Path) -> OldHour:
    """What `write_down` kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    script = kept.pop("script")
    questions = tuple(Asked(**one) for one in script.pop("questions"))
    lines = tuple(Line(**one | {"thanks": ()}) for one in script.pop("lines"))
    cast = {key: Speaker(**one) for key, one in kept.pop("cast").items()}
    return OldHour(**kept, script=Script(**script, questions=questions, lines=lines), cast=cast)


def _speaker(post: Post) -> Speaker:
    """By a number and a name: whose account it was on which network, a rehearsal does not need."""
    account = post.account
    return Speaker(str(account.person_id), str(account.shown_name), NETWORK, handle="", about="")


def _script(chat: Chat, lines: tuple[Line, ...]) -> Script:
    questions = list(chat.questions.all()[:MAX_QUESTIONS])
    asked_at = _asked_at(chat, questions)
    return Script(
        name=chat.address,
        theme=chat.shown_theme,
        intro=chat.welcome,
        wrap_up=chat.wrap_up,
        chair=CHAIR,
        welcome_minutes=asked_at[0],
        questions=tuple(
            Asked(question.text, after - before)
            for question, before, after in zip(questions, asked_at, asked_at[1:], strict=False)
        ),
        lines=lines,
    )


def _asked_at(chat: Chat, questions: Sequence[Question]) -> list[float]:
    """The minute of each question and of the wrap-up, in order; there is always a wrap-up."""
    minutes: list[float] = []
    for question in questions:
        minute = _minute(chat, question.released_at or question.due_at)
        minutes.append(min(max(minute, *minutes[-1:], 0), LAST_QUESTION_MINUTES))
    return [*minutes, float(LAST_QUESTION_MINUTES)]


def _minute(chat: Chat, moment: datetime) -> float:
    """Which minute it was, in a script's hour: one of 90 minutes is told in 60."""
    return (moment - chat.starts_at).total_seconds() / 60 * HOUR_MINUTES / chat.minutes
