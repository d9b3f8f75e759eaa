"""JSON of strangers: bounded in depth before it is read, so that no document can sink us."""

import json
import math
import re
from typing import Any

from goodtalk.outside.answers import NotReachable, TooMuch

MOST_DEPTH = 100
# Strings go whole (an escape is two characters), so that a bracket within one does not count.
TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class NotJson(NotReachable):
    """What came is no JSON document of the kind that was asked for."""


def read_document(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises NotJson, or TooMuch where it is nested more than 100 deep."""
    found = read_json(body)
    if not isinstance(found, dict):
        raise NotJson("That is not a JSON object.")
    return found


def read_json(body: bytes) -> Any:
    """Any JSON value, with only such text in it as a database keeps. Raises the same.

    NaN and Infinity are no JSON (RFC 8259, section 6), however they are written.
    """
    _check_depth(body)
    try:
        found = json.loads(
            body.decode("utf-8-sig"),
            parse_constant=_refuse,
            parse_int=_whole,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as error:
        raise NotJson("That is not JSON.") from error
    return _mended(found) if b"\\u" in body else found


def _check_depth(body: bytes) -> None:
    depth = 0
    for token in TOKENS.finditer(body):
        first = body[token.start()]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > MOST_DEPTH:
            raise TooMuch(f"The document is nested more than {MOST_DEPTH} deep.")


def _refuse(name: str) -> None:
    raise ValueError(name)


def _whole(digits: str) -> int:
    """Reading a number takes the square of its digits, and nobody counts that far."""
    if len(digits) > 100:
        raise ValueError(digits[:100])
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits[:100])
    return number


def _mended(value: Any) -> Any:
    """Halves of characters and NUL, which only an escape can bring, become U+FFFD."""
    if isinstance(value, str):
        return UNKEEPABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(one) for name, one in value.items()}
    return value
