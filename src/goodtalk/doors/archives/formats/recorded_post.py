"""One post of an export of ours, as docs/export.md describes it, on its way back in."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from goodtalk.chats.arriving.incoming import (
    Author,
    Enclosed,
    IncomingPost,
    Picture,
    Poll,
    Recorded,
)
from goodtalk.chats.models import Post
from goodtalk.chats.outgoing import SHARE
from goodtalk.doors.archives.entries import BadCell, quoted
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.formats.csv_posts import is_address, language_in, tags_in
from goodtalk.doors.archives.formats.tweets import word
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    listed,
    moment_at,
    number_at,
    thing_in,
    things_in,
    words_at,
)

_NETWORK = re.compile(r"[a-z]{1,16}")
_KINDS, _WAYS = {*Post.Kind.values}, {*Post.FiledBy.values}


def recorded_post(record: Any, *, last_year: int) -> IncomingPost:
    """The post; `record["hour"]` is the address of its hour. Raises BadCell."""
    if not isinstance(record, dict):
        raise BadCell("no post, but a list or a single word")
    network, uri, kind = word(record, "network"), word(record, "uri"), word(record, "kind")
    if not _NETWORK.fullmatch(network):
        raise BadCell("no network")
    if not uri:
        raise BadCell("no id")
    if network == "fediverse" and not is_address(uri):
        raise BadCell(f"an id that is no address: {quoted(uri)}")
    enclosed = _enclosed(thing_in(record.get("enclosed")))
    text = record.get("text")
    if not (isinstance(text, str) and text) and not enclosed:
        raise BadCell("no text")
    text = text if isinstance(text, str) else ""
    way = word(record, "filed_by")
    recorded = Recorded(
        hour=word(record, "hour"),
        question=number_at(record, "question"),
        filed_by=way if way in _WAYS else Post.FiledBy.TIME.value,
        is_certain=record.get("certain") is True,
        kind=kind if kind in _KINDS else "",
        is_prompt=record.get("prompt") is True,
        thanks=number_at(record, "thanks"),
    )
    return IncomingPost(
        network=network,
        uri=uri,
        author=_author(thing_in(record.get("author")), network, uri),
        text=text,
        published=read_date(word(record, "published"), last_year=last_year),
        url=word(record, "url"),
        in_reply_to=word(record, "in_reply_to"),
        tags=tuple(dict.fromkeys(tags_in(text))),
        links=tuple(each for each in listed(record.get("links")) if isinstance(each, str)),
        language=language_in(word(record, "language")),
        is_share=kind == SHARE,
        enclosed=enclosed,
        recorded=tuple(recorded),
    )


def _author(author: Json, network: str, uri: str) -> Author:
    """Who wrote on the page of another server is known there by a number alone; nobody here is."""
    name, handle = word(author, "uri"), word(author, "handle")
    if not name:
        raise BadCell("no author")
    if network == "web" and not name.startswith(("https://", "http://")):
        if not is_address(uri):
            raise BadCell(f"an id that is no address: {quoted(uri)}")
        home = urlsplit(uri)
        name = f"{home.scheme}://{home.netloc}/#{name}"
    page = name if name.startswith(("https://", "http://")) and network != "web" else ""
    if network == "twitter" and handle:
        page = f"https://twitter.com/{handle.removeprefix('@')}"
    hides = author.get("searchable") is False
    return Author(name, handle, word(author, "name"), page, is_indexable=False if hides else None)


def _enclosed(came: Json) -> Enclosed | None:
    if not came:
        return None
    poll = thing_in(came.get("poll"))
    return Enclosed(
        warning=words_at(came, "warning"),
        is_sensitive=came.get("sensitive") is True,
        pictures=tuple(
            Picture(
                url=words_at(each, "url"),
                description=words_at(each, "description"),
                kind=words_at(each, "kind"),
                width=number_at(each, "width"),
                height=number_at(each, "height"),
            )
            for each in things_in(came.get("pictures"))
        ),
        poll=_poll(poll) if poll else None,
        quote=words_at(came, "quote"),
        emoji=tuple(_emoji(came)),
    )


def _poll(poll: Json) -> Poll:
    return Poll(
        choices=tuple(
            (words_at(each, "text"), number_at(each, "votes"))
            for each in things_in(poll.get("choices"))
        ),
        takes_several=poll.get("several") is True,
        ends=moment_at(poll, "ends"),
        voters=number_at(poll, "voters"),
    )


def _emoji(came: Json) -> Iterator[tuple[str, str]]:
    for each in things_in(came.get("emoji")):
        yield words_at(each, "shortcode"), words_at(each, "url")
