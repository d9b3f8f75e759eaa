"""One ActivityPub activity, as an outbox holds it, as a post."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from goodtalk.chats.arriving.enclosing import says_something, texts_in
from goodtalk.chats.arriving.html_text import MAX_HTML_CHARACTERS, read_html
from goodtalk.chats.arriving.incoming import Author, Enclosed, IncomingPost
from goodtalk.chats.arriving.sanitising import is_storable
from goodtalk.doors.archives.entries import BadCell, quoted
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.formats.csv_posts import is_address, language_in, tags_in, unique_tags
from goodtalk.doors.archives.formats.tweets import word
from goodtalk.doors.fediverse.inbox.enclosing import enclosed_of

ALL_OF_IT = "orderedItems"  # what an outbox calls the list of its activities

_PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
_PERSON = re.compile(r"https?://([\w.:-]{1,253})/(?:users/|@)([\w.-]{1,100})/?", re.ASCII)
Json = Mapping[str, Any]


def activity_post(activity: Json, actor: Json, *, last_year: int) -> IncomingPost:
    """The post that somebody made or boosted. `actor` tells more of them. Raises BadCell."""
    kind = word(activity, "type")
    if kind == "Announce":
        return _boost(activity, actor, last_year)
    note = activity.get("object")
    if kind != "Create" or not isinstance(note, dict):
        raise BadCell(f"no post, but an activity of the kind {quoted(kind or 'unknown')}")
    uri, warning = address_of(note, "id"), word(note, "summary")
    enclosed = enclosed_of(_with_whole_addresses(note, uri), warning, {})
    html, text, links = words_of(word(note, "content"), enclosed)
    return IncomingPost(
        network="fediverse",
        uri=uri,
        author=_author(activity, actor),
        text=text,
        published=read_date(word(note, "published"), last_year=last_year),
        html=html,
        url=word(note, "url"),
        in_reply_to=word(note, "inReplyTo"),
        tags=unique_tags(*tags_in(warning), *tags_in(text), *_hashtags(note)),
        links=tuple(links),
        enclosed=enclosed,
        language=language_in(next(iter(_dict(note.get("contentMap"))), "")),
        visibility=_visibility(note if note.get("to") else activity),
    )


def words_of(html: str, enclosed: Enclosed | None) -> tuple[str, str, list[str]]:
    """The HTML, the plain text and the links of a post.

    Raises BadCell when there are too many words, or what nobody can keep; or none, where nothing
    came in their place.
    """
    if not all(map(is_storable, (html, *texts_in(enclosed)))):
        raise BadCell("a character that no text has (NUL, or half of a pair)")
    if len(html) > MAX_HTML_CHARACTERS:
        raise BadCell(f"more than {MAX_HTML_CHARACTERS:,} characters")
    text, links = read_html(html)
    if not text and not says_something(enclosed):
        raise BadCell("no text")
    return html, text, list(dict.fromkeys(links))


def address_of(record: Json, *keys: str) -> str:
    """The address by which a post or a person is known. Raises BadCell when it is none."""
    address = word(record, *keys)
    if not is_address(address):
        raise BadCell("no id" if not address else f"an id that is no address: {quoted(address)}")
    return address


def handle_of(person: str) -> str:
    """`@jo@council.example` for a person's address; empty where it does not tell."""
    match = _PERSON.fullmatch(person)
    return f"@{match[2]}@{match[1]}" if match else ""


def _boost(activity: Json, actor: Json, last_year: int) -> IncomingPost:
    """Somebody else's words, of which an outbox keeps the address alone."""
    boosted = activity.get("object")
    address = boosted if isinstance(boosted, str) else word(_dict(boosted), "id")
    if not address:
        raise BadCell("a boost of nothing")
    return IncomingPost(
        network="fediverse",
        uri=address_of(activity, "id"),
        author=_author(activity, actor),
        text=address,
        published=read_date(word(activity, "published"), last_year=last_year),
        links=(address,),
        visibility=_visibility(activity),
        is_share=True,
    )


def _with_whole_addresses(note: Json, uri: str) -> Json:
    """The note as its server sends it: an archive names its pictures without the server."""
    found = note.get("attachment")
    attached = found if isinstance(found, list) else [found]
    whole = [
        each | {"url": _whole_address(uri, word(each, "url"))} if isinstance(each, dict) else each
        for each in attached
    ]
    return {**note, "attachment": whole} if found else note


def _whole_address(uri: str, url: str) -> str:
    try:
        return urljoin(uri, url)
    except ValueError:  # it is none, and no picture is there
        return url


def _author(activity: Json, actor: Json) -> Author:
    who = activity.get("actor")
    uri = address_of({"id": who} if isinstance(who, str) else _dict(who), "id")
    more = actor if actor.get("id") == uri else {}
    name, host = word(more, "preferredUsername"), uri.split("/")[2]
    return Author(
        uri=uri,
        handle=handle_of(uri) or (f"@{name}@{host}" if name else ""),
        name=word(more, "name"),
        url=word(more, "url") or uri,
    )


def _visibility(record: Json) -> str:
    if _PUBLIC & set(_addressees(record.get("to"))):
        return "public"
    return "unlisted" if _PUBLIC & set(_addressees(record.get("cc"))) else "private"


def _addressees(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str):
            yield each


def _hashtags(note: Json) -> Iterator[str]:
    found = note.get("tag")
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict) and each.get("type") == "Hashtag":
            yield word(each, "name").lstrip("#＃")


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
