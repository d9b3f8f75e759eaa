"""JSON that is too deep, too long, cut, doubled, or of something else."""

import json
from itertools import product
from typing import Any

from tests.doors.archives.hostile.hostile import (
    SOUND_TWEET,
    Hostile,
    in_pieces,
    later,
    lines_of,
    refused,
    stored,
    tweets,
)

DEEP = "Line 1 is nested too deeply."
NEITHER = "This looks like JSON, but neither like tweets nor like posts from Mastodon."
CUT = "The file breaks off in line 1; it was not copied whole."
NO_COLUMNS = (
    "The first line of the file names no column for the text, the date, the author or the id of a"
    " post; if one has it, say which with --map (in the browser, below the file)."
)
TOO_LONG = "Line 1 holds a value of more than 4 million characters."
TWEET = json.dumps(SOUND_TWEET)
MILLION = b"x" * 1_000_000


def with_value(value: str) -> str:
    """A list of one tweet that has something unusual beside its text."""
    return f'[{TWEET[:-1]}, "entities": {value}}}]'


NO_IDS: tuple[Any, ...] = (-1, 0, 1e300, 10**400, True, None, [], {})
NO_WORDS: tuple[Any, ...] = (None, 7, [], {"a": []})
WRONG_KINDS = [
    SOUND_TWEET | {"id_str": str(number), key: value}
    for number, (key, value) in enumerate(
        product(("created_at", "text", "user"), NO_WORDS), 100
    )
]
STRUCTURES: tuple[Hostile, ...] = (
    refused("10000-lists.json", "[" * 10_000, DEEP),
    refused("10000-lists-closed.json", "[" * 10_000 + "]" * 10_000, DEEP),
    refused("10000-objects.json", '{"a":' * 10_000 + "1" + "}" * 10_000, DEEP),
    refused("10000-lists-in-a-month.js", "Grailbird.data.a = " + "[" * 10_000, DEEP),
    refused("10000-objects-in-a-month.js", 'Grailbird.data.a = [{"id":' + '{"a":' * 10_000, DEEP),
    refused("10000-lists-in-a-tweet.json", with_value("[" * 10_000 + "]" * 10_000), DEEP),
    stored("900-lists-in-a-tweet.json", with_value("[" * 900 + "]" * 900)),
    refused("10000-lists-after-a-tweet.jsonl", TWEET + "\n" + "[" * 10_000,
            "Line 2 is nested too deeply."),
    refused("5000-tweets-before-10000-lists.jsonl", later(lambda: lines_of(
        [SOUND_TWEET | {"id_str": str(number)} for number in range(5, 5005)]) + "[" * 10_000),
        "Line 5001 is nested too deeply."),
    refused("10000-objects-in-an-outbox.json",
            '{"type": "OrderedCollection", "orderedItems": [' + '{"object":' * 10_000, DEEP),
    refused("string-of-9-megabytes.json",
            later(lambda: '{"id": "5", "words": "' + "x" * 9_000_000 + '"}'), TOO_LONG),
    refused("string-of-a-gigabyte.json", in_pieces(
        lambda: (b'{"id": "5", "words": "', *(MILLION for _ in range(1000)), b'"}')),
        TOO_LONG, by_hand=True),
    refused("string-of-a-gigabyte.jsonl", in_pieces(
        lambda: (TWEET.encode(), b'\n{"id": "6", "text": "', *(MILLION for _ in range(1000)),
                 b'"}\n')),
        "Line 2 holds a value of more than 4 million characters.", by_hand=True),
    stored("tweets-on-a-line-of-a-gigabyte.jsonl", in_pieces(
        lambda: (TWEET.encode() + b" " * 9_000_000 for _ in range(110))), by_hand=True),
    refused("tweets-that-break-off.json", tweets({}, {})[:-9], CUT),
    refused("outbox-that-breaks-off.json",
            '{"type": "OrderedCollection", "orderedItems": [{"type": "Create", "to": ["htt', CUT),
    refused("damaged.json", tweets({}, {}).replace('}, {"id_str": "6"', '}}, {"id_str": "6"'),
            "The file is damaged in line 1: there is no JSON."),
    refused("a-word.json", '"Hello #lgovsm"', NO_COLUMNS),
    refused("a-number.json", "12345678901234567890", NO_COLUMNS),
    refused("null.json", "null", NO_COLUMNS),
    refused("numbers.json", "[1, 2, 3]", NEITHER),
    refused("empty-list.json", "[]", "There are no posts in this file."),
    refused("empty-object.json", "{}", NEITHER),
    refused("toots.json", '{"toots": []}', NEITHER),
    stored("ids-that-are-none.json", tweets({}, *(
        {"id_str": each, "id": each} for each in NO_IDS)),
        invalid=8),
    stored("nan-and-infinity.json", '[{"id_str": NaN, "id": Infinity, "text": -Infinity},'
           + tweets({})[1:], invalid=1),
    stored("number-of-100000-digits.json", with_value("1" * 100_000)),
    stored("keys-twice.json", TWEET[:-1] + ', "text": "Other #lgovsm", "text": "Last #lgovsm"}'),
    stored("values-of-wrong-kinds.jsonl", lines_of([SOUND_TWEET, *WRONG_KINDS]), 2, invalid=11),
)
