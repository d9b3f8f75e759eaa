"""Finds rows by thousands of values, which travel to the database as one parameter."""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.db.models.lookups import Lookup


def among(name: str, values: Collection[Any]) -> "Among":
    """The filter `name__in=values`, for thousands of them: they travel as one parameter."""
    return Among(F(name), list(values))


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
