"""What came with the words of a post, as it is kept: bounded, cleaned, and read back.

`as_data` is the only writer of Post.enclosed, so that `read_enclosed` finds what it wrote.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from goodtalk.chats.arriving.incoming import Enclosed, Picture, Poll
from goodtalk.chats.arriving.sanitising import web_address
from goodtalk.communities.plain_text import plain_line, plain_text

MAX_WARNING = 500  # characters
MAX_PICTURES = 8
MAX_DESCRIPTION = 1_500  # what Mastodon takes
MAX_CHOICES = 20
MAX_CHOICE = 200  # characters
MAX_EMOJI = 50
MAX_ADDRESS = 1_000
MAX_PIXELS = 100_000  # a side
MAX_COUNT = 10**9  # votes; what claims more says nothing
KINDS = ("image", "video", "audio")
UNLISTED, ASKS_FIRST = "unlisted", "asks"
WISHES = frozenset({UNLISTED, ASKS_FIRST})  # that nobody sees
_SHORTCODE = re.compile(r":[\w@.+-]{1,100}:", re.ASCII)

Data = dict[str, Any]


def as_data(enclosed: Enclosed | None) -> Data | None:
    """What is kept of it; None where nothing is left. What is too much is left out."""
    if enclosed is None:
        return None
    data: Data = {
        "warning": _cut(plain_line(enclosed.warning), MAX_WARNING),
        "sensitive": enclosed.is_sensitive is True,
        "pictures": [one for each in enclosed.pictures if (one := _picture(each))][:MAX_PICTURES],
        "poll": _poll(enclosed.poll),
        "quote": enclosed.quote if len(enclosed.quote) <= 500 else "",
        "emoji": dict(list(_emoji(enclosed))[:MAX_EMOJI]),
        UNLISTED: enclosed.is_unlisted is True,
        ASKS_FIRST: enclosed.asks_first is True,
    }
    return {name: value for name, value in data.items() if value} or None


def read_enclosed(data: Data | None) -> Enclosed | None:
    """What `as_data` has kept; None where nothing came, whatever was said about the words."""
    if not data or data.keys() <= WISHES:
        return None
    return Enclosed(
        warning=data.get("warning", ""),
        is_sensitive=data.get("sensitive", False),
        pictures=tuple(Picture(**each) for each in data.get("pictures", ())),
        poll=_read_poll(data.get("poll")),
        quote=data.get("quote", ""),
        emoji=tuple(data.get("emoji", {}).items()),
        is_unlisted=is_unlisted(data),
        asks_first=asks_first(data),
    )


def is_unlisted(data: Data | None) -> bool:
    """Whether its author has kept it out of public timelines."""
    return bool(data and data.get(UNLISTED))


def asks_first(data: Data | None) -> bool:
    """Whether its author wants to be asked by whoever quotes it."""
    return bool(data and data.get(ASKS_FIRST))


def texts_in(enclosed: Enclosed | None) -> Iterator[str]:
    """Everything in it that is kept."""
    if enclosed is None:
        return
    yield from (enclosed.warning, enclosed.quote)
    for picture in enclosed.pictures:
        yield from (picture.url, picture.description)
    for choice, _votes in enclosed.poll.choices if enclosed.poll else ():
        yield choice
    for pair in enclosed.emoji:
        yield from pair


def says_something(enclosed: Enclosed | None) -> bool:
    """Whether a post with it needs no words: it shows, plays, asks or quotes something."""
    data = as_data(enclosed) or {}
    return any(name in data for name in ("pictures", "poll", "quote"))


def in_passing(text: str, enclosed: Enclosed | None) -> str:
    """What may be said of a post in passing, on one line or aloud: behind a warning, only that."""
    if enclosed is None:
        return text
    if enclosed.warning:
        return _("Warning: %(warning)s") % {"warning": enclosed.warning}
    if text:
        return text
    if enclosed.pictures:
        return _in_words(enclosed.pictures[0], enclosed.is_sensitive)
    if enclosed.poll:
        return _("A poll: %(choices)s") % {
            "choices": ", ".join(words for words, _votes in enclosed.poll.choices)
        }
    return _("A quoted post")


def _in_words(picture: Picture, is_sensitive: bool) -> str:
    names = {"video": _("A film"), "audio": _("A sound")}
    name = names.get(picture.kind, _("A picture"))
    return f"{name}: {picture.description}" if picture.description and not is_sensitive else name


def _picture(picture: Picture) -> Data | None:
    url = web_address(picture.url, MAX_ADDRESS)
    if not (url or picture.is_gone) or picture.kind not in KINDS:
        return None
    data = {
        "url": url,
        "description": _cut(plain_text(picture.description), MAX_DESCRIPTION),
        "kind": picture.kind,
        "width": _within(picture.width, MAX_PIXELS),
        "height": _within(picture.height, MAX_PIXELS),
    }
    return data | {"is_gone": True} if picture.is_gone else data


def _poll(poll: Poll | None) -> Data | None:
    if poll is None:
        return None
    choices = [
        [words, _within(votes, MAX_COUNT)]
        for choice, votes in poll.choices[:MAX_CHOICES]
        if (words := _cut(plain_line(choice), MAX_CHOICE))
    ]
    if not choices:
        return None
    ends = poll.ends if poll.ends and poll.ends.tzinfo else None
    return {
        "choices": choices,
        "several": poll.takes_several is True,
        "ends": ends.isoformat() if ends else "",
        "voters": _within(poll.voters, MAX_COUNT),
    }


def _read_poll(data: Data | None) -> Poll | None:
    if not data:
        return None
    return Poll(
        choices=tuple((words, votes) for words, votes in data["choices"]),
        takes_several=data["several"],
        ends=datetime.fromisoformat(data["ends"]) if data["ends"] else None,
        voters=data["voters"],
    )


def _emoji(enclosed: Enclosed) -> Iterator[tuple[str, str]]:
    for shortcode, address in enclosed.emoji:
        if _SHORTCODE.fullmatch(shortcode) and (url := web_address(address, MAX_ADDRESS)):
            yield shortcode, url


def _within(number: int, most: int) -> int:
    """A count or a length; 0 where it is none."""
    return number if isinstance(number, int) and 0 < number <= most else 0


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
