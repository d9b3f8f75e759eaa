"""A status, as Mastodon's API and those that speak like it give it, as a post; or why not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goodtalk.chats.arriving.html_text import MAX_HTML_CHARACTERS, read_html
from goodtalk.chats.arriving.incoming import READABLE, IncomingPost
from goodtalk.chats.arriving.sanitising import too_intricate, web_address
from goodtalk.communities.hashtags import find_hashtags, fold_tag
from goodtalk.doors.fediverse.gathering.accounts import author_of, wants_to_be_left_out
from goodtalk.doors.fediverse.gathering.enclosures import enclosed_in
from goodtalk.doors.fediverse.inbox.quoting import without_fallback
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    is_address,
    is_of_one_server,
    moment_at,
    server_of,
    thing_in,
    things_in,
    words_at,
)

MAX_TAGS = 100


class NotTaken(Exception):
    """A status that becomes no post; `str()` says why in one plain sentence."""


class AskItsOwnServer(Exception):
    """Only the server that it comes from can say what is missing; `str()` is its address."""


@dataclass(frozen=True)
class Told:
    """A post that a server told of."""

    post: IncomingPost
    edited_at: datetime | None  # its author has changed it since
    is_own: bool  # of somebody of the very server that told of it


def read_status(status: Any, *, tag: str, server: str, named: Mapping[str, str]) -> Told:
    """What a status says, if it is for us. Raises NotTaken, AskItsOwnServer; nothing else.

    `tag` is the community's, folded; `server` the host that was asked; `named` has the uris of
    statuses of that server by their numbers, because the API names by number what is answered.
    """
    if not isinstance(status, dict):
        raise NotTaken("It is no status.")
    _check(status)
    came = enclosed_in(status)
    html = _html_of(status, came.quote if came else "")
    text, links = read_html(html)
    tags = tuple(dict.fromkeys(_tags_of(status, text)))[:MAX_TAGS]
    if tag not in map(fold_tag, tags):
        raise NotTaken("It does not carry the tag.")
    uri = words_at(status, "uri")
    published = moment_at(status, "created_at")
    author = author_of(status, server)
    if author is None or published is None:
        raise AskItsOwnServer(uri)
    if not is_of_one_server(author.uri, uri):
        raise NotTaken("It and its author are of different servers.")
    post = IncomingPost(
        network="fediverse",
        uri=uri,
        author=author,
        text=text,
        published=published,
        html=html,
        url=web_address(words_at(status, "url"), 1000),
        in_reply_to=named.get(words_at(status, "in_reply_to_id"), ""),
        tags=tags,
        links=tuple(links),
        language=words_at(status, "language")[:16],
        visibility=words_at(status, "visibility"),
        copy_of=tuple(_originals(uri)),
        enclosed=came,
    )
    return Told(post, moment_at(status, "edited_at"), server_of(uri) == server)


def number_of(status: Any) -> str:
    """The number that it has at its server; empty for none."""
    found = status.get("id") if isinstance(status, dict) else ""
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def _check(status: Json) -> None:
    """Raises NotTaken for what is not said to everybody, by somebody who would have us hear it."""
    if status.get("reblog"):
        raise NotTaken("It only repeats another one.")
    if words_at(status, "visibility") not in READABLE:
        raise NotTaken("It is not public.")
    extra = thing_in(status.get("pleroma"))
    if status.get("local_only") is True or extra.get("local_only") is True:
        raise NotTaken("It is not meant to leave its server.")
    if not is_address(words_at(status, "uri")):
        raise NotTaken("It has no usable address.")
    if wants_to_be_left_out(thing_in(status.get("account"))):
        raise NotTaken("Its author does not want to be gathered.")


def _html_of(status: Json, quote: str) -> str:
    content = words_at(status, "content")
    if len(content) > MAX_HTML_CHARACTERS:
        raise NotTaken("It is too long.")
    if reason := too_intricate(content):
        raise NotTaken(reason)
    return without_fallback(content, quote)


def _tags_of(status: Json, text: str) -> Iterator[str]:
    for each in things_in(status.get("tags")):
        if name := words_at(each, "name"):
            yield name.lstrip("#")[:100]
    for found in find_hashtags(text):
        yield found.value


def _originals(uri: str) -> Iterator[str]:
    """What a bridge made it from: fed.brid.gy puts the original's uri at the end of its own."""
    _, bridged, original = uri.partition("/convert/ap/")
    if bridged and original.startswith(("at://", "https://")):
        yield original
