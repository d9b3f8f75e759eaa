"""The number of a tweet or an account, as files have it: whole, marked as text, or rounded."""

import re

from goodtalk.doors.archives.entries import BadCell, quoted

# rtweet writes x123, so that R keeps the text; others ="123", so that Excel does.
# Zeros are how some tools write that there is none.
_ID = re.compile(r"""(?:[x'"]|="?)?(?!0+(?!\d))(\d{1,20})"?""", re.ASCII)
_ROUNDED = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d+)", re.ASCII)
_KEPT = 15  # digits that spreadsheets leave as they are
_MOST = 20  # digits that an id has


def number_in(cell: str) -> str:
    """The number that a cell is; empty where it is none."""
    match = _ID.fullmatch(cell) if cell else None
    return match[1] if match else ""


def id_in(cell: str) -> str:
    """The same for the id of a row. Raises BadCell for a cell that says something else."""
    if (number := number_in(cell)) or not cell.strip("0"):
        return number
    if _ROUNDED.fullmatch(cell):
        raise BadCell(f"an id that a spreadsheet has rounded: {quoted(cell)}")
    raise BadCell(f"an id that is no number: {quoted(cell)}")


def may_be_rounded_from(cell: str, exact: str) -> bool:
    """Whether a cell is what is left of an id after a spreadsheet, or a program that counts in
    doubles: these make zeros of its last digits, rounding or not, or the nearest double of it.
    """
    if match := _ROUNDED.fullmatch(cell):
        digits, places = match[1] + (match[2] or ""), int(match[3][:3]) + 1
        number = digits.ljust(places, "0") if len(digits) <= places <= _MOST else ""
    else:
        number = number_in(cell)
        number = number if len(number) > _KEPT else ""
    if not number or number == exact:
        return False
    unknown = 10 ** (len(number) - len(number.rstrip("0")))
    cut_off = int(exact) - int(number)
    return -unknown // 2 <= cut_off < unknown or float(number) == float(exact)
