"""What comes back from another server, and what is said when nothing does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Called for each request, and again after each redirect: (method, url, headers, body) gives all
# the headers to send.
Sign = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]


class NotReachable(Exception):
    """Another server did not answer, or not in a way that we can use; says why in a sentence."""


class NotAllowed(NotReachable):
    """We do not speak to that address, whatever it would answer."""


class TooMuch(NotReachable):
    """The answer was longer, or nested deeper, than we read."""


class AnsweredOtherwise(NotReachable):
    """The answer was read, and is not the document that was asked for."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """A whole answer. `url` is where it came from in the end; `headers` knows names in any case."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """Of the Content-Type, without its parameters, lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
