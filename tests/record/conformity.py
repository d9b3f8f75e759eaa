"""A small, strict reading of the part of JSON Schema that docs/export.schema.json uses."""

import re
from datetime import date, datetime

TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "null": type(None),
}
FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
WORDS_ABOUT_VALUES = {
    "$ref", "type", "enum", "properties", "required", "additionalProperties", "items", "format",
    "pattern", "minimum",
}
WORDS_FOR_READERS = {"$schema", "$defs", "title", "description"}


def breaches(value, schema, root=None, where="$"):
    """Everything in which a value is not as its schema says, each with its place."""
    root = root or schema
    assert set(schema) <= WORDS_ABOUT_VALUES | WORDS_FOR_READERS, "a word that is not read here"
    if "$ref" in schema:
        return breaches(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, where)
    found = [f"{where}: {wrong}" for wrong in _own_breaches(value, schema)]
    if isinstance(value, dict):
        for name, part in schema.get("properties", {}).items():
            if name in value:
                found += breaches(value[name], part, root, f"{where}.{name}")
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            found += breaches(item, schema["items"], root, f"{where}[{index}]")
    return found


def _own_breaches(value, schema):
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(type(value) is TYPES[name] for name in types):
        return [f"{value!r} is no {' or '.join(types)}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{value!r} is none of {schema['enum']}")
    if isinstance(value, dict):
        found += [f"{name} is missing" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{name} is not known" for name in value if name not in schema["properties"]]
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{value!r} does not match {schema['pattern']}")
        if "format" in schema:
            try:
                FORMATS[schema["format"]](value)
            except ValueError:
                found.append(f"{value!r} is no {schema['format']}")
    if type(value) is int and value < schema.get("minimum", value):
        found.append(f"{value} is less than {schema['minimum']}")
    return found
