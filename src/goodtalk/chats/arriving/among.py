"""Finds rows by thousands of values, which travel to the database as one parameter; reads many."""

import json
from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.lookups import Lookup

M = TypeVar("M", bound=Model)


def among(name: str, values: Collection[Any]) -> "Among":
    """The filter `name__in=values`, for thousands of them: they travel as one parameter."""
    return Among(F(name), list(values))


def rows_of(found: QuerySet[M]) -> Iterator[M]:
    """The same objects, made as unpickling makes them; Django asks every column of each anew."""
    names = [field.attname for field in found.model._meta.concrete_fields]
    for values in found.values_list(*names):
        row = found.model.__new__(found.model)
        row._state = ModelState()
        row._state.adding, row._state.db = False, found.db
        row.__dict__.update(zip(names, values, strict=True))
        yield row


class Among(Lookup[Any]):
    """Is one of the values given."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """For SQLite."""
        left, parameters = self.process_lhs(compiler, connection)
        values = json.dumps(self.rhs)
        return f"{left} IN (SELECT value FROM json_each(%s))", [*parameters, values]  # noqa: S608

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """For PostgreSQL, which has arrays."""
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, self.rhs]
