"""Tweets that a file has in another zone's time than it says: each is said when it was."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from goodtalk.chats.arriving.own_moments import zone_off
from goodtalk.doors.archives.entries import BadRow, Entry

SET_RIGHT = "times were off by a time zone and were set right by the tweets' own numbers"


def at_real_moments(
    rows: Iterator[Entry | BadRow], repairs: Counter[str]
) -> Iterator[Entry | BadRow]:
    """The same rows; it is counted how many were set right. What a record of ours says, counts."""
    for row in rows:
        if isinstance(row, Entry) and row.post.network == "twitter" and not row.post.recorded:
            post = row.post
            if off := zone_off(post.published, post.uri):
                repairs[SET_RIGHT] += 1
                yield Entry(row.line, replace(post, published=post.published - off))
                continue
        yield row
