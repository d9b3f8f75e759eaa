"""The values of a JSON file of any shape and size, one by one, never all of them at once."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from goodtalk.doors.archives.entries import BadRow, Entry, WrongFile
from goodtalk.doors.archives.files.opening import NULS, Archive
from goodtalk.doors.archives.files.private import refuse_private_script

MAX_VALUE_CHARACTERS = 4 * 1024 * 1024  # a page of 500 tweets has about 2 million

_MOST_DIGITS = 40  # of a number that means anything


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


_DECODER = json.JSONDecoder()
_PATIENT = json.JSONDecoder(parse_int=_number)  # slower; with words for what Python takes for none
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
# Twitter's own archives are scripts: window.YTD.tweets.part0 = [ … ]
_ASSIGNMENT = re.compile(r"(?:(?:var|let|const)\s{1,9})?[A-Za-z_$][\w$.]{0,200}\s{0,9}=(?!=)")
# As JSON writes them: a NUL, and halves of a pair, such as of an emoji that was cut in two.
_NO_LETTER = re.compile(
    r"\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})",
    re.IGNORECASE,
)
_HALF = re.compile("[\ud800-\udfff]")
HALVES = "halves of characters, such as of emoji, were left out"
_LONGEST_MARK = 12  # a number may go on, a literal or an escape be cut: this near to the end


class Value(NamedTuple):
    """A record, the line on which it begins, and the member of a large object it was in."""

    line: int
    within: str  # "" for whatever stands by itself or in a list; "includes.users"
    value: Any


class _TooLarge(WrongFile):
    """A value has more characters than may be held at once."""


class _Broken(ValueError):
    """Here is no JSON."""


def values_of(archive: Archive, wanted: str = "") -> Iterator[Value | BadRow]:
    """Every object of a file: on a line each, in lists, after one another, assigned by a script.

    An object that is too large to be held is gone into: its members come by themselves. What is
    no JSON between the objects is passed over to the next line that begins with one. Raises
    WrongFile for a list that is broken or breaks off, for values that are too large or too deep,
    and for a script that assigns something private, or no tweets, unless just that is `wanted`.
    """
    text = _Text(archive.chunks(), archive.repairs)
    found_any = False
    while letter := text.peek():
        if letter in ",;":
            text.at += 1
        elif assigned := text.skip(_ASSIGNMENT):
            refuse_private_script(assigned, wanted)
        else:
            line = text.line
            try:
                yield from _elements(text, "") if letter == "[" else _object(text)
                found_any = True
            except _Broken as error:
                if not found_any and text.is_cut_by(error):
                    text.expected()
                yield BadRow(line, f"not JSON ({error})")
                text.skip_to_object()
    if not found_any:
        raise WrongFile("There is no JSON in this file.")


def with_records(rows: Iterable[Entry | BadRow]) -> Iterator[Entry | BadRow]:
    """The same rows; one that is bad says which record of its line it is, where there are more.

    Most tools write all records of a file on one line.
    """
    line = number = 0
    first: BadRow | None = None  # of its line, until it is seen whether there are more
    for row in rows:
        number = number + 1 if row.line == line else 1
        line = row.line
        if first:
            yield _record(first, 1) if number > 1 else first
            first = None
        if not isinstance(row, BadRow):
            yield row
        elif number > 1:
            yield _record(row, number)
        else:
            first = row
    if first:
        yield first


def _record(row: BadRow, number: int) -> BadRow:
    return BadRow(row.line, f"record {number:,}: {row.reason}")


def first_value(archive: Archive) -> Value | None:
    """The first record of a file, to tell what it is; None when there is none."""
    values = values_of(archive.quiet())
    try:
        return next((each for each in values if isinstance(each, Value)), None)
    except WrongFile:
        return None


def walked(archive: Archive, into: Collection[str]) -> Iterator[Value]:
    """The values in one large object, each with its place: `chats[].posts[]`.

    What stands at a place that `into` names is gone into, and comes as None where it begins; all
    else comes whole. Raises WrongFile.
    """
    text = _Text(archive.chunks(), archive.repairs)
    yield from _walked(text, "", into)


def _walked(text: "_Text", place: str, into: Collection[str]) -> Iterator[Value]:
    line, letter = text.line, text.expected()
    if place not in into or letter not in "{[":
        yield Value(line, place, text.sound())
        return
    yield Value(line, place, None)
    close = "}" if letter == "{" else "]"
    text.at += 1
    while text.expected() != close:
        below = f"{place}[]"
        if letter == "{":
            key = text.sound()
            if text.expected() != ":" or not isinstance(key, str):
                raise text.damaged()
            text.at += 1
            text.expected()
            below = f"{place}.{key}" if place else key
        yield from _walked(text, below, into)
        text.end_of_item(close)
    text.at += 1


def _object(text: "_Text") -> Iterator[Value]:
    line = text.line
    try:
        if text.peek() != "{":
            raise _Broken("an object should begin here")
        yield Value(line, "", text.decode())
    except _TooLarge:
        yield from _members(text, "")


def _elements(text: "_Text", within: str) -> Iterator[Value]:
    text.at += 1
    while text.expected() != "]":
        yield Value(text.line, within, text.sound())
        text.end_of_item("]")
    text.at += 1


def _members(text: "_Text", within: str) -> Iterator[Value]:
    text.at += 1
    while text.expected() != "}":
        key = text.sound()
        if text.expected() != ":" or not isinstance(key, str):
            raise text.damaged()
        text.at += 1
        name = f"{within}.{key}" if within else key
        letter = text.expected()
        if letter == "[":
            yield from _elements(text, name)
        elif letter == "{" and not within:
            yield from _members(text, name)
        else:
            yield Value(text.line, name, text.sound())
        text.end_of_item("}")
    text.at += 1


class _Text:
    """A window that slides over a text: from where it is being read to as far as is needed."""

    def __init__(self, chunks: Iterator[str], repairs: Counter[str]) -> None:
        self._chunks = chunks
        self._repairs = repairs
        self._window = ""
        self._counted = 0  # of the window: how far its lines are in `_line`
        self._line = 1
        self._is_whole = False  # nothing comes after the window
        self.at = 0  # in the window

    @property
    def line(self) -> int:
        """On which line it is."""
        self._line += self._window.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            match = _SPACE.match(self._window, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self._window) or not self._grow():
                return self._window[self.at : self.at + 1]

    def expected(self) -> str:
        """The same where the file must not end."""
        if letter := self.peek():
            return letter
        raise WrongFile(f"The file breaks off in line {self.line}; it was not copied whole.")

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Go past what the pattern matches here. Gives that; empty when it does not."""
        if len(self._window) - self.at < 400:
            self._grow()
        match = pattern.match(self._window, self.at)
        if match:
            self.at = match.end()
        return match[0] if match else ""

    def skip_to_object(self) -> None:
        """Go to the next line that begins with an object, or to the end."""
        while (place := self._window.find("\n{", self.at)) < 0:
            self.at = max(self.at, len(self._window) - 1)
            if not self._grow():
                self.at = len(self._window)
                return
        self.at = place + 1

    def end_of_item(self, close: str) -> None:
        """Go past the comma after an item, unless the last item ends here."""
        if (letter := self.expected()) == ",":
            self.at += 1
        elif letter != close:
            raise self.damaged()

    def damaged(self) -> WrongFile:
        """What to say where a list cannot be read on."""
        return WrongFile(f"The file is damaged in line {self.line}: there is no JSON.")

    def sound(self) -> Any:
        """The value that begins here. Raises WrongFile when none does."""
        try:
            return self.decode()
        except _Broken as error:
            if self.is_cut_by(error):
                self.expected()
            raise self.damaged() from error

    def is_cut_by(self, error: BaseException) -> bool:
        """Whether it is the file's end where a value is broken; then it goes there."""
        cause = error.__cause__
        is_cut = cause is not None and self._is_whole and self._is_at_end(cause)
        if is_cut:
            self.at = len(self._window)
        return is_cut

    def decode(self) -> Any:
        """The value that begins here. Raises _Broken when none does, _TooLarge, WrongFile."""
        while True:
            try:
                value, end = self._decoded()
            except RecursionError as error:
                raise WrongFile(f"Line {self.line} is nested too deeply.") from error
            except ValueError as error:
                if not self._may_be_cut(error):
                    raise _Broken(str(error).partition(":")[0]) from error
            else:
                if end < len(self._window) or self._is_whole:
                    if self._window.find("\\u", self.at, end) >= 0 and (
                        _NO_LETTER.search(self._window, self.at, end)
                    ):
                        value = self._mended(value)
                    self.at = end
                    return value
            held = len(self._window) - self.at
            if held > MAX_VALUE_CHARACTERS:
                raise _TooLarge(
                    f"Line {self.line} holds a value of more than 4 million characters."
                )
            while len(self._window) - self.at < 2 * held and self._grow():
                pass

    def _decoded(self) -> tuple[Any, int]:
        """The value, and where it ends. Python itself refuses numbers of very many digits."""
        try:
            return _DECODER.raw_decode(self._window, self.at)
        except json.JSONDecodeError:
            raise
        except ValueError:
            return _PATIENT.raw_decode(self._window, self.at)

    def _mended(self, value: Any) -> Any:
        """The same without what no text has, which no database takes."""
        if isinstance(value, str):
            if nuls := value.count("\0"):
                self._repairs[NULS] += nuls
                value = value.replace("\0", "")
            value, halves = _HALF.subn("", value)
            if halves:
                self._repairs[HALVES] += halves
            return value
        if isinstance(value, list):
            return [self._mended(each) for each in value]
        if isinstance(value, dict):
            return {self._mended(key): self._mended(each) for key, each in value.items()}
        return value

    def _may_be_cut(self, error: ValueError) -> bool:
        return not self._is_whole and self._is_at_end(error)

    def _is_at_end(self, error: BaseException) -> bool:
        if not isinstance(error, json.JSONDecodeError):
            return False
        near_end = len(self._window) - error.pos <= _LONGEST_MARK
        return near_end or error.msg.startswith("Unterminated string")

    def _grow(self) -> bool:
        """Take in the next piece, and let go of what has been read."""
        piece = next(self._chunks, "")
        if not piece:
            self._is_whole = True
            return False
        self._line = self.line
        self._window = self._window[self.at :] + piece
        self.at = self._counted = 0
        return True
