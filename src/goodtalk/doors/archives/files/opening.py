"""Opens an archive file safely: what it is, its encoding, and its lines, none too long."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, NamedTuple

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.bundles import Member, members_of
from goodtalk.doors.archives.files.hints import NO_HINTS, Hints

SAMPLE_BYTES = 64 * 1024
MAX_LINE_CHARACTERS = 1024 * 1024
CHUNK_CHARACTERS = 64 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_KINDS = (  # what people try, by its first bytes
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook; save the sheet in it as CSV first."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"%PDF", "This is a PDF."),
    (b"7z\xbc\xaf", "This is a 7z archive; unpack it first."),
    (b"Rar!", "This is a RAR archive; unpack it first."),
    (b"SQLite format 3", "This is a database."),
)
NULS = "NUL bytes were left out"
_NEVER = bytes({*range(1, 32)} - set(b"\a\b\t\n\v\f\r\x1b"))  # hardly ever in a text
# Bytes that are not UTF-8 come out as lone surrogates, and go on as what Windows wrote them for.
_STRAY = re.compile("[\udc80-\udcff]")
_WINDOWS = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}

# What gives the lines after those of a part, by how many there were, and whether a row ends there.
More = Callable[[int, bool], Iterator[str]]


class Part(NamedTuple):
    """A stretch of a file that begins and ends where lines do."""

    begins: int  # bytes
    ends: int
    heading: str = ""  # a line that is read before it


class _Stretch(io.RawIOBase):
    """The bytes of a part; the rest of the file is not there."""

    def __init__(self, path: Path, part: Part) -> None:
        self._file, self._ends = path.open("rb", buffering=0), part.ends
        self._file.seek(part.begins)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        room = min(len(buffer), self._ends - self._file.tell())
        return self._file.readinto(memoryview(buffer)[:room]) or 0

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass
class Archive:
    """A file that somebody holds. It is read from its beginning as often as is wanted."""

    path: Path
    size: int  # bytes
    sample: bytes
    encoding: str
    progress: Callable[[int], None] = lambda _bytes: None  # called with the bytes read so far
    repairs: Counter[str] = field(default_factory=Counter)  # what was mended, and how often
    deleted: Callable[[str], None] = lambda _uri: None  # called with posts that it says are gone
    hints: Hints = NO_HINTS
    members: tuple[Member, ...] = ()  # of a zip or a tar: those that may hold posts, or whose
    source: Callable[[], IO[bytes]] | None = None  # for a member: what opens it
    part: Part | None = None  # of which lines() tells; None: all of it
    more: More = lambda _number, _is_whole: iter(())

    @property
    def beginning(self) -> str:
        """The first 64 KiB as text; nothing for a zip or a tar."""
        return self.sample.decode(self.encoding, errors="replace")

    def quiet(self) -> "Archive":
        """The same file, to be looked into without telling anybody."""
        return Archive(self.path, self.size, self.sample, self.encoding, source=self.source)

    def only(self, part: Part) -> "Archive":
        """A part of the same file."""
        return replace(self, part=part)

    def lines(self, after: int = 0) -> Iterator[str]:
        """Its lines, with their endings (LF, CRLF or CR), of which `after` have been read before.

        Raises WrongFile for an endless one.
        """
        if self.part and self.part.heading:
            yield self.part.heading
        for number, line in enumerate(self._pieces(whole_lines=True), after + 1):
            if len(line) > MAX_LINE_CHARACTERS:
                raise WrongFile(f"Line {number} has more than a million characters.")
            yield line if line.isascii() and "\0" not in line else self._mended(line)

    def chunks(self) -> Iterator[str]:
        """Its text in pieces of 64 Ki characters, wherever lines end."""
        for chunk in self._pieces(whole_lines=False):
            if text := chunk if chunk.isascii() and "\0" not in chunk else self._mended(chunk):
                yield text

    def _pieces(self, *, whole_lines: bool) -> Iterator[str]:
        if self.source is None and not (self.part and self.part.begins):
            self.repairs.clear()
        try:
            with self._open() as raw:
                yield from self._pieces_in(raw, whole_lines=whole_lines)
        except OSError as error:
            raise WrongFile(_unreadable(self.path, error)) from error

    def _pieces_in(self, raw: IO[bytes], *, whole_lines: bool) -> Iterator[str]:
        begins, ends = self.part[:2] if self.part else (0, self.size)
        encoding = "utf-8" if begins else self.encoding  # a mark stands at the beginning alone
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        often = 1000 if whole_lines else 1
        with io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="") as text:
            number = 0
            while piece := (
                text.readline(MAX_LINE_CHARACTERS + 1)
                if whole_lines
                else text.read(CHUNK_CHARACTERS)
            ):
                number += 1
                if not number % often:
                    self.progress(raw.tell())
                yield piece
            if self.source is None and raw.tell() < ends:
                raise WrongFile(
                    f"{self.path} lost its end while it was read; "
                    "import it when nothing changes it any more."
                )

    def _open(self) -> IO[bytes]:
        if self.source:
            return self.source()
        if self.part:
            return io.BufferedReader(_Stretch(self.path, self.part))
        return self.path.open("rb")

    def _mended(self, line: str) -> str:
        if "\0" in line:
            self.repairs[NULS] += line.count("\0")
            line = line.replace("\0", "")
        if _STRAY.search(line):
            self.repairs["bytes were not UTF-8 and were read as Windows-1252"] += len(
                _STRAY.findall(line)
            )
            line = line.translate(_WINDOWS)
        return line


def open_archive(path: Path) -> Archive:
    """Look at a file before it is read. Raises WrongFile when it is not there or not an archive."""
    try:
        if not path.is_file():
            raise WrongFile(_no_file_at(path))
        with path.open("rb") as file:
            sample = file.read(SAMPLE_BYTES)
        size = path.stat().st_size
        members = members_of(path, sample)
    except OSError as error:
        raise WrongFile(_unreadable(path, error)) from error
    if members:
        return Archive(path, sum(member.size for member in members), b"", "utf-8", members=members)
    return Archive(path, size, sample, encoding_of(sample))


def _no_file_at(path: Path) -> str:
    if path.is_dir():
        return f"{path} is a folder; name the file in it."
    if path.exists():
        return f"{path} is a pipe or a device; save what comes out of it in a file first."
    return f"There is no file {path}."


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path} cannot be read: {error.strerror}."


def open_member(bundle: Archive, member: Member) -> Archive:
    """Look at a file in a zip or a tar; its progress and its repairs are those of the whole."""
    with member.open() as file:
        sample = file.read(SAMPLE_BYTES)
    inside = Archive(bundle.path, member.size, sample, encoding_of(sample), source=member.open)
    before = sum(each.size for each in bundle.members[: bundle.members.index(member)])
    inside.progress = lambda done: bundle.progress(before + done)
    inside.hints, inside.repairs = bundle.hints, bundle.repairs
    return inside


def encoding_of(sample: bytes) -> str:
    """The encoding of a text that begins so. Raises WrongFile when it is none."""
    if not sample.strip():
        raise WrongFile("The file is empty.")
    for magic, sentence in _KINDS:
        if sample.startswith(magic):
            raise WrongFile(sentence)
    if marked := next((name for mark, name in _MARKS if sample.startswith(mark)), ""):
        return marked
    if wide := next((name for name in _WIDE if _is_text_in(name, sample)), ""):
        return wide
    strange = len(sample) - len(sample.translate(None, _NEVER))
    if sample.count(0) * 10 > len(sample) or strange * 25 > len(sample):
        raise WrongFile("This is not a text file.")
    return "utf-8"


def _is_text_in(encoding: str, sample: bytes) -> bool:
    """Whether a text that has no mark is in an encoding of two or four bytes for each letter.

    All Western texts have a NUL in most letters then, and none in any other encoding.
    """
    if sample.count(0) * 3 < len(sample):
        return False
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    strange = sum(not letter.isprintable() and letter not in "\t\r\n" for letter in text)
    return strange * 25 < len(text)
