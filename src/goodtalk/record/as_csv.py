"""A series as a table, one row a post: for spreadsheets and statistics."""

import csv
from typing import Any, TextIO

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.outgoing import post_as_data
from goodtalk.record.series import Series

COLUMNS = [
    "chat", "theme", "uri", "network", "author", "author_handle", "author_uri", "published",
    "text", "kind", "in_reply_to", "question", "filed_by", "certain", "prompt", "thanks", "links",
    "language", "url",
]

# A spreadsheet takes a cell that begins like this for a formula, and obeys it:
# https://owasp.org/www-community/attacks/CSV_Injection. The last four are full-width forms, which
# some take for the same.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
    author = data.pop("author")
    cells = {
        "chat": chat.address if chat else "",
        "theme": chat.theme if chat else "",
        "author": author["name"],
        "author_handle": author["handle"],
        "author_uri": author["uri"],
    }
    return {name: cell(value) for name, value in (cells | data).items()}


def cell(value: Any) -> str:
    """A value as a spreadsheet reads it, and never as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text
