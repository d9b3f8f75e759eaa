"""Reads the body of a delivery: one JSON object, of a size and a depth that servers really send."""

import json
from typing import Any

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 100


class NotADocument(Exception):
    """No JSON object that we read. Its text says why."""


def read_body(body: bytes) -> dict[str, Any]:
    """The object in a body. Raises NotADocument.

    A key that is there twice is refused: two programs may read two things from it, of which one
    was checked (RFC 8259, section 4). So are NaN and Infinity, which are no JSON.
    """
    try:
        document = json.loads(body, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise NotADocument("The JSON is nested too deeply.") from None
    except (ValueError, UnicodeDecodeError):
        raise NotADocument("The body is not JSON.") from None
    if not isinstance(document, dict):
        raise NotADocument("The JSON is not an object.")
    if is_too_deep(document):
        raise NotADocument("The JSON is nested too deeply.")
    return document


def is_too_deep(document: Any) -> bool:
    """Whether lists and objects stand within each other more than a hundred times."""
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [below for each in level for below in _below(each)]
        if not level:
            return False
    return True


def _below(value: Any) -> list[Any]:
    held = value.values() if isinstance(value, dict) else value
    return [each for each in held if isinstance(each, dict | list)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotADocument("The JSON has a key twice.")
    return found


def _no_number(_name: str) -> Any:
    raise NotADocument("The JSON has a number that is none.")
