"""A series as a table, one row a post: for spreadsheets and statistics."""

import csv
import json
from typing import TextIO

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.outgoing import post_as_data
from goodtalk.chats.spreadsheets import cell
from goodtalk.record.series import Series

COLUMNS = [
    "chat", "theme", "uri", "network", "author", "author_handle", "author_uri", "published",
    "text", "kind", "in_reply_to", "question", "filed_by", "certain", "prompt", "thanks", "links",
    "enclosed", "language", "url", "author_searchable",
]


def write_csv(series: Series, out: TextIO) -> None:
    """Write the whole of it, as RFC 4180 has it. `out` leaves line ends as they are."""
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    for chat in series.chats():
        for post in series.posts_of(chat):
            table.writerow(row_of(post, chat))
    for post in series.between():
        table.writerow(row_of(post, None))


def row_of(post: Post, chat: Chat | None) -> dict[str, str]:
    """The cells of a post by their columns."""
    data = post_as_data(post)
    author, enclosed = data.pop("author"), data.pop("enclosed")
    cells = {
        "chat": chat.address if chat else "",
        "theme": chat.theme if chat else "",
        "author": author["name"],
        "author_handle": author["handle"],
        "author_uri": author["uri"],
        "author_searchable": author["searchable"],
        "enclosed": json.dumps(enclosed, ensure_ascii=False) if enclosed else "",
    }
    return {name: cell(value) for name, value in (cells | data).items()}
