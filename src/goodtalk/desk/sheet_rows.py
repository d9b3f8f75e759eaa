"""The run sheet's fields as a browser sends them: filled from a sheet, and one row moved."""

from collections.abc import Mapping

from goodtalk.desk.kept_sheets import KeptSheet

OF_A_ROW = ("text", "minutes", "notes", "key")


def fields_of(sheet: KeptSheet) -> dict[str, str]:
    """The fields of a form that shows this sheet."""
    fields = {
        "welcome": sheet.welcome, "welcome_minutes": short(sheet.welcome_minutes),
        "wrap_up": sheet.wrap_up, "wrap_up_minutes": short(sheet.wrap_up_minutes),
        "reading_list": in_lines(sheet),
    }
    for number, row in enumerate(sheet.rows, 1):
        values = (row.text, short(row.minutes), row.notes, str(row.key or ""))
        fields |= {f"{name}_{number}": each for name, each in zip(OF_A_ROW, values, strict=True)}
    return fields


def moved(fields: Mapping[str, str], move: str, *, released: int) -> dict[str, str]:
    """The same with one row a place up or down: "3:up". What is out, and the ends, stay put."""
    place, _, way = move.partition(":")
    number = int(place) if place.isdecimal() and len(place) < 3 else 0
    other = number - 1 if way == "up" else number + 1
    changed = {name: fields[name] for name in fields}
    if min(number, other) <= released or not {f"text_{number}", f"text_{other}"} <= set(changed):
        return changed
    for name in OF_A_ROW:
        one, two = f"{name}_{number}", f"{name}_{other}"
        changed[one], changed[two] = fields.get(two, ""), fields.get(one, "")
    return changed


def in_lines(sheet: KeptSheet) -> str:
    """The reading list as it is typed: on each line a title and its address."""
    lines = (url if title == url else f"{title} {url}" for title, url in sheet.reading_list)
    return "\n".join(lines)


def short(minutes: float) -> str:
    """10 rather than 10.0."""
    return f"{round(minutes, 2):g}"
