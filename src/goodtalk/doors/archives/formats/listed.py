"""Lists in one cell, as Python, R, JSON and people write them."""

import re

from goodtalk.doors.archives.formats.columns import EMPTY

MAX_CHARACTERS = 20_000  # of a cell that is looked at; a tweet has not got so many tags
MAX_WORD = 200

_LISTS = ("[", "(", "{", "c(", "list(")
_NOTHING = "character(0)"  # R's words for it
_QUOTED = rf"[\"']([^\"'\\]{{1,{MAX_WORD}}})[\"']"
_IN_LIST = re.compile(_QUOTED)
_IN_OBJECT = re.compile(rf"[\"'](?:text|tag|name)[\"']\s?:\s?{_QUOTED}")
_BETWEEN = re.compile(r"[\s,;|]+")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\<>\"']{1,253}(?:[/?#]\S{0,1000})?")
_ADDRESS_IN_LIST = re.compile(r"['\"](https?://[^\s'\"]{1,1000})['\"]")
_BETWEEN_ADDRESSES = re.compile(r"\s+|[,|;](?=https?://)")


def words_in_list(cell: str) -> list[str]:
    """The tags in a cell, without what files write for none."""
    cell = cell[:MAX_CHARACTERS]
    if (word := cell.lstrip("#＃")).isalnum() and word not in EMPTY:
        return [word]  # as in most
    if cell in ("", _NOTHING):
        return []
    if not cell.startswith(_LISTS):
        words = _BETWEEN.split(cell)
    elif "{" in cell and ":" in cell:
        words = _IN_OBJECT.findall(cell)
    elif '"' in cell or "'" in cell:
        words = _IN_LIST.findall(cell)
    else:
        words = _BETWEEN.split(cell.partition("(")[2] or cell)
    found = (word.strip("[](){} ").lstrip("#＃") for word in words)
    return [word for word in found if word not in EMPTY]


def addresses_in(cell: str) -> list[str]:
    """The addresses in a cell that has nothing else."""
    if cell.startswith(_LISTS):
        return _ADDRESS_IN_LIST.findall(cell[:MAX_CHARACTERS])
    return [one for one in _BETWEEN_ADDRESSES.split(cell) if _ADDRESS.fullmatch(one)]
