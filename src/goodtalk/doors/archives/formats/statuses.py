"""One status, as Mastodon's API gives it, whole or cut down to a few fields, as a post."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.dates import read_date
from goodtalk.doors.archives.formats.activities import address_of, handle_of, words_of
from goodtalk.doors.archives.formats.csv_posts import is_address, language_in, tags_in, unique_tags
from goodtalk.doors.archives.formats.tweets import word
from goodtalk.doors.fediverse.gathering.enclosures import enclosed_in
from goodtalk.doors.fediverse.inbox.values import things_in

# What readers are sent to; and the name of the same post among servers, as an outbox has it.
_PAGE = re.compile(r"(https?://[\w.:-]{1,253})/@([\w.-]{1,100})/(\d{1,20})", re.ASCII)
_NAME = re.compile(r"(https?://[^/\s]{1,253}/users/[^/\s]{1,100})/statuses/[^/\s]{1,100}(?:/.*)?")
_LOCAL = re.compile(r"\w[\w.-]{0,99}", re.ASCII)
_ACCT = re.compile(r"[\w.-]{1,100}@[\w.-]{1,253}")
Json = Mapping[str, Any]


def status_post(
    status: Json, *, last_year: int, named: Callable[[str], str] = lambda _number: ""
) -> IncomingPost:
    """The post that a status is; a boost has the words of what it repeats. Raises BadCell.

    `named` gives the uri of another status of the same server by its number, where it is known.
    """
    uri = address_of({"uri": uri_of(status)}, "uri")
    author = _author(status, uri)
    boosted = _boosted(status)
    said = boosted or status
    enclosed = enclosed_in(said)
    html, text, links = words_of(word(said, "content"), enclosed)
    return IncomingPost(
        network="fediverse",
        uri=uri,
        author=author,
        text=f"RT {_handle(boosted)}: {text}" if boosted else text,
        published=read_date(word(status, "created_at"), last_year=last_year),
        html="" if boosted else html,
        url=word(status, "url"),
        in_reply_to="" if boosted else _reply_to(status, author, uri, named),
        tags=unique_tags(*tags_in(word(said, "spoiler_text")), *tags_in(text), *_hashtags(said)),
        links=tuple(links),
        enclosed=enclosed,
        language=language_in(word(said, "language")),
        visibility=_visibility(status, said),
        is_share=bool(boosted),
    )


def uri_of(status: Json) -> str:
    """The name of a status among servers: as it says itself, or from its page."""
    page = word(status, "url")
    match = _PAGE.fullmatch(page)
    made = f"{match[1]}/users/{match[2]}/statuses/{match[3]}" if match else page
    return word(status, "uri") or made


def _author(status: Json, uri: str) -> Author:
    """By the name that other servers know; where there is none, by the page."""
    account = _account(status)
    page, name = _PAGE.fullmatch(word(status, "url")), _NAME.fullmatch(uri)
    url = word(account, "url") or (f"{page[1]}/@{page[2]}" if page else "")
    person = word(account, "uri") or (name[1] if name else "") or url
    if not is_address(person):
        raise BadCell("no author")
    acct = word(account, "acct")
    handle = f"@{acct}" if _ACCT.fullmatch(acct) else handle_of(person) or handle_of(url)
    return Author(person, handle, word(account, "display_name"), url or person)


def _boosted(status: Json) -> Json:
    """The status that this one only repeats; empty when it is somebody's own."""
    repeated = status.get("reblog")
    return repeated if isinstance(repeated, dict) else {}


def _handle(status: Json) -> str:
    account = _account(status)
    return handle_of(word(account, "url")) or f"@{word(account, 'acct', 'username') or 'somebody'}"


def _reply_to(status: Json, author: Author, uri: str, named: Callable[[str], str]) -> str:
    """The API only gives the number that the answered post has on that server.

    Of somebody there that is enough to name it. Where it is not, it is named by the server's page
    for it, so that it is known that something was answered which is not here.
    """
    number, whose = word(status, "in_reply_to_id"), word(status, "in_reply_to_account_id")
    if not number:
        return ""
    if known := named(number):
        return known
    if whose == word(_account(status), "id") != "" and "/users/" in author.uri:
        return f"{author.uri}/statuses/{number}"
    server = "/".join(uri.split("/")[:3])
    for each in things_in(status.get("mentions")):
        acct = word(each, "acct")
        if whose and word(each, "id") == whose and _LOCAL.fullmatch(acct):
            return f"{server}/users/{acct}/statuses/{number}"
    return f"{server}/web/statuses/{number}"


def _visibility(*statuses: Json) -> str:
    """The narrowest of these. A list that was cut down to a few fields was public."""
    said = {word(status, "visibility") or "public" for status in statuses}
    if not said <= {"public", "unlisted"}:
        return "private"
    return "unlisted" if "unlisted" in said else "public"


def _hashtags(status: Json) -> Iterator[str]:
    found = status.get("tags")
    for each in found if isinstance(found, list) else []:
        yield word(each, "name") if isinstance(each, dict) else str(each)


def _account(status: Json) -> Json:
    account = status.get("account")
    return account if isinstance(account, dict) else {}
