"""Which post a number of some server means: its API names by number what a status answers."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from goodtalk.doors.fediverse.gathering.marks import is_number
from goodtalk.doors.fediverse.gathering.statuses import number_of
from goodtalk.doors.fediverse.inbox.values import is_address, words_at

MAX_NAMES = 20_000  # of all servers; what is forgotten is asked for again


class Names:
    """The uris of statuses by their server and number, in the order in which they were heard."""

    def __init__(self, most: int = MAX_NAMES) -> None:
        self._most = most
        self._uris: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()  # servers are asked on several threads

    def learn(self, host: str, statuses: Iterable[Any]) -> None:
        """What these statuses say of themselves."""
        for status in statuses:
            number = number_of(status)
            if is_number(number) and is_address(uri := words_at(status, "uri")):
                self.set(host, number, uri)

    def set(self, host: str, number: str, uri: str) -> None:
        """One of them; an empty uri for one that cannot be had, so that it is not asked again."""
        with self._lock:
            self._uris[host, number] = uri
            while len(self._uris) > self._most:
                self._uris.popitem(last=False)

    def unknown(self, host: str, statuses: Iterable[Any]) -> list[str]:
        """The numbers that these statuses answer and of which nothing is known, each once."""
        wanted = dict.fromkeys(_answered(statuses))
        with self._lock:
            return [number for number in wanted if (host, number) not in self._uris]

    def of(self, host: str, statuses: Iterable[Any]) -> Mapping[str, str]:
        """The uris of what these statuses answer, where they are known."""
        with self._lock:
            return {
                number: self._uris.get((host, number), "") for number in _answered(statuses)
            }


def _answered(statuses: Iterable[Any]) -> Iterable[str]:
    for status in statuses:
        number = words_at(status, "in_reply_to_id") if isinstance(status, dict) else ""
        if is_number(number):
            yield number
