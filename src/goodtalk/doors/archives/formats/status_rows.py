"""One row of a spreadsheet of posts from the fediverse, as a post."""

import re
from dataclasses import replace
from html import escape

from goodtalk.chats.arriving.incoming import IncomingPost
from goodtalk.chats.arriving.said import find_links
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.dates import DayOrder, read_date
from goodtalk.doors.archives.formats.columns import says_yes
from goodtalk.doors.archives.formats.elsewhere import ELSEWHERE, is_html
from goodtalk.doors.archives.formats.statuses import status_post

_NO_BOOST = frozenset({"", "false", "0", "{}", "[]"})
_WHOSE = re.compile(
    r"https?://[\w.:-]{1,253}/(?:@[\w.-]{1,100}/\d{1,20}"
    r"|users/[\w.-]{1,100}/statuses/\w{1,40}(?:/activity)?)",
    re.ASCII,
)


def status_row(row: dict[str, str], *, last_year: int, order: DayOrder | None) -> IncomingPost:
    """The post of a row with an address in the fediverse. Raises BadCell.

    Its author is the one that the address tells: a sheet may have the handle alone, and that is
    somebody else's on every server.
    """
    uri, page, words = row.get("uri", ""), row["url"], row["text"]
    if not any(map(_WHOSE.fullmatch, filter(None, (uri, page)))):
        raise BadCell(ELSEWHERE)
    published = read_date(row["published"], last_year=last_year, order=order)
    status = {
        "uri": uri,
        "url": page,
        "content": words if is_html(words) else escape(words).replace("\n", "<br>"),
        "created_at": published.isoformat(),
        "visibility": "private" if says_yes(row["protected"]) else row["visibility"].casefold(),
        "language": row["language"],
        "spoiler_text": row.get("warning", ""),
        "account": {"display_name": row["name"]},
        "in_reply_to_id": row["reply_to"],
    }
    post = status_post(status, last_year=last_year)
    if not is_html(words):
        links = dict.fromkeys(found.value for found in find_links(post.text))
        post = replace(post, html="", links=tuple(links))
    if row.get("boosted", "").lower() not in _NO_BOOST or post.uri.endswith("/activity"):
        return replace(post, is_share=True, html="", in_reply_to="")
    return post
