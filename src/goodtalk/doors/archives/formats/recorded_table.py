"""Reads a community's export as CSV: the posts, each with its hour and its question's number."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from goodtalk.chats.filing.askings import MAX_NUMBER
from goodtalk.chats.spreadsheets import value_in
from goodtalk.doors.archives.entries import BadCell, BadRow, WrongFile
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.files.rows import header_of, rows_of
from goodtalk.doors.archives.formats.recorded import Hours, RecordedHour, RecordedQuestion

# These together are ours alone; the others came with later versions, or may have been taken out.
_OWN = {"chat", "uri", "network", "author_uri", "published", "text", "filed_by"}
_OF_QUESTIONS = {"chat", "theme", "number", "text", "planned", "released"}
Record = dict[str, Any]


@dataclass
class _Met:
    """What the rows so far tell of an hour."""

    theme: str
    first_said: datetime
    questions: dict[int, datetime] = field(default_factory=dict)  # when first spoken to


def is_table(archive: Archive) -> bool:
    """Whether the first line has the columns that only our tables of posts have."""
    return not archive.members and {*header_of(archive.beginning)} >= _OWN


def posts_in_table(archive: Archive) -> Iterator[tuple[int, Record] | BadRow]:
    """Each post with its line, in the shape in which JSON has it, and its hour's address."""
    rows = rows_of(archive)
    header = next(rows, None)
    if header is None:
        raise WrongFile("The file is empty.")
    for line, cells in rows:
        if len(cells) > len(header.cells):
            words = f"{len(cells)} cells where the first line names {len(header.cells)}"
            yield BadRow(line, words)
        else:
            yield line, _record(dict(zip(header.cells, map(value_in, cells), strict=False)))


def hours_in_table(archive: Archive) -> Hours:
    """What the rows tell of the hours: theme, the questions' numbers, about when."""
    met: dict[str, _Met] = {}
    last_year = datetime.now(UTC).year + 1
    for each in posts_in_table(archive.quiet()):
        if isinstance(each, BadRow) or not (address := each[1]["hour"]):
            continue
        try:
            at = read_date(each[1].get("published", ""), last_year=last_year)
        except BadCell:
            continue
        hour = met.setdefault(address, _Met(each[1].get("theme", ""), at))
        hour.first_said = min(hour.first_said, at)
        if 0 < (number := each[1]["question"]) <= MAX_NUMBER:
            hour.questions[number] = min(hour.questions.get(number, at), at)
    return {address: _hour(address, hour) for address, hour in met.items()}


def is_questions(archive: Archive) -> bool:
    """Whether it is the table of questions that belongs to such a one."""
    return not archive.members and {*header_of(archive.beginning)} >= _OF_QUESTIONS


def hours_in_questions(archive: Archive) -> Hours:
    """The hours of a table of questions, with those. What cannot be read is passed over."""
    themes: dict[str, str] = {}
    found: dict[str, dict[int, RecordedQuestion]] = {}
    last_year = datetime.now(UTC).year + 10
    rows = rows_of(archive.quiet())
    header = next(rows)
    for _, cells in rows:
        row = dict(zip(header.cells, map(value_in, cells), strict=False))
        number, address = _number(row.get("number", "")), row.get("chat", "")
        moments = [row.get(name, "") for name in ("released", "skipped")]
        try:
            planned = read_date(row.get("planned", ""), last_year=last_year)
            released, skipped = (
                read_date(cell, last_year=last_year) if cell else None for cell in moments
            )
        except BadCell:
            continue
        if address and 0 < number <= MAX_NUMBER:
            question = RecordedQuestion(number, row.get("text", ""), planned, released, skipped)
            found.setdefault(address, {})[number] = question
            themes.setdefault(address, row.get("theme", ""))
    return {
        address: RecordedHour(
            address,
            themes[address],
            first_said=min(one.planned for one in numbered.values()),
            has_begun=any(one.released for one in numbered.values()),
            questions=tuple(numbered[number] for number in sorted(numbered)),
        )
        for address, numbered in found.items()
    }


def _hour(address: str, met: _Met) -> RecordedHour:
    """Its questions were put in their order, each before anybody spoke to it or to a later one."""
    latest = datetime.max.replace(tzinfo=UTC)
    questions: list[RecordedQuestion] = []
    for number in sorted(met.questions, reverse=True):
        latest = min(latest, met.questions[number])
        questions.insert(0, RecordedQuestion(number, "", latest, latest))
    return RecordedHour(
        address, met.theme, met.first_said, questions=tuple(questions), comes_alone=False
    )


def _record(cells: dict[str, str]) -> Record:
    author = {"name": "author", "handle": "author_handle", "uri": "author_uri"}
    return {
        **cells,
        "hour": cells.get("chat", ""),
        "author": {key: cells.get(name, "") for key, name in author.items()}
        | {"searchable": cells.get("author_searchable", "").casefold() != "false"},
        "question": _number(cells.get("question", "")),
        "thanks": _number(cells.get("thanks", "")),
        "certain": cells.get("certain", "").casefold() == "true",
        "prompt": cells.get("prompt", "").casefold() == "true",
        "links": cells.get("links", "").split(),
        "enclosed": _enclosed(cells.get("enclosed", "")),
    }


def _number(cell: str) -> int:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else 0


def _enclosed(cell: str) -> Any:
    try:
        return json.loads(cell) if cell else None
    except (ValueError, RecursionError):
        return None
