"""A gzipped file of which one can read on from its middle, once one has come by there.

Gzip has no places of its own: whoever wants what stands far down would unpack all before it again.
"""

import io
import zlib
from pathlib import Path
from typing import Any, NamedTuple

AT_ONCE = 64 * 1024  # bytes
_GZIP = 31  # how zlib is told that it is not its own format


class Place(NamedTuple):
    """All that has to be known to read on: some 40 KB."""

    at: int  # of what is unpacked
    taken: int  # bytes of the file
    state: Any  # zlib's; only ever copied


class Gunzipped(io.RawIOBase):
    """What is in a gzipped file, from its beginning or from a place. Goes forward alone."""

    def __init__(self, path: Path, place: Place | None = None) -> None:
        self._file = path.open("rb", buffering=0)
        self.place = place or Place(0, 0, zlib.decompressobj(_GZIP))  # before what was read last
        self._state = self.place.state.copy()
        self._at = self.place.at
        self._packed = b""
        self._file.seek(self.place.taken)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, at: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or at < self._at:
            raise io.UnsupportedOperation("A gzipped file is read forward.")
        while self._at < at and self._next(min(at - self._at, AT_ONCE)):
            pass
        return self._at

    def readinto(self, buffer: Any) -> int:
        taken = self._file.tell() - len(self._packed)
        self.place = Place(self._at, taken, self._state.copy())
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self, most: int) -> bytes:
        """What comes next; nothing at the end. Raises EOFError for a file that was cut."""
        while True:
            if self._state.eof:  # zeros may follow, or more that is gzipped
                self._packed = self._packed.lstrip(b"\0")
                if self._packed:
                    self._state = zlib.decompressobj(_GZIP)
            if not self._state.eof:
                data = self._state.decompress(self._packed, most)
                self._packed = self._state.unused_data or self._state.unconsumed_tail
                if data:
                    self._at += len(data)
                    return bytes(data)
            if not self._packed:
                self._packed = self._file.read(AT_ONCE) or b""
                if not self._packed and self._state.eof:
                    return b""
                if not self._packed:
                    raise EOFError("It ends before it is over.")
