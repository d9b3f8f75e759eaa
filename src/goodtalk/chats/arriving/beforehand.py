"""What can be told of a post before the database is asked: whether it is taken, how it is shown.

An archive has it told by another process, while this one writes what came before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from goodtalk.chats.arriving.enclosing import says_something, texts_in
from goodtalk.chats.arriving.html_text import read_html
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.sanitising import is_storable, too_intricate, web_address
from goodtalk.chats.arriving.wording import Wording, links_in
from goodtalk.communities.plain_text import plain_text

MAX_CHARACTERS = 20_000
CLOCK_SKEW = timedelta(minutes=5)  # another server's clock may be so far ahead


class Beforehand(NamedTuple):
    """What is known of a post by its words alone."""

    reason: str  # why it is not taken, in one plain sentence; empty when it is
    html: str = ""  # safe, as it is shown
    url: str = ""  # where it can be read
    links: list[str] = []  # of pages that it points to, whole


def tell_beforehand(post: IncomingPost, wording: Wording, now: datetime) -> Beforehand:
    """All that can be known of it by its words, in one community."""
    if reason := refusal(post, now):
        return Beforehand(reason)
    return Beforehand("", wording.html_of(post), url_of(post), links_in(post))


def url_of(post: IncomingPost) -> str:
    """Where it can be read on its own network, if a browser may be sent there."""
    return web_address(post.url, 1000)


def refusal(post: IncomingPost, now: datetime) -> str:
    """Why a post is not taken, in one plain sentence; empty when it is."""
    if post.visibility not in READABLE:
        return "It is not public."
    if len(post.text) > MAX_CHARACTERS or len(post.html) > 4 * MAX_CHARACTERS:
        return f"It is longer than {MAX_CHARACTERS:,} characters."
    if not is_storable("\n".join(_texts(post))):
        return "It holds a character that no text has (NUL, or half of a pair)."
    if reason := too_intricate(post.html):
        return reason
    has_words = _says_something(post.text) or _says_something(read_html(post.html)[0])
    if not has_words and not says_something(post.enclosed):
        return "It has no text."
    if not post.uri or len(post.uri) > 500 or not post.author.uri or len(post.author.uri) > 500:
        return "It has no usable address."
    if post.published > now + CLOCK_SKEW:
        return "It comes from the future."
    return ""


def _says_something(text: str) -> bool:
    """Whether there is anything to be seen in it; a letter near its beginning is enough."""
    return any(map(str.isalnum, text[:20])) or bool(plain_text(text))


def _texts(post: IncomingPost) -> Iterable[str]:
    """Everything in it that is kept."""
    author = post.author
    return (
        *(post.text, post.html, post.uri, post.url, post.in_reply_to, post.language),
        *(author.uri, author.handle, author.name, author.url),
        *(*post.tags, *post.links, *post.copy_of),
        *texts_in(post.enclosed),
    )
