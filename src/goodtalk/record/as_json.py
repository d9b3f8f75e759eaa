"""A series as one JSON object, written bit by bit. docs/export.schema.json describes it."""

import json
from collections.abc import Iterable
from typing import Any, TextIO

from goodtalk.chats.models import Post
from goodtalk.chats.outgoing import chat_as_data, post_as_data
from goodtalk.communities.models import Community
from goodtalk.record.recaps.as_markdown import recap_as_data
from goodtalk.record.series import Series


def write_json(series: Series, out: TextIO) -> None:
    """Write the whole of it, each post on a line of its own."""
    out.write(f'{{"community": {_dump(community_as_data(series.community))},\n"chats": [')
    comma = ""
    for chat in series.chats():
        data = chat_as_data(chat) | {"recap": recap_as_data(chat)}
        out.write(f'{comma}\n{_dump(data).removesuffix("}")}, "posts": [')
        _write_posts(series.posts_of(chat), out)
        out.write("]}")
        comma = ","
    out.write('],\n"between": [')
    _write_posts(series.between(), out)
    out.write("]}\n")


def community_as_data(community: Community) -> dict[str, Any]:
    """Who meets and when."""
    return {
        "tag": community.tag,
        "name": community.name,
        "rhythm": community.rule,
        "at": f"{community.at:%H:%M}",
        "zone": community.zone,
        "minutes": community.minutes,
        "since": community.since.isoformat(),
        "welcome": community.welcome,
        "house_rules": community.house_rules,
        "accent": community.accent,
        "sample": community.is_sample,
    }


def _write_posts(posts: Iterable[Post], out: TextIO) -> None:
    comma = ""
    for post in posts:
        out.write(f"{comma}\n{_dump(post_as_data(post))}")
        comma = ","


def _dump(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
