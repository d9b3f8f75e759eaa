"""An object in one cell, as Python prints it or JSON has it: what is plain in it."""

import re
from typing import NamedTuple

MAX_CHARACTERS = 4000  # of a cell that is looked at

# One after the other, so that what somebody wrote into a value is no name and value of its own.
_FIELD = re.compile(
    r"""\b(\w{1,30})['"]?\s?[=:]\s?"""
    r"""(?:'((?:[^'\\]|\\.){0,2000}+)'|"((?:[^"\\]|\\.){0,2000}+)"|(\w{1,25})\b)""",
    re.ASCII | re.DOTALL,
)
_AT = re.compile(
    r"https?://(?:(?:www|mobile|m)\.)?(?:twitter|x)\.com/(\w{1,20})(?:/status/(\d{1,20}))?",
    re.ASCII,
)


class Named(NamedTuple):
    """A tweet, or somebody, that a cell names."""

    handle: str = ""
    number: str = ""
    fields: dict[str, str] = {}


def fields_in(cell: str) -> dict[str, str]:
    """What its words and numbers are called; of several of one name, the first."""
    found: dict[str, str] = {}
    for name, *values in _FIELD.findall(cell[:MAX_CHARACTERS]):
        value = next(filter(None, values), "")
        found.setdefault(name, "" if "\\" in value else value)
    return found


def tweet_in(cell: str) -> Named:
    """The tweet that a cell is the address of, or has as an object; empty where it names none."""
    if match := _AT.fullmatch(cell):
        return Named(match[1], match[2] or "")
    fields = fields_in(cell) if _is_object(cell) else {}
    match = _AT.fullmatch(fields.get("url", ""))
    if match and match[2]:
        return Named(match[1], match[2], fields)
    number = fields.get("id_str", "") or fields.get("id", "")
    return Named("", number if number.isdecimal() else "", fields)


def account_in(cell: str) -> Named:
    """The same for somebody's account."""
    if match := _AT.fullmatch(cell):
        return Named(match[1])
    fields = fields_in(cell) if _is_object(cell) else {}
    handle = fields.get("username", "") or fields.get("screen_name", "")
    number = fields.get("id_str", "") or fields.get("id", "")
    return Named(handle, number if handle and number.isdecimal() else "", fields)


def _is_object(cell: str) -> bool:
    return cell.startswith(("{", "Tweet(", "User("))
