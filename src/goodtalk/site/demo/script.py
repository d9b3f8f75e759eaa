"""What is said in a sample hour, and by whom: read from the TOML files beside this module."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from goodtalk.chats.steering.run_sheet import Asked, RunSheet

HOUR_MINUTES = 60
FIRST_THANKS_SECONDS = 7  # after a post
BETWEEN_THANKS_SECONDS = 11
LIVE = "live"
PAST = ("hello", "snow", "firewalls")  # in the order in which they were held


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody of the invented cast."""

    key: str
    name: str
    network: str
    handle: str  # empty for those who use the web page
    about: str


@dataclass(frozen=True, slots=True)
class Line:
    """One post of a script. Seconds count from the beginning of the hour, the lobby is below 0."""

    id: str
    by: str
    at: float
    text: str
    reply_to: str = ""
    thanks: tuple[str, ...] = ()


class Cue(NamedTuple):
    """A moment at which somebody does something: says the line, or gives thanks for it."""

    at: float
    line: Line
    thanked_by: str = ""  # empty: the line is said


@dataclass(frozen=True)
class Script:
    """An hour that was written beforehand."""

    name: str
    theme: str
    intro: str
    wrap_up: str
    chair: str
    welcome_minutes: float
    questions: tuple[Asked, ...]
    lines: tuple[Line, ...]

    @property
    def wrap_up_minutes(self) -> float:
        """What the welcome and the questions leave of the hour."""
        asked = sum(question.minutes for question in self.questions)
        return HOUR_MINUTES - self.welcome_minutes - asked

    @cached_property
    def cues(self) -> list[Cue]:
        """Everything that happens in it, in order."""
        return sorted(_cues(self.lines), key=lambda cue: cue.at)

    @property
    def speakers(self) -> set[str]:
        """Who says something in it, by their keys."""
        return {line.by for line in self.lines}

    def sheet(self, speed: float = 1) -> RunSheet:
        """Its run sheet, for an hour that passes `speed` times as fast."""
        return RunSheet(
            questions=[Asked(one.text, one.minutes / speed) for one in self.questions],
            welcome=self.intro,
            welcome_minutes=self.welcome_minutes / speed,
            wrap_up=self.wrap_up,
            wrap_up_minutes=self.wrap_up_minutes / speed,
        )


def due(cues: Iterable[Cue], after: float, until: float) -> list[Cue]:
    """What happens from one second of the talk on, before another."""
    return [cue for cue in cues if after <= cue.at < until]


def load_cast() -> dict[str, Speaker]:
    """Everybody who may take part, by their keys."""
    people = [Speaker(**person) for person in read_sample("cast.toml")["person"]]
    return {person.key: person for person in people}


def load_script(name: str) -> Script:
    """One of the hours: LIVE, or one of PAST."""
    found = read_sample("hours", f"{name}.toml")
    return Script(
        name=name,
        theme=found["theme"],
        intro=found["intro"],
        wrap_up=found["wrap_up"],
        chair=found["chair"],
        welcome_minutes=found["welcome_minutes"],
        questions=tuple(Asked(one["text"], one["minutes"]) for one in found["question"]),
        lines=tuple(_line(post) for post in found["post"]),
    )


def read_sample(*path: str) -> dict[str, Any]:
    """One of the files that came with the package."""
    text = files("goodtalk.site.demo").joinpath(*path).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _line(post: Mapping[str, Any]) -> Line:
    """Its `kind`, which helps to write and to test an hour, is left to the room to find out."""
    return Line(
        id=post["id"],
        by=post["by"],
        at=post["at"],
        text=post["text"],
        reply_to=post.get("reply_to", ""),
        thanks=tuple(post.get("thanks", ())),
    )


def _cues(lines: Iterable[Line]) -> Iterable[Cue]:
    for line in lines:
        yield Cue(line.at, line)
        for place, key in enumerate(line.thanks):
            wait = FIRST_THANKS_SECONDS + place * BETWEEN_THANKS_SECONDS
            yield Cue(line.at + wait, line, thanked_by=key)
