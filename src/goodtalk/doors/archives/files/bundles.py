"""Looks into zips and tars for the files that may hold posts. Nothing is unpacked to the disc."""

import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.gunzipping import AT_ONCE, Gunzipped, Place

MAX_MEMBERS = 200_000  # an old account has tens of thousands of pictures
MAX_DIRECTORY_BYTES = 32 * 1024 * 1024  # of a zip, which is read whole
MAX_WANTED = 1000  # twelve years of months are 144
MAX_WANTED_BYTES = 8 * 1024**3
MAX_RATIO = 200  # unpacked to packed; real archives come to 30
MAX_TAR_BYTES = 64 * 1024**3  # with its pictures and films; a tar has to be read through
ALWAYS_FINE_BYTES = 32 * 1024 * 1024  # so little is no bomb, whatever its ratio

_WANTED = re.compile(
    r"(?:tweets?|note-tweet)(?:-part\d{1,4})?\.js|\d{4}_\d\d\.js|tweets\.csv|account\.js"
    r"|user_details\.js|screen-name-change\.js"
    r"|outbox\.json|actor\.json",
    re.ASCII,
)
_BOMB = "This unpacks to far more than any archive of an account; it is not opened."
_BROKEN = "This zip is damaged; perhaps it was not copied whole."
_TAR_BROKEN = "This archive is damaged; perhaps it was not copied whole."
_LOCKED = "This zip is locked with a password; unpack it first, and zip it again without."
_STRANGE = "This zip is packed in a way that cannot be read here; unpack it, and zip it again."
_NOTHING = (
    "Neither tweets nor a Mastodon outbox are in it; "
    "if it holds another kind of archive, unpack it and import the files one by one."
)
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)
_ERRORS = (  # whatever the unpackers of Python's own library say of files that are damaged
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a bundle."""

    path: str
    size: int  # bytes, unpacked
    open: Callable[[], IO[bytes]]

    @property
    def name(self) -> str:
        """Its name without its folders."""
        return self.path.rpartition("/")[2]


def members_of(path: Path, sample: bytes) -> tuple[Member, ...]:
    """The files of a zip or a tar that are of use, by name; none when the file is neither.

    Raises WrongFile for one that holds nothing of use, is locked, damaged, or a bomb.
    """
    if sample.startswith((b"PK\x03\x04", b"PK\x05\x06")):  # the second is an empty one
        members = _in_zip(path)
    elif sample.startswith(b"\x1f\x8b") or sample[257:262] == b"ustar":
        members = _in_tar(path)
    else:
        return ()
    if not members:
        raise WrongFile(_NOTHING)
    if len(members) > MAX_WANTED or sum(each.size for each in members) > MAX_WANTED_BYTES:
        raise WrongFile(_BOMB)
    return tuple(sorted(members, key=lambda each: each.path))


def is_wanted(path: str) -> bool:
    """Whether a name in a bundle is that of a file of posts, and leads nowhere outside of it."""
    folders = path.replace("\\", "/").split("/")
    return (
        ".." not in folders
        and not path.startswith(("/", "\\"))
        and ":" not in folders[0]
        and "__MACOSX" not in folders
        and _WANTED.fullmatch(folders[-1]) is not None
    )


def _in_zip(path: Path) -> list[Member]:
    if _directory_bytes(path) > MAX_DIRECTORY_BYTES:
        raise WrongFile(_BOMB)
    try:
        with zipfile.ZipFile(path) as bundle:
            infos = bundle.infolist()
    except _ERRORS as error:
        raise WrongFile(_BROKEN) from error
    if any(info.filename.startswith("xl/") for info in infos):
        raise WrongFile("This is an Excel workbook; save the sheet in it as CSV first.")
    if len(infos) > MAX_MEMBERS:
        raise WrongFile(_BOMB)
    wanted = [info for info in infos if is_wanted(info.filename)]
    for info in wanted:
        if info.flag_bits & 1:
            raise WrongFile(_LOCKED)
        if info.compress_type not in _METHODS:  # such as what Windows makes of very large files
            raise WrongFile(_STRANGE)
        if info.file_size > max(MAX_RATIO * info.compress_size, ALWAYS_FINE_BYTES):
            raise WrongFile(_BOMB)
    in_all = sum(info.file_size for info in wanted)
    if in_all > max(MAX_RATIO * path.stat().st_size, ALWAYS_FINE_BYTES):  # some overlap, or many
        raise WrongFile(_BOMB)
    return [
        Member(info.filename, info.file_size, partial(_open_zipped, path, info)) for info in wanted
    ]


def _directory_bytes(path: Path) -> int:
    """What a zip says of the size of its own directory, before anybody reads that."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - 0x10000 - 100))
        tail = file.read()
    place, large = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    if large >= 0 and len(tail) >= large + 48:
        return int(struct.unpack_from("<Q", tail, large + 40)[0])
    if place >= 0 and len(tail) >= place + 16:
        return int(struct.unpack_from("<L", tail, place + 12)[0])
    return 0


def _open_zipped(path: Path, info: zipfile.ZipInfo) -> IO[bytes]:
    try:
        bundle = zipfile.ZipFile(path)
        with bundle:  # the member keeps the file open for as long as it is read itself
            return io.BufferedReader(_Careful(bundle.open(info), _BROKEN))
    except _ERRORS as error:
        raise WrongFile(_BROKEN) from error


def _in_tar(path: Path) -> list[Member]:
    """Reads through the whole of it: a tar has no directory."""
    most = min(max(MAX_RATIO * path.stat().st_size, ALWAYS_FINE_BYTES), MAX_TAR_BYTES)
    members: list[Member] = []
    total = 0
    with _tar(path) as (file, bundle):
        for number, info in enumerate(_infos(bundle)):
            total += info.size
            if total > most or number > MAX_MEMBERS or info.size < 0 or len(members) > MAX_WANTED:
                raise WrongFile(_BOMB)
            if info.isfile() and not info.issparse() and is_wanted(info.name):
                opens = partial(_open_tarred, path, file.place, info.offset_data, info.size)
                members.append(Member(info.name, info.size, opens))
    return members


def _infos(bundle: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while info := bundle.next():
        bundle.members.clear()  # type: ignore[attr-defined]  # it would keep them all
        yield info


def _open_tarred(path: Path, place: Place | None, begins: int, size: int) -> IO[bytes]:
    """Open the member that begins there; the place is one before it in a tar that is gzipped."""
    with _explained():
        file = _Unpacked(path, place)
        file.seek(begins)
        return io.BufferedReader(_Careful(file, _TAR_BROKEN, size))


@contextmanager
def _tar(path: Path) -> Iterator[tuple["_Unpacked", tarfile.TarFile]]:
    with _explained(), _Unpacked(path) as file, tarfile.open(fileobj=file, mode="r:") as bundle:
        yield file, bundle


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except tarfile.ReadError as error:
        raise WrongFile("This is a compressed file, or a damaged one; unpack it first.") from error
    except _ERRORS as error:
        raise WrongFile(_TAR_BROKEN) from error


class _Unpacked(io.BufferedIOBase):
    """A tar, gzipped or not, of which nobody can ask for very much at once."""

    def __init__(self, path: Path, place: Place | None = None) -> None:
        with path.open("rb") as file:
            is_gzipped = file.read(2) == b"\x1f\x8b"
        self._gunzipped = Gunzipped(path, place) if is_gzipped else None
        self._file: IO[bytes] = (
            io.BufferedReader(self._gunzipped, AT_ONCE) if self._gunzipped else path.open("rb")
        )

    @property
    def place(self) -> Place | None:
        """One before what is read next, from where it can be read on; none is needed elsewhere."""
        return self._gunzipped.place if self._gunzipped else None

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= ALWAYS_FINE_BYTES:  # a name of a gigabyte
            raise WrongFile(_BOMB)
        return self._file.read(size)

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(place, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


class _Careful(io.RawIOBase):
    """A member being read; what is wrong with it is said in a sentence."""

    def __init__(
        self, file: IO[bytes] | io.BufferedIOBase, sentence: str, size: int | None = None
    ) -> None:
        """Of the file it is so many bytes; None: all of it."""
        self._file = file
        self._sentence = sentence
        self._size = size
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        room = len(buffer) if self._size is None else min(len(buffer), self._size - self._done)
        try:
            data = self._file.read(room)
        except _ERRORS as error:
            raise WrongFile(self._sentence) from error
        if self._size is not None and len(data) < room:
            raise WrongFile(self._sentence)
        buffer[: len(data)] = data
        self._done += len(data)
        return len(data)

    def tell(self) -> int:
        return self._done

    def close(self) -> None:
        self._file.close()
        super().close()
