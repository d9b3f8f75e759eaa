"""Opens an archive file safely: what it is, its encoding, and its lines, none too long."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from goodtalk.doors.archives.entries import WrongFile

SAMPLE_BYTES = 64 * 1024
MAX_LINE_CHARACTERS = 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (  # what people try, by its first bytes
    (b"PK\x03\x04", "This is a zip or an Excel workbook; save the sheet in it as CSV first."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook; save the sheet in it as CSV first."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"%PDF", "This is a PDF."),
    (b"\x1f\x8b", "This is a compressed file; unpack it first."),
    (b"SQLite format 3", "This is a database."),
)
# Bytes that are not UTF-8 come out as lone surrogates, and go on as what Windows wrote them for.
_STRAY = re.compile("[\udc80-\udcff]")
_WINDOWS = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}


@dataclass
class Archive:
    """A file that somebody holds. It is read from its beginning as often as is wanted."""

    path: Path
    size: int  # bytes
    sample: bytes
    encoding: str
    progress: Callable[[int], None] = lambda _bytes: None  # called with the bytes read so far
    repairs: Counter[str] = field(default_factory=Counter)  # what was mended, and how often

    @property
    def beginning(self) -> str:
        """The first 64 KiB as text."""
        return self.sample.decode(self.encoding, errors="replace")

    def lines(self) -> Iterator[str]:
        """Its lines, with their endings (LF, CRLF or CR). Raises WrongFile for an endless one."""
        self.repairs.clear()
        errors = "replace" if self.encoding == "utf-16" else "surrogateescape"
        with (
            self.path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding=self.encoding, errors=errors, newline="") as text,
        ):
            number = 0
            while line := text.readline(MAX_LINE_CHARACTERS + 1):
                number += 1
                if len(line) > MAX_LINE_CHARACTERS:
                    raise WrongFile(f"Line {number} has more than a million characters.")
                if not number % 1000:
                    self.progress(raw.tell())
                yield line if line.isascii() and "\0" not in line else self._mended(line)

    def _mended(self, line: str) -> str:
        if "\0" in line:
            self.repairs["NUL bytes were left out"] += line.count("\0")
            line = line.replace("\0", "")
        if _STRAY.search(line):
            self.repairs["bytes were not UTF-8 and were read as Windows-1252"] += len(
                _STRAY.findall(line)
            )
            line = line.translate(_WINDOWS)
        return line


def open_archive(path: Path) -> Archive:
    """Look at a file before it is read. Raises WrongFile when it is not there or not text."""
    try:
        if not path.is_file():
            raise WrongFile(f"There is no file {path}.")
        with path.open("rb") as file:
            sample = file.read(SAMPLE_BYTES)
        size = path.stat().st_size
    except OSError as error:
        raise WrongFile(f"{path} cannot be read: {error.strerror}.") from error
    if not sample.strip():
        raise WrongFile("The file is empty.")
    for magic, sentence in _KINDS:
        if sample.startswith(magic):
            raise WrongFile(sentence)
    encoding = next((name for mark, name in _MARKS if sample.startswith(mark)), "utf-8")
    if encoding != "utf-16" and sample.count(0) * 10 > len(sample):
        raise WrongFile("This is not a text file.")
    return Archive(path, size, sample, encoding)
