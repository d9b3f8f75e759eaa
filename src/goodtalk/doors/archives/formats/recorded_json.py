"""Reads a community's export as JSON, bit by bit: an hour of it may be larger than memory bears."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from goodtalk.chats.filing.askings import MAX_NUMBER
from goodtalk.doors.archives.entries import BadCell, BadRow
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.files.json_values import walked
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.formats.recorded import Hours, RecordedHour, RecordedQuestion
from goodtalk.doors.archives.formats.tweets import word
from goodtalk.doors.fediverse.inbox.values import Json, number_at, things_in

HOUR, POST, BETWEEN = "chats[]", "chats[].posts[]", "between[]"
_INTO = frozenset({"", "chats", HOUR, "chats[].posts", "between"})
LONGEST = timedelta(days=2)
_BEGUN = frozenset({"live", "closed", "recapped"})


def posts_in_json(archive: Archive) -> Iterator[tuple[int, dict[str, Any]] | BadRow]:
    """Each post with its line, and with its hour's address as `hour`."""
    address = ""
    for line, place, value in walked(archive, _INTO):
        if place == HOUR:
            address = ""
        elif place == f"{HOUR}.date":
            address = value if isinstance(value, str) else ""
        elif place in (POST, BETWEEN):
            if isinstance(value, dict):
                yield line, value | {"hour": address if place == POST else ""}
            else:
                yield BadRow(line, "no post, but a list or a single word")


def hours_in_json(archive: Archive) -> Hours:
    """What it says of the hours. Those that say too little are left to the rhythm."""
    found: list[dict[str, Any]] = []
    for _, place, value in walked(archive.quiet(), _INTO):
        if place == HOUR:
            found.append({})
        elif place.startswith(f"{HOUR}.") and "[" not in place[len(HOUR) :]:
            found[-1][place.removeprefix(f"{HOUR}.")] = value
    hours = {}
    for each in found:
        try:
            hours[word(each, "date")] = _hour(each)
        except BadCell:
            continue
    return hours


def tag_in_json(archive: Archive) -> str:
    """Whose it is; empty where it does not say."""
    for _, place, value in walked(archive.quiet(), _INTO):
        if place == "community":
            return word(value, "tag") if isinstance(value, dict) else ""
        if place in (HOUR, BETWEEN):
            break
    return ""


def _hour(hour: Json) -> RecordedHour:
    numbered = {
        number: RecordedQuestion(
            number,
            word(each, "text"),
            _moment(each, "planned"),
            _moment(each, "released") if each.get("released") else None,
        )
        for each in things_in(hour.get("questions"))
        if 0 < (number := number_at(each, "number")) <= MAX_NUMBER
    }
    starts_at, ends_at = _moment(hour, "starts"), _moment(hour, "ends")
    if not timedelta() < ends_at - starts_at <= LONGEST:
        raise BadCell("an hour that is none")
    return RecordedHour(
        address=word(hour, "date"),
        theme=word(hour, "theme"),
        starts_at=starts_at,
        ends_at=ends_at,
        has_begun=hour.get("state") in _BEGUN,
        welcome=word(hour, "welcome"),
        wrap_up=word(hour, "wrap_up"),
        is_rebuilt=hour.get("rebuilt") is True,
        questions=tuple(numbered[number] for number in sorted(numbered)),
    )


def _moment(record: Json, key: str) -> datetime:
    return read_date(word(record, key), last_year=datetime.now(UTC).year + 10)
