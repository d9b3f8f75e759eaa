"""Dates that never were, are not yet, or are no dates, in each format."""

import json

from tests.doors.archives.hostile.hostile import SOUND_ROW, Hostile, lines_of, rows, stored, tweets

DATES = (
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "1970-01-01T00:00:00Z",
    "2005-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-14:00",
    "-2014-03-14T13:05:00Z",
    "+12014-03-14T13:05:00Z",
    "2014-02-30T13:05:00Z",
    "2015-02-29T13:05:00Z",
    "2014-03-14T25:61:61Z",
    "2014-03-14T13:05:00+99:99",
    "1" + "0" * 400,
    "-1",
    "0",
    "1e400",
    "NaN",
    "Fri Mar 14 13:01:00 +0000 0000",
    "Fri Mar 14 13:01:00 +0000 9999",
    "Fri Feb 30 13:01:00 +0000 2014",
    "Fri Mar 14 13:01:00 +9999 2014",
    "1/1/0000 13:05",
    "31/12/9999 13:05",
    "00/00/0000 00:00",
    "0000-00-00 00:00:00",
    "=NOW()",
    "13:05 " * 5000,
    "2014-03-14T13:05:00Z" * 50,
    "٢٠١٤-٠٣-١٤T١٣:٠٥:٠٠Z",
)
SOON = "2027-03-12T13:05:00Z"
LEAP = "2016-12-31T23:59:60Z"  # a second that was, and that no clock of ours has
BAD = (*DATES, SOON, LEAP)


def status(number: int, at: object) -> dict[str, object]:
    return {
        "uri": f"https://a.example/users/jo/statuses/{number}",
        "created_at": at,
        "content": "<p>#lgovsm</p>",
        "account": {"url": "https://a.example/@jo", "acct": "jo"},
    }


def note(number: int, at: object) -> dict[str, object]:
    return {
        "type": "Create",
        "actor": "https://a.example/users/jo",
        "to": "as:Public",
        "object": {
            "id": f"https://a.example/users/jo/statuses/{number}",
            "published": at,
            "content": "<p>#lgovsm</p>",
        },
    }


TIMES: tuple[Hostile, ...] = (
    stored("dates.csv", rows(SOUND_ROW.strip(), *(
        f"{number},Hello #lgovsm,{each},2" for number, each in enumerate(BAD, 2))),
        invalid=len(BAD)),
    stored("dates.json", tweets({}, *({"created_at": each} for each in BAD)), invalid=len(BAD)),
    stored("dates-in-numbers.json", tweets({}, *(
        {"created_at": each} for each in (0, -1, 10**400, 1e300, float("inf"), True, None))),
        invalid=7),
    stored("dates-of-statuses.jsonl", lines_of(
        [status(number, each) for number, each in enumerate(("2023-03-17T13:05:00Z", *BAD))]),
        invalid=len(BAD)),
    stored("dates-in-an-outbox.json", json.dumps({
        "type": "OrderedCollection",
        "orderedItems": [
            note(number, each) for number, each in enumerate(("2023-03-17T13:05:00Z", *BAD))],
        }), invalid=len(BAD)),
)
