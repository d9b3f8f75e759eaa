"""Reads single values out of JSON from strangers, which may have any shape at any place."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from goodtalk.chats.arriving.sanitising import is_storable

Json = Mapping[str, Any]

MAX_ADDRESS = 500  # characters, as far as our tables go
MAX_VALUES = 1000  # of one list that are looked at
FIRST_YEAR = 1990  # nothing on the web was said before
NOTHING: Json = {}


def kind_of(thing: Any) -> str:
    """The type of an object; the first one, where it has several. Empty where there is none."""
    if not isinstance(thing, dict):
        return ""
    found = next((each for each in listed(thing.get("type")) if isinstance(each, str)), "")
    return found.removeprefix("as:")[:40]


def listed(value: Any) -> list[Any]:
    """A list of what is there: nothing, one value or several of them, never very many."""
    if isinstance(value, list):
        return value[:MAX_VALUES]
    return [] if value is None else [value]


def things_in(value: Any) -> Iterator[Json]:
    """The objects among what is there."""
    for each in listed(value):
        if isinstance(each, dict):
            yield each


def thing_in(value: Any) -> Json:
    """The first object that is there, or an empty one."""
    return next(things_in(value), NOTHING)


def words_at(thing: Json, *keys: str) -> str:
    """The text at the first of these keys that has one. What nobody can keep counts as none."""
    for key in keys:
        found = thing.get(key)
        if isinstance(found, str) and found and is_storable(found):
            return found
    return ""


def told_at(thing: Json, *keys: str) -> str:
    """The same for what may be told in several languages (`nameMap`): then the first of them."""
    for key in keys:
        by_language = thing_in(thing.get(f"{key}Map"))
        if found := words_at(thing, key) or words_at(by_language, *list(by_language)[:50]):
            return found
    return ""


def number_at(thing: Json, key: str) -> int:
    """The whole number there, from 0 to two thousand million; 0 for anything else."""
    found = thing.get(key)
    if isinstance(found, bool) or not isinstance(found, int):
        return 0
    return min(max(found, 0), 2_000_000_000)


def uris_in(value: Any) -> Iterator[str]:
    """The addresses that are there: as words, or as the ids of objects."""
    for each in listed(value):
        found = each.get("id") if isinstance(each, dict) else each
        if isinstance(found, str) and is_address(found):
            yield found


def uri_in(value: Any) -> str:
    """The first address that is there; empty for none."""
    return next(uris_in(value), "")


def pages_in(value: Any) -> Iterator[tuple[str, str]]:
    """Addresses and media types of what a `url` or a Link holds, where a browser may go."""
    for each in listed(value):
        if isinstance(each, str) and is_address(each):
            yield each, ""
        elif isinstance(each, dict):
            for href in listed(each.get("href") or each.get("url")):
                if isinstance(href, str) and is_address(href):
                    yield href, words_at(each, "mediaType").lower()


def is_address(text: str) -> bool:
    """Whether it is an address on the web that can be kept, and names a server."""
    if len(text) > MAX_ADDRESS or not text.isprintable() or " " in text:
        return False
    return bool(server_of(text))


def server_of(address: str) -> str:
    """The server of a web address, with its port where that is not the usual one."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not host:
        return ""
    return host if port in (None, 443, 80) else f"{host}:{port}"


def is_of_one_server(address: str, other: str) -> bool:
    """Whether two addresses are of one server, so that one of them may speak of the other."""
    return bool(server_of(address)) and server_of(address) == server_of(other)


def moment_at(thing: Json, *keys: str) -> datetime | None:
    """The moment there; without a zone it is UTC. None where it is none, or long before us."""
    try:
        found = datetime.fromisoformat(words_at(thing, *keys).strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= FIRST_YEAR else None
