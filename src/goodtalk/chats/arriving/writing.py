"""Writes many rows at once, for archives: `bulk_create` would take half of an import's time.

What is written is the same, column by column; the tests compare the two.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

_AS_THEY_ARE: tuple[type[models.Field[Any, Any]], ...] = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)
M = TypeVar("M", bound=models.Model)


def reserve_numbers(model: type[models.Model], count: int) -> list[int]:
    """The primary keys of the next rows, nobody else's from now on. One query.

    Rows can then name one another before they are written. On SQLite the transaction, which began
    IMMEDIATE, keeps others out; on PostgreSQL the sequence does.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return list(range(last + 1, last + count + 1))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{table}"', column, count],
        )
        return sorted(number for (number,) in cursor.fetchall())


def new_row(model: type[M], related: Mapping[str, models.Model | None], **values: Any) -> M:
    """A new object, made as unpickling makes one; its `__init__` would ask every column.

    `related` are the objects that it refers to, by name; what is not given has its default.
    """
    row = model.__new__(model)
    row._state = ModelState()
    row._state.fields_cache.update(related)
    row.__dict__.update(defaults_of(model))
    row.__dict__.update(values)
    for name, other in related.items():
        row.__dict__[f"{name}_id"] = other.pk if other else None
    return row


@cache
def defaults_of(model: type[models.Model]) -> dict[str, Any]:
    """For each column; what is made anew each time, as now or a list, has to be given."""
    return {
        field.attname: None
        if field.has_default() and callable(field.default)
        else field.get_default()
        for field in model._meta.concrete_fields
    }


def insert_values(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unless_there: bool = False,
) -> None:
    """Write new rows, given as the values of these attributes (`chat_id`, not `chat`).

    `unless_there` leaves out those that some constraint says are there already.
    """
    fields = _fields(model, names)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, ending = quote(model._meta.db_table), " ON CONFLICT DO NOTHING" if unless_there else ""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places}){ending}",  # noqa: S608
            _prepared(fields, rows),
        )


def update_rows(
    model: type[models.Model], objects: Sequence[object], names: Sequence[str]
) -> None:
    """Write some attributes (`question_id`, not `question`) of rows that are there already."""
    if not objects:
        return
    meta, quote = model._meta, connection.ops.quote_name
    fields = _fields(model, [*names, meta.pk.attname])
    *changed, number = (f"{quote(str(field.column))} = %s" for field in fields)
    rows = map(attrgetter(*names, meta.pk.attname), objects)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {', '.join(changed)} WHERE {number}",  # noqa: S608
            _prepared(fields, rows),
        )


def _fields(
    model: type[models.Model], names: Iterable[str]
) -> list["models.Field[Any, Any]"]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [fields[name] for name in names]


def _prepared(
    fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Sequence[Any]]
) -> list[Sequence[Any]]:
    """The rows as the database takes them; most columns take what Python has."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        if not isinstance(fields[place], _AS_THEY_ARE) and set(map(type, column)) != {NoneType}:
            columns[place] = _prepared_column(fields[place], column)
    return list(zip(*columns, strict=True))


def _prepared_column(field: "models.Field[Any, Any]", column: Sequence[Any]) -> list[Any]:
    if isinstance(field, models.JSONField) and connection.vendor == "sqlite":
        json_of = _json_of((field.encoder or json.JSONEncoder)().encode)
        return [None if value is None else json_of(value) for value in column]
    if isinstance(field, models.DateTimeField):
        return list(map(_Moments(field).__getitem__, column))
    return [
        None if value is None else field.get_db_prep_save(value, connection) for value in column
    ]


class _Moments(dict[Any, Any]):
    """Each moment as the database takes it; they come again and again, and are kept."""

    def __init__(self, field: "models.Field[Any, Any]") -> None:
        super().__init__({None: None})
        self._field = field
        self._is_plain = connection.vendor == "sqlite" and connection.timezone is UTC

    def __missing__(self, moment: Any) -> Any:
        self[moment] = prepared = (
            str(moment.replace(tzinfo=None))  # what Django comes to in fifteen calls
            if self._is_plain and moment.tzinfo is UTC
            else self._field.get_db_prep_save(moment, connection)
        )
        return prepared


def _json_of(encode: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same as `encode`; it does not begin anew for a list of words that was there before, and
    for what the log mostly says: {"post": 12}.
    """
    known: dict[tuple[str, ...], str] = {}
    beginnings: dict[str, str] = {}

    def json_of(value: Any) -> str:
        if type(value) is list:
            return json_of_list(value)
        if type(value) is dict and len(value) == 1:
            [(name, number)] = value.items()
            if type(number) is int and type(name) is str:
                if name not in beginnings:
                    beginnings[name] = f"{{{encode(name)}: "
                return f"{beginnings[name]}{number}}}"
        return encode(value)

    def json_of_list(value: list[Any]) -> str:
        try:
            found = known.get(tuple(value))
        except TypeError:  # there is another list in it
            return encode(value)
        if found is None:
            found = encode(value)
            if all([type(word) is str for word in value]):  # noqa: C419 - 1, 1.0, True are equal
                known[tuple(value)] = found
        return found

    return json_of
