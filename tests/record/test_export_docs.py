"""docs/export.md explains what the schema lists and the table has."""

from pathlib import Path

from goodtalk.record import as_questions
from goodtalk.record.as_csv import COLUMNS

WRITTEN = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


def _unexplained(names):
    return {name for name in names if f"`{name}`" not in WRITTEN}


def test_every_field_of_the_schema_is_explained(schema):
    parts = [schema, *schema["$defs"].values()]

    assert _unexplained(name for part in parts for name in part.get("properties", {})) == set()


def test_every_word_that_a_field_may_hold_is_explained(schema):
    fields = [field for part in schema["$defs"].values() for field in _fields(part)]

    assert _unexplained(word for field in fields for word in field.get("enum", ())) == set()


def test_every_field_of_the_schema_has_to_be_there(schema):
    parts = [part for part in [schema, *schema["$defs"].values()] if part["type"] == "object"]

    assert [sorted(part["required"]) for part in parts] == [
        sorted(part["properties"]) for part in parts
    ]


def test_the_table_has_every_field_of_a_post(schema):
    fields = set(schema["$defs"]["post"]["properties"])

    of_author = {"author_handle", "author_uri", "author_searchable"}
    assert set(COLUMNS) == fields | of_author | {"chat", "theme"}
    assert _unexplained(set(COLUMNS) - fields) == set()


def test_every_column_of_the_questions_is_explained():
    assert _unexplained(as_questions.COLUMNS) == set()


def _fields(part):
    return part.get("properties", {}).values()
