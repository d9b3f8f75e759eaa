"""Which rows of a spreadsheet were said on another network than Twitter, by their own addresses."""

import re
from collections.abc import Mapping

from goodtalk.doors.archives.formats.tweet_ids import number_in

ELSEWHERE = "said elsewhere than on Twitter, where its address does not tell whose it is"

_MOST = ("https://twitter.com/", "http://twitter.com/")  # how the addresses of most rows begin
_ADDRESS = re.compile(r"(?:[a-z]{2,10}:)?/{0,2}([^/?#\s]{1,253})(?:/([^?#\s]{0,1000}))?")
_TWITTERS = re.compile(r"(?:[\w-]{1,60}\.){0,3}(?:twitter|x)\.com")
_OF_TWEET = re.compile(r"(?:#!/)?(?:i/web|\w{1,20})/status(?:es)?/\d{1,20}", re.ASCII)
_OF_STATUS = re.compile(  # what the servers of the fediverse call the pages of posts, or the posts
    r"(?:@([\w.-]{1,100})(?:@[\w.:-]{1,253})?|users/([\w.-]{1,100})|ap/users/\d{1,20})"
    r"/(?:statuses/|posts/)?\w{1,40}(?:/activity)?|(?:notes|notice|objects)/[\w-]{1,60}",
    re.ASCII,
)
_HTML = re.compile(r"<p(?: [^<>]{0,200})?>.*</p>", re.DOTALL)
_LONG = 8  # digits; shorter ones end many addresses


def is_elsewhere(row: Mapping[str, str]) -> bool:
    """Whether a row is no tweet: it is known by an address elsewhere, or its text is HTML.

    A column of addresses may also hold those to which tweets lead. So one elsewhere is the row's
    own only if it has the row's id, or if it looks like a post's and the row like such a post.
    """
    address = row["url"]
    if address and not address.startswith(_MOST) and _is_own(address, row):
        return True
    if "uri" in row and _is_own(row["uri"], row):
        return True
    return not address and row["text"].startswith("<p") and is_html(row["text"])


def is_html(text: str) -> bool:
    """Whether a text is a post as servers of the fediverse hand it on; Twitter escaped its <."""
    return _HTML.fullmatch(text) is not None


def _is_own(address: str, row: Mapping[str, str]) -> bool:
    match = _ADDRESS.fullmatch(re.split("[?#]", address, maxsplit=1)[0].rstrip("/"))
    if match is None or _TWITTERS.fullmatch(match[1].lower()):
        return False
    path = match[2] or match[1].rpartition(":")[2]
    if _OF_TWEET.fullmatch(path):
        return False
    number, status = number_in(row["id"]) or row["id"], _OF_STATUS.fullmatch(path)
    is_numbered = bool(number) and number == re.split(r"[/:]", path.removesuffix("/activity"))[-1]
    if status is None:
        return is_numbered and len(number) >= _LONG
    handle, name = row["handle"].strip("@").partition("@")[0].lower(), status[1] or status[2]
    return (
        is_numbered
        or not number
        or bool(row["visibility"] or row.get("uri"))
        or is_html(row["text"])
        or bool(name and name.lower() == handle)
    )
