"""A recap as other programs get it: Markdown in which quotes, names and numbers are filled in."""

import re
from typing import Any

from goodtalk.chats.models import Chat, Post
from goodtalk.chats.outgoing import in_utc
from goodtalk.communities.addresses import whole_address
from goodtalk.record.recaps.marks import Mark, filled, quote_alone
from goodtalk.record.recaps.publishing import published_text
from goodtalk.record.recaps.reading import Recap, warning_of

# With the line under a heading, and what would be a character's name.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~]|=(?==*\s*\Z)|&(?=#?\w+;))")
_NUMBERED = re.compile(r"\A(\s*[0-9]{1,9})\.(?=\s|\Z)")


def recap_as_data(chat: Chat) -> dict[str, Any] | None:
    """The published recap of an hour, if there is one. No query without; else six at most."""
    published = published_text(chat)
    if published is None:
        return None
    return {
        "by": published.by.shown_name if published.by else None,
        "published": in_utc(published.published_at or published.at),
        "markdown": as_markdown(Recap(chat, published.text)),
    }


def as_markdown(recap: Recap) -> str:
    """What everybody reads now, as CommonMark."""
    return "\n".join(_line(recap, line) for line in recap.standing.split("\n"))


def _line(recap: Recap, line: str) -> str:
    number = quote_alone(line)
    if number in recap.posts:
        return _quote(recap.posts[number])
    return filled(line, lambda mark: _words_at(recap, mark))


def _quote(post: Post) -> str:
    said = [f"> {_plain(line)}" for line in post.in_passing.splitlines()]
    return "\n".join([*said, ">", f"> — {_name(post)}"])


def _words_at(recap: Recap, mark: Mark) -> str:
    post = recap.posts.get(mark.post)
    if post is None:
        return _plain(recap.word(mark))
    if mark.what != "links":
        return _name(post)
    if warning := warning_of(post):
        return f"[{_plain(warning)}](<{whole_address(post.get_absolute_url())}>)"
    return ", ".join(f"<{link}>" for link in post.links)


def _name(post: Post) -> str:
    """The author, as a link to the post on this site."""
    return f"[{_plain(post.account.shown_name)}](<{whole_address(post.get_absolute_url())}>)"


def _plain(words: str) -> str:
    """What is not meant as markup, written so that it is none."""
    return _NUMBERED.sub(r"\1\\.", _MARKUP.sub(r"\\\1", words))
