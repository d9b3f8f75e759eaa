"""What people were asked to choose from in a tweet, as version 2 of Twitter's interface tells it.

The poll is among what a page includes, or in the tweet itself where twarc has flattened it:
`{"id", "options": [{"position", "label", "votes"}], "end_datetime", "duration_minutes"}`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from goodtalk.chats.arriving.enclosing import MAX_CHOICE, MAX_CHOICES
from goodtalk.chats.arriving.incoming import Poll
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.formats.entities import objects_in

Json = Mapping[str, Any]

_A_WEEK = 7 * 24 * 60  # minutes: no poll of Twitter's was open for longer


def poll_in(tweet: Json, attached: Json, lookup: Callable[[str], Json]) -> Poll | None:
    """The poll that came with a tweet; nobody could choose several there."""
    flat = next(objects_in([attached.get("poll")]), {})
    keys = attached.get("poll_ids")
    poll = flat or (lookup(f"polls.{keys[0]}") if isinstance(keys, list) and keys else {})
    options = list(objects_in(poll.get("options")))[:MAX_CHOICES]
    choices = [
        (option["label"][:MAX_CHOICE], _count(option.get("votes")))
        for option in sorted(options, key=lambda option: _count(option.get("position")))
        if isinstance(option.get("label"), str) and option["label"].strip()
    ]
    return Poll(choices=tuple(choices), ends=_ends(poll, tweet)) if choices else None


def _ends(poll: Json, tweet: Json) -> datetime | None:
    if told := _moment(poll.get("end_datetime")):
        return told
    minutes, begun = _count(poll.get("duration_minutes")), _moment(tweet.get("created_at"))
    return begun + timedelta(minutes=minutes) if begun and 0 < minutes <= _A_WEEK else None


def _moment(cell: Any) -> datetime | None:
    try:
        last_year = datetime.now(UTC).year + 1
        return read_date(cell, last_year=last_year) if isinstance(cell, str) else None
    except BadCell:
        return None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
