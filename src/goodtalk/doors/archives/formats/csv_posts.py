"""Reads tweets from CSV files of any tool, by the names of their columns."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from goodtalk.chats.arriving.cut_short import without_cut_piece
from goodtalk.chats.arriving.incoming import READABLE, Author, IncomingPost
from goodtalk.chats.arriving.retweets import is_retweet
from goodtalk.chats.arriving.said import find_links
from goodtalk.communities.hashtags import find_hashtags
from goodtalk.doors.archives.entries import NO_AUTHOR, BadCell, BadRow, Entry, WrongFile, quoted
from goodtalk.doors.archives.files.dates import DayOrder, OrderUnknown, orders_of, read_date
from goodtalk.doors.archives.files.opening import Archive
from goodtalk.doors.archives.files.private import refuse_private_columns
from goodtalk.doors.archives.files.rows import header_of, rows_of
from goodtalk.doors.archives.formats.beside_rows import tells_more, told_in_cells
from goodtalk.doors.archives.formats.columns import Columns, places_in, says_yes
from goodtalk.doors.archives.formats.elsewhere import ELSEWHERE, is_elsewhere
from goodtalk.doors.archives.formats.entities import NOTHING, TWEET, Told
from goodtalk.doors.archives.formats.listed import words_in_list
from goodtalk.doors.archives.formats.tools import has_own_ways, put_plainly
from goodtalk.doors.archives.formats.tweet_ids import id_in, may_be_rounded_from, number_in

SAYING_ORDER = "--dates day-first or --dates month-first (in the browser, below the file)"

_HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,20})", re.ASCII)
# Not where its id was rounded: a sheet had the address made of the id.
_TWEET_PATH = re.compile(r"/(?:#!/)?(\w{1,20})/status(?:es)?/(\d{1,20})(?![\d.,])", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}", re.ASCII)


class RowReader(Protocol):
    """Makes a post of a row that is no tweet."""

    def __call__(
        self, row: dict[str, str], *, last_year: int, order: DayOrder | None
    ) -> IncomingPost:
        """Raises BadCell."""


class CsvFormat:
    """Any CSV that has columns for text, date, author and id."""

    name = "csv"
    as_then = False  # whether it notes what people were called when they said it

    def __init__(self, elsewhere: RowReader | None = None) -> None:
        """What was said `elsewhere` than on Twitter is read by this, or refused."""
        self._elsewhere = elsewhere

    def recognises(self, archive: Archive) -> bool:
        """Whether the first line names columns of posts; those missing are named on reading."""
        if archive.hints.columns:
            return True
        is_json = archive.beginning.lstrip("\ufeff \t\r\n").startswith(("{", "["))
        return not is_json and "text" in places_in(header_of(archive.beginning))

    def read(self, archive: Archive) -> Iterator[Entry | BadRow]:
        """Every row as a post, or why it is none. Raises WrongFile."""
        if archive.members:
            raise WrongFile("This is a zip or a tar; unpack it and import the CSV files in it.")
        rows = rows_of(archive)
        header = next(rows, None)
        if header is None:
            raise WrongFile("The file is empty.")
        refuse_private_columns(header.cells)
        columns = Columns.of(header.cells, archive.hints)
        says_who = columns.places.keys() & {"author_id", "handle", "url"}
        owner = archive.hints.owner.cells() if archive.hints.owner and not says_who else {}
        is_of_tool = has_own_ways(columns)
        last_year = datetime.now(UTC).year + 1
        order = archive.hints.dates
        for line, cells in rows:
            try:
                row = columns.named(cells)
                row.update(owner)
                if is_of_tool:
                    put_plainly(row)
                try:
                    yield Entry(line, self._post_in(row, last_year, order))
                except OrderUnknown:
                    order = order_in(archive, columns)
                    yield Entry(line, self._post_in(row, last_year, order))
            except BadCell as error:
                yield BadRow(line, str(error))

    def _post_in(
        self, row: dict[str, str], last_year: int, order: DayOrder | None
    ) -> IncomingPost:
        if is_elsewhere(row):
            if self._elsewhere is None:
                raise BadCell(ELSEWHERE)
            return self._elsewhere(row, last_year=last_year, order=order)
        return post_in(row, last_year=last_year, order=order, as_then=self.as_then)


def order_in(archive: Archive, columns: Columns) -> DayOrder:
    """Whether a file writes 03/04/2014 with the day or the month first, by all its rows.

    Raises WrongFile where they do not tell, or tell of both.
    """
    told: dict[DayOrder, int] = {}  # by which line
    shown = ""
    for line, cells in rows_of(archive.quiet()):
        date = columns.cell(cells, "published")
        orders = orders_of(date)
        if len(orders) == 1:
            told.setdefault(next(iter(orders)), line)
        elif orders:
            shown = shown or date
    if len(told) == 1:
        return next(iter(told))
    if told:
        day, month = (told[order] for order in DayOrder)
        raise WrongFile(
            f"In line {day} the day comes before the month, in line {month} after it; say which "
            f"is meant with {SAYING_ORDER}, and the others are left out."
        )
    raise WrongFile(
        f"Nothing in the file tells whether {quoted(shown)} has the day or the month first; say it "
        f"with {SAYING_ORDER}."
    )


def post_in(
    row: dict[str, str],
    *,
    last_year: int,
    order: DayOrder | None = None,
    told: Told | None = None,
    as_then: bool = False,
) -> IncomingPost:
    """The post of one row, given by what its cells are. Raises BadCell.

    `told` is what is told beside its text, where its cells do not tell.
    """
    text = unescaped(row["text"])
    if not text:
        raise BadCell("no text")
    published = read_date(row["published"], last_year=last_year, order=order)
    repeats = row["share_of"].strip("0")
    is_share = bool(repeats) or is_retweet(text) or says_yes(row["is_share"])
    linked_handle, linked_id = _in_address(row["url"])
    is_whole = not linked_id or row["id"] == linked_id
    tweet = id_in(row["id"]) if is_whole else _id_beside(row, linked_handle, linked_id, is_share)
    if not tweet:
        raise BadCell("no id")
    author = _author(row["handle"], row["author_id"], row["name"], linked_handle, as_then)
    if told is None:
        told = told_in_cells(row, text, tweet, is_share=is_share) if tells_more(row) else NOTHING
    addresses, enclosed, whole, tags = told
    listed = words_in_list(row["tags"]) if row["tags"] else ()
    links, language = [url for url in whole if is_address(url)], row["language"]
    return IncomingPost(
        network="twitter",
        uri=TWEET + tweet,
        author=author,
        text=text,
        published=published,
        url=f"https://twitter.com/{author.handle[1:] or 'i'}/status/{tweet}",
        in_reply_to="" if is_share else _reply_to(row, tweet),
        tags=unique_tags(*tags_in(text), *tags, *listed),
        links=tuple(dict.fromkeys(links or _addresses(row["links"]) or _links_in(text))),
        addresses=addresses,
        enclosed=enclosed,
        language=language_in(language),
        visibility=_visibility(row),
        is_share=is_share,
    )


def language_in(cell: str) -> str:
    """The language that a cell names; empty where it says something else."""
    return cell if cell and _LANGUAGE.fullmatch(cell) else ""


def unescaped(text: str) -> str:
    """The text as people wrote it: Twitter escaped <, > and &, and old tools quotation marks."""
    if "&" in text:
        for entity, letter in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", '"'),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ):
            text = text.replace(entity, letter)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _id_beside(row: Mapping[str, str], handle: str, linked: str, is_share: bool) -> str:
    """The id of a row whose address has another one. Spreadsheets round ids, but no addresses.

    Where no rounding makes the one of the other, the id counts: an address may be that of the tweet
    that this one repeats, quotes or answers. So may one of somebody else's tweet, however near.
    """
    if not row["id"]:
        return linked
    named = _HANDLE.fullmatch(row["handle"])
    is_own = named[1].lower() == handle.lower() if named and handle else not is_share
    return linked if is_own and may_be_rounded_from(row["id"], linked) else id_in(row["id"])


@lru_cache(maxsize=5000)  # few people say most
def _author(
    named: str, numbered: str, name: str, linked_handle: str, as_then: bool
) -> Author:
    """Known by number, which stays, where the file has it; else by handle."""
    match = _HANDLE.fullmatch(named)
    handle = match[1] if match else linked_handle
    if number := number_in(numbered):
        uri = f"twitter:user:{number}"
    elif handle:
        uri = f"twitter:@{handle.lower()}"
    else:
        raise BadCell(NO_AUTHOR)
    return Author(
        uri=uri,
        handle=f"@{handle}" if handle else "",
        name=name,
        url=f"https://twitter.com/{handle}" if handle else "",
        as_then=as_then,
    )


def _reply_to(row: Mapping[str, str], tweet: str) -> str:
    """What it answers; where only the conversation is known, the post that began it."""
    for cell in (row["reply_to"], row["conversation"]):
        if (number := number_in(cell)) and number != tweet:
            return TWEET + number
    return ""


def _visibility(row: Mapping[str, str]) -> str:
    """What nobody knows the meaning of is not for everybody; Twitter's own files say nothing."""
    if says_yes(row["protected"]):
        return "private"
    said = row["visibility"].casefold() or "public"
    return said if said in READABLE else "private"


def _in_address(url: str) -> tuple[str, str]:
    """The handle and the id in a tweet's address, empty where it is none."""
    parts = url.partition("twitter.com" if "twitter.com" in url else "//x.com")
    match = _TWEET_PATH.match(parts[2]) if parts[1] else None
    if match is None:
        return "", ""
    return "" if match[1] == "i" else match[1], match[2]


def tags_in(text: str) -> list[str]:
    """The hashtags in a text."""
    return [found.value for found in find_hashtags(text)]


def _links_in(text: str) -> list[str]:
    return [each.value for each in find_links(without_cut_piece(text))] if "://" in text else []


def _addresses(cell: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", cell) if is_address(word)] if cell else []


def is_address(url: str) -> bool:
    """Whether it is an address on the web, with a server that may have a name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def unique_tags(*tags: str) -> tuple[str, ...]:
    """Each tag once, as it was written first."""
    if len(tags) < 2:
        return tags
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.casefold(), tag)
    return tuple(first.values())
