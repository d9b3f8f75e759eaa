"""Who wrote a status of Mastodon's API, by the name that other servers know; and what they wish."""

import re

from goodtalk.chats.arriving.incoming import Author
from goodtalk.doors.fediverse.actors.wishes import asks_to_be_left_out
from goodtalk.doors.fediverse.inbox.values import (
    Json,
    is_address,
    server_of,
    thing_in,
    things_in,
    words_at,
)

# Mastodon (lib/activitypub/tag_manager.rb) and GoToSocial name a post after its author.
_NAMED_AFTER = re.compile(
    r"(https?://[^/\s]{1,253}(?:/ap)?/users/[^/\s]{1,100})/statuses/[^/\s]{1,100}(?:/activity)?"
)


def author_of(status: Json, server: str) -> Author | None:
    """Who wrote it; None where the API does not tell the name that other servers know.

    `server` is the host that was asked: its own people's handles come without one.
    """
    account = thing_in(status.get("account"))
    uri = _uri_of(account, words_at(status, "uri"))
    if not uri:
        return None
    name = words_at(account, "acct") or words_at(account, "username")
    handle = f"@{name}" if "@" in name.strip("@") else f"@{name}@{server}" if name else ""
    page, indexable = words_at(account, "url"), account.get("indexable")
    return Author(
        uri=uri,
        handle=handle[:200],
        name=words_at(account, "display_name")[:120],
        url=page if is_address(page) else uri,
        is_indexable=indexable if isinstance(indexable, bool) else None,
    )


def wants_to_be_left_out(account: Json) -> bool:
    """Whether somebody has said that machines should not gather what they write.

    `noindex` is Mastodon's, and is told of a server's own people alone; a word in the profile is
    how everybody else says it.
    """
    if account.get("noindex") is True:
        return True
    told = [words_at(account, "display_name"), words_at(account, "note")]
    for each in things_in(account.get("fields")):
        told += [words_at(each, "name"), words_at(each, "value")]
    return asks_to_be_left_out(told)


def _uri_of(account: Json, post_uri: str) -> str:
    """As the account says it itself (Mastodon since 4.2, Pleroma), or from the post's own name."""
    said = words_at(account, "uri") or words_at(thing_in(account.get("pleroma")), "ap_id")
    if is_address(said):
        return said
    match = _NAMED_AFTER.fullmatch(post_uri)
    return match[1] if match and server_of(match[1]) else ""
