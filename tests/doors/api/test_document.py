"""The OpenAPI document, and that docs/api.md and the export's schema agree with it."""

import json
from pathlib import Path

from goodtalk.doors.api.schemas import AuthorData, ChatData, PostData, QuestionData

DOCS = Path(__file__).parents[3] / "docs"


def fields(schema):
    return set(schema.model_fields)


def test_the_document_is_open_to_everybody(client):
    answer = client.get("/api/v1/openapi.json")

    paths = {path: set(ways) for path, ways in answer.json()["paths"].items()}
    assert paths == {
        "/api/v1/communities/{tag}/chats": {"get"},
        "/api/v1/communities/{tag}/chats/{date}/posts": {"get", "post"},
    }


def test_every_path_and_way_is_in_the_docs(client):
    written = (DOCS / "api.md").read_text(encoding="utf-8")
    document = client.get("/api/v1/openapi.json").json()

    missing = [
        f"{way.upper()} {path}"
        for path, ways in document["paths"].items()
        for way in ways
        if f"`{way.upper()} {path}`" not in written
    ]

    assert missing == []


def test_every_parameter_and_own_field_is_in_the_docs(client):
    written = (DOCS / "api.md").read_text(encoding="utf-8")
    document = client.get("/api/v1/openapi.json").json()
    names = {
        parameter["name"]
        for ways in document["paths"].values()
        for way in ways.values()
        for parameter in way["parameters"]
        if parameter["in"] == "query"
    }
    for schema in ("Chats", "Posts", "GonePost", "PostIn", "Stored", "Problem"):
        names |= set(document["components"]["schemas"][schema]["properties"])

    assert {name for name in names if f"`{name}`" not in written} == set()


def test_chats_and_posts_have_the_fields_of_an_export():
    schema = json.loads((DOCS / "export.schema.json").read_text(encoding="utf-8"))
    parts = {name: set(part.get("properties", ())) for name, part in schema["$defs"].items()}

    assert fields(PostData) == parts["post"] | {"seq"}
    assert fields(ChatData) == parts["chat"] - {"posts", "recap"} | {"last_seq"}
    assert fields(QuestionData) == parts["question"]
    assert fields(AuthorData) == parts["author"]
