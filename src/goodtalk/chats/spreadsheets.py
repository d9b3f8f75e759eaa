"""Cells of tables that people open in a spreadsheet."""

from typing import Any

# A spreadsheet takes a cell that begins like this for a formula, and obeys it:
# https://owasp.org/www-community/attacks/CSV_Injection. The last four are full-width forms, which
# some take for the same.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Any) -> str:
    """A value as a spreadsheet reads it, and never as a formula. `value_in` undoes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_BEGINS) else text


def value_in(cell: str) -> str:
    """The text that `cell()` has made a cell of."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(FORMULA_BEGINS) else cell
