"""A file that means harm or is broken: how it is made, and what is to be said or stored of it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Maker = Callable[[Path], None]  # writes the file at that path
Content = bytes | str | Maker

HEADER = "id,text,created_at,author_id\n"
SOUND_ROW = "1,Hello #lgovsm,2014-03-14T13:05:00Z,2\n"
SOUND_TWEET = {
    "id_str": "5",
    "created_at": "Fri Mar 14 13:01:00 +0000 2014",
    "text": "Hello #lgovsm",
    "user": {"id_str": "12", "screen_name": "jo"},
}


@dataclass(frozen=True)
class Hostile:
    """Refused with a sentence, in which {path} is where the file is; or stored, without harm."""

    name: str
    make: Maker = field(repr=False)
    sentence: str = ""  # of the refusal; empty: it is stored
    stored: int = 0
    invalid: int = 0
    by_hand: bool = False  # takes long, or a lot of room: the command makes it, no test does

    @property
    def is_refused(self) -> bool:
        return self.sentence != ""

    def sentence_at(self, path: Path) -> str:
        """What is said of it where it is at that path."""
        return self.sentence.replace("{path}", str(path))


def refused(name: str, content: Content, sentence: str, *, by_hand: bool = False) -> Hostile:
    """One of which nothing may be stored."""
    return Hostile(name, maker_of(content), sentence, by_hand=by_hand)


def stored(
    name: str, content: Content, posts: int = 1, *, invalid: int = 0, by_hand: bool = False
) -> Hostile:
    """One of which so many posts are stored, and so many rows are none."""
    return Hostile(name, maker_of(content), stored=posts, invalid=invalid, by_hand=by_hand)


def maker_of(content: Content) -> Maker:
    if callable(content):
        return content
    data = content.encode() if isinstance(content, str) else content

    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


def later(content: Callable[[], bytes | str]) -> Maker:
    """The same for what is large, or takes a moment: it is made when it is wanted."""
    return lambda path: maker_of(content())(path)


def in_pieces(pieces: Callable[[], Iterable[bytes]]) -> Maker:
    """A file too large to be held, written piece by piece."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(pieces())

    return make


def rows(*lines: str) -> str:
    """A CSV of these lines."""
    return HEADER + "".join(f"{line}\n" for line in lines)


def tweets(*changes: dict[str, Any]) -> str:
    """A list of tweets, of version 1.1; each is told by what is not usual about it."""
    made = [
        SOUND_TWEET | {"id_str": str(number)} | change for number, change in enumerate(changes, 5)
    ]
    return json.dumps(made)


def lines_of(records: Sequence[Any]) -> str:
    """JSON with a record on each line."""
    return "".join(json.dumps(record) + "\n" for record in records)
