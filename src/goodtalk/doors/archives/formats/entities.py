"""What Twitter tells beside a text: where its short addresses lead, its pictures, its quote.

Each version of the interface, and each tool, has its own words for that. Here they become the same.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from goodtalk.chats.arriving.incoming import Enclosed, Picture
from goodtalk.chats.arriving.said import without_at_end

Json = Mapping[str, Any]
Address = tuple[str, str, bool]  # as IncomingPost has them

# The id alone, so that a tweet has one name in a file that knows its author's handle and in one
# that does not. This address leads to the tweet.
TWEET = "https://twitter.com/i/status/"

MAX_ADDRESS = 1000  # characters

VIDEO = frozenset({"video", "animated_gif", "gif"})
_PHOTO_KEY = "3_"  # how the keys of photos begin; 7, 13 and 16 are films of three kinds
SHORT = re.compile(r"https?://t\.co/\w+", re.ASCII)
_WHOLE = re.compile(r"https?://[^\s/?#@\\<>\"']{1,253}(?:[/?#]\S*)?")  # and no name@ before it
_TWEET = re.compile(
    r"https?://(?:www\.|m\.|mobile\.)?(?:twitter|x)\.com/(?:#!/)?(?:i/web|\w{1,20})"
    r"/status(?:es)?/(\d{1,20})/?(?:[?#]\S*)?",
    re.ASCII,
)
_OF_MEDIA = re.compile(r"/status/\d{1,20}/(photo|video)/\d", re.ASCII)
_OF_FIRST = frozenset({"media_url", "media_url_https"})  # what version 1.1 has, where url is t.co
_ADDRESSES = ("media_url_https", "media_url", "fullUrl", "preview_image_url", "previewUrl")


class Led(NamedTuple):
    """A short address, and where it leads."""

    short: str
    whole: str


class Medium(NamedTuple):
    """A picture or a film, as far as it is told."""

    picture: Picture
    short: str = ""  # its own address in the text
    page: str = ""


class Told(NamedTuple):
    """All that is told beside a text."""

    addresses: tuple[Address, ...] = ()
    enclosed: Enclosed | None = None
    links: Sequence[str] = ()
    tags: Sequence[str] = ()


NOTHING = Told()


def told_beside(
    text: str,
    *,
    urls: Sequence[Led],
    media: Sequence[Medium],
    tweet: str,
    quote: str = "",
    may_quote: bool = False,
) -> Told:
    """What is told beside one tweet's text.

    `tweet` is its number. `quote` is that of the tweet which it quotes; where that is not told,
    but `may_quote`, it is the one whose address ends the text: so Twitter itself knows quotes.
    """
    leads = {led.short: led.whole for led in urls if led.short and is_whole(led.whole)}
    of_media = {one.short: one.page for one in media if one.short}
    of_tweets = [(short, whole) for short, whole in leads.items() if "/status" in whole]
    of_media |= {short: whole for short, whole in of_tweets if _OF_MEDIA.search(whole)}
    ends_in = {short: match[1] for short, whole in of_tweets if (match := _TWEET.fullmatch(whole))}
    if not quote and may_quote:
        quote = _quoted_at_end(text, of_media, ends_in)
    if quote == tweet:
        quote = ""
    below = {short for short, number in ends_in.items() if quote and number == quote}
    below |= {one.short for one in media}
    if media:
        below |= {short for short, page in of_media.items() if f"/status/{tweet}/" in page}
    addresses = tuple(
        (short, whole if is_whole(whole) else short, short in below)
        for short, whole in (leads | of_media).items()
        if short in text
    )
    pictures = tuple(one.picture for one in media)
    uri = TWEET + quote if quote else ""
    enclosed = Enclosed(pictures=pictures, quote=uri) if pictures or quote else None
    return Told(addresses, enclosed, [led.whole for led in urls])


def urls_in(found: Any) -> Iterator[Led]:
    """The addresses in a list of either version, or of a note."""
    for each in objects_in(found):
        short, whole = _word(each, "url", "shortUrl"), _word(each, "expanded_url", "expandedUrl")
        if not whole or SHORT.fullmatch(whole):
            unwound = next(objects_in([each.get("unwound")]), {})
            whole = _word(unwound, "url") or _word(each, "unwound_url")
        if whole and whole != short and not SHORT.fullmatch(whole):
            yield Led(short, whole)


def media_in(found: Any) -> Iterator[Medium]:
    """The pictures and films in a list of version 1.1, of snscrape, or of twarc's columns."""
    for each in objects_in(found):
        yield medium_of(each, _word(each, "url") if _OF_FIRST & each.keys() else "")


def media_by_key(keys: Any, urls: Any, known: Callable[[str], Json]) -> Iterator[Medium]:
    """Those of a tweet of version 2, which names them by keys; its addresses tell their pages."""
    pages = {_word(each, "media_key"): each for each in objects_in(urls)}
    for key in keys if isinstance(keys, list) else []:
        if isinstance(key, str) and key:
            page = pages.get(key, {})
            kind = "photo" if key.startswith(_PHOTO_KEY) else "video"
            each = {"type": kind, "expanded_url": _word(page, "expanded_url"), **known(key)}
            yield medium_of(each, _word(page, "url"))


def medium_of(each: Json, short: str) -> Medium:
    """A film is where its page is, a picture at an address of its own."""
    page = _word(each, "expanded_url")
    kind = _word(each, "type", "_type").rpartition(".")[2].lower() or kind_of(page)
    is_film = kind in VIDEO
    own = _word(each, *(_ADDRESSES if _OF_FIRST & each.keys() else ("url", *_ADDRESSES)))
    address = page if is_film and page else own or page
    return Medium(
        Picture(
            url=address if is_whole(address) else "",
            description=_word(each, "ext_alt_text", "alt_text", "altText"),
            kind="video" if is_film else "image",
            is_gone=True,
        ),
        short,
        page,
    )


def is_whole(address: str) -> bool:
    """Whether it may be shown in place of a short one: nothing in it hides where it leads."""
    return (
        len(address) <= MAX_ADDRESS
        and address.isprintable()
        and _WHOLE.fullmatch(address) is not None
    )


def objects_in(found: Any) -> Iterator[Json]:
    """The objects of a list."""
    for each in found if isinstance(found, list) else []:
        if isinstance(each, dict):
            yield each


def words_in(found: Any, key: str) -> Iterator[str]:
    """What the objects of a list say under a name."""
    for each in objects_in(found):
        if isinstance(each.get(key), str):
            yield each[key]


def _quoted_at_end(text: str, of_media: Collection[str], tweets: Mapping[str, str]) -> str:
    """The number of the tweet whose address is the last thing said, but for a picture's."""
    end = without_at_end(text, of_media)
    return next((number for short, number in tweets.items() if end.endswith(short)), "")


def kind_of(page: str) -> str:
    """What is to be seen on a page of Twitter's: "photo", "video", empty where it is no such."""
    match = _OF_MEDIA.search(page)
    return match[1] if match else ""


def number_at(address: str) -> str:
    """The number of the tweet that is at an address; empty where none is."""
    match = _TWEET.fullmatch(address) if address else None
    return match[1] if match else ""


def _word(record: Json, *keys: str) -> str:
    for key in keys:
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
    return ""
