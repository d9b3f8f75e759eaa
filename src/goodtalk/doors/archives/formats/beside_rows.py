"""What the cells of a row tell beside its text: in columns of addresses, in lists, in objects."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from goodtalk.chats.arriving.incoming import Picture
from goodtalk.doors.archives.formats.columns import BESIDE, EMPTY
from goodtalk.doors.archives.formats.entities import (
    SHORT,
    VIDEO,
    Json,
    Led,
    Medium,
    Told,
    is_whole,
    kind_of,
    media_by_key,
    media_in,
    medium_of,
    number_at,
    told_beside,
    urls_in,
    words_in,
)
from goodtalk.doors.archives.formats.listed import addresses_in
from goodtalk.doors.archives.formats.nested import fields_in
from goodtalk.doors.archives.formats.tweet_ids import number_in

Cells = dict[str, str]

MAX_CELL = 20_000  # characters of one with objects that are looked at

_SCRAPED_LINK = re.compile(
    r"""\burl['"]?\s?[=:]\s?['"](https?://[^\s'"]{1,1000})['"],\s?"""
    r"""['"]?tcourl['"]?\s?[=:]\s?['"](https?://t\.co/\w{1,20})['"]""",
    re.ASCII,
)
_SCRAPED_MEDIUM = re.compile(r"""\b(Photo|Video|Gif)(?:\(|['"],)""")


def tells_more(row: Cells) -> bool:
    """Whether a row tells anything beside its text; most do not, and need no more looking at."""
    if row["entities"] not in ("", "{}"):
        return True
    return "quote" in row and any(row[name] for name in BESIDE)


def told_in_cells(row: Cells, text: str, tweet: str, *, is_share: bool) -> Told:
    """What the cells of a row tell beside its text."""
    entities = _object(row["entities"]) if row["entities"] else {}
    urls, media = list(urls_in(entities.get("urls"))), list(media_in(entities.get("media")))
    quote, wholes = "", list(words_in(entities.get("urls"), "expanded_url"))
    if "quote" in row:  # as all that BESIDE names
        urls += [*urls_in(_list(row["urls"])), *_pairs(row), *_scraped_links(row["pairs"])]
        media = media or list(media_in(_list(row["media"]))) or list(_media_in_cells(row))
        quote = number_in(row["quote"]) or number_at(row["quote_url"])
        if listed := row["wholes"] or (row["pairs"] if not urls else ""):
            wholes = wholes or addresses_in(listed)
            urls = urls or _in_order(text, wholes, bool(media))
        if row["wholes"] or any(kind_of(one.picture.url) for one in media):
            media = _below(text, urls, media)
    tags = list(words_in(entities.get("hashtags"), "text"))
    if not (urls or media or quote):
        return Told(links=wholes, tags=tags)
    told = told_beside(
        text, urls=urls, media=media, tweet=tweet, quote=quote, may_quote=not is_share
    )
    return told._replace(links=told.links or wholes, tags=tags)


def _pairs(row: Cells) -> Iterator[Led]:
    """As rtweet has them: the short ones in one cell, in another where these lead."""
    shorts, wholes = row["short"].split(), row["links"].split()
    if len(shorts) == len(wholes):
        for short, whole in zip(shorts, wholes, strict=True):
            if short not in EMPTY and whole not in EMPTY and not SHORT.fullmatch(whole):
                yield Led(short, whole)


def _in_order(text: str, wholes: Sequence[str], has_media: bool) -> list[Led]:
    """Whole addresses that nothing ties to the short ones but their order.

    None where these are more or fewer; but what comes last in a text may lead to its pictures.
    """
    shorts = list(dict.fromkeys(SHORT.findall(text)))
    if len(shorts) - len(wholes) not in ({0, 1} if has_media else {0}):
        return []
    pairs = map(Led, shorts, wholes)
    return [led for led in pairs if not SHORT.fullmatch(led.whole)]


def _below(text: str, urls: Sequence[Led], media: list[Medium]) -> list[Medium]:
    """Pictures with their short address, where none is told: what is left of those in the text."""
    left = [one for one in SHORT.findall(text) if one not in {led.short for led in urls}]
    if len(left) != 1 or not text.endswith(left[0]) or any(one.short for one in media):
        return media
    return [
        one._replace(short=left[0], page=one.picture.url if kind_of(one.picture.url) else "")
        for one in media
    ]


def _media_in_cells(row: Cells) -> Iterator[Medium]:
    """As rtweet and others have them: addresses in a cell; or, of version 2, keys alone."""
    if _SCRAPED_MEDIUM.search(row["pictures"]):
        yield from _scraped_media(row["pictures"])
        return
    found = re.findall(r"https?://[^\s,;|'\"\[\]]+", row["pictures"]) if row["pictures"] else []
    shorts = [one for one in row["picture_short"].split() if one not in EMPTY]
    kinds = [one.lower() for one in row["picture_kinds"].split() if one not in EMPTY]
    for place, address in enumerate(dict.fromkeys(filter(is_whole, found))):
        kind = kinds[min(place, len(kinds) - 1)] if kinds else kind_of(address)
        description = row["picture_text"] if len(found) == 1 else ""
        yield Medium(
            Picture(address, description, "video" if kind in VIDEO else "image", is_gone=True),
            shorts[min(place, len(shorts) - 1)] if shorts else "",
        )
    if not found and row["media_keys"]:
        keys = _list(row["media_keys"]) or re.findall(r"\d{1,2}_\d{1,20}", row["media_keys"])
        yield from media_by_key(keys, _list(row["urls"]), lambda _key: {})


def _scraped_links(cell: str) -> Iterator[Led]:
    """As snscrape prints them, or pandas what it saved: each an object with both addresses."""
    for one in _SCRAPED_LINK.finditer(cell[:MAX_CELL]) if cell else ():
        yield Led(one[2], one[1])


def _scraped_media(cell: str) -> Iterator[Medium]:
    """The same of pictures. Of films it has no page, as snscrape's JSON has none."""
    starts = list(_SCRAPED_MEDIUM.finditer(cell[:MAX_CELL]))
    ends = [*(match.start() for match in starts[1:]), MAX_CELL]
    for match, end in zip(starts, ends, strict=True):
        fields = fields_in(cell[match.end() : end])
        told = {name: fields.get(name, "") for name in ("fullUrl", "altText")}
        yield medium_of({**told, "type": match[1]}, "")


def _object(cell: str) -> Json:
    value = _json(cell)
    return value if isinstance(value, dict) else {}


def _list(cell: str) -> list[Any]:
    value = _json(cell) if cell.startswith("[") else None
    return value if isinstance(value, list) else []


def _json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None
