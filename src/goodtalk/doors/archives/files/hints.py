"""What whoever gives a file has to say about it, because the file itself does not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from goodtalk.doors.archives.files.dates import DayOrder

_HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,20})", re.ASCII)
_QUOTED = re.compile(r"[\"“]([^\"“”]*)[\"”]")
_STANDING_IN = "\0"  # for a name in quotation marks, while what is around it is looked at
_NEXT = re.compile(r",(?=\s*[a-z_]{1,20}\s?=)")  # a column's name may have a comma itself

# What people write before the = in --map, and what a column is called inside.
MAPPED = {
    "text": "text",
    "author": "handle",
    "published": "published",
    "id": "id",
    "author_id": "author_id",
    "name": "name",
    "url": "url",
    "reply_to": "reply_to",
    "conversation": "conversation",
    "share_of": "share_of",
    "tags": "tags",
    "links": "links",
    "language": "language",
    "visibility": "visibility",
}


class Owner(NamedTuple):
    """Whose account an archive is of. Either the number or the handle is known."""

    number: str = ""
    handle: str = ""  # without its @
    name: str = ""

    def cells(self) -> dict[str, str]:
        """As the cells of a row that names its author."""
        return {"author_id": self.number, "handle": self.handle, "name": self.name}


@dataclass(frozen=True, slots=True)
class Hints:
    """All that was said: whose posts these are, which columns hold what, how dates are written."""

    owner: Owner | None = None
    columns: Mapping[str, str] = field(default_factory=dict)  # NAMES' key to a column's name
    dates: DayOrder | None = None


NO_HINTS = Hints()


def read_owner(handle: str) -> Owner:
    """An account by its handle, with or without its @. Raises ValueError, with a sentence."""
    match = _HANDLE.fullmatch(handle.strip())
    if match is None:
        raise ValueError(f"“{handle}” is not a handle; one is such as @jo_bloggs.")
    return Owner(handle=match[1])


def read_map(words: str) -> dict[str, str]:
    """Columns from `text=Tweet,author=Who`. Raises ValueError, with a sentence.

    A name may stand in quotation marks. `published=Date+Time` names two columns, unless the file
    has one that is called so.
    """
    columns: dict[str, str] = {}
    quoted = iter(_QUOTED.findall(words))
    for shown in _NEXT.split(_QUOTED.sub(_STANDING_IN, words)):
        pair = re.sub(_STANDING_IN, lambda _match: next(quoted), shown)
        what, equals, name = (part.strip() for part in pair.partition("="))
        if not equals or not name:
            raise ValueError(f"“{pair}” is not such as text=NAME, with the name of a column.")
        if what not in MAPPED:
            raise ValueError(f"“{what}” is none of {', '.join(MAPPED)}.")
        if MAPPED[what] in columns:
            raise ValueError(f"“{what}” is there twice.")
        columns[MAPPED[what]] = name
    return columns
