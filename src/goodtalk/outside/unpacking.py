"""Bodies as they come in: counted after they are unpacked, so that a little cannot become a lot."""

import zlib
from collections.abc import AsyncIterator

from goodtalk.outside.answers import NotReachable, TooMuch

ENCODINGS = "gzip, deflate"  # what we say that we read
WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # wbits, as zlib's manual explains them


class Plain:
    """Bytes that are not packed."""

    is_whole = True

    def unpack(self, packed: bytes, most: int) -> bytes:
        """At most so many of what came."""
        return packed[:most]


class Packed:
    """Bytes that are packed with zlib, in one of its two wrappings."""

    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(wbits=window)

    @property
    def is_whole(self) -> bool:
        """Whether the end was reached."""
        return self._stream.eof

    def unpack(self, packed: bytes, most: int) -> bytes:
        """At most so many of what was meant; what is left over makes the body too long anyway."""
        try:
            return self._stream.decompress(packed, most)
        except zlib.error as error:
            raise NotReachable("The answer is packed, and does not unpack.") from error


async def read_body(chunks: AsyncIterator[bytes], encoding: str, max_bytes: int) -> bytes:
    """The whole body, unpacked. Raises TooMuch as soon as it is longer, NotReachable if broken."""
    stream, body = _stream(encoding.strip().lower()), bytearray()
    async for chunk in chunks:
        body += stream.unpack(chunk, max_bytes + 1 - len(body))
        if len(body) > max_bytes:
            raise TooMuch(f"The answer is longer than {max_bytes:,} bytes.")
    if not stream.is_whole and body:
        raise NotReachable("The answer is packed, and ends too early.")
    return bytes(body)


def _stream(encoding: str) -> Plain | Packed:
    if encoding in ("", "identity"):
        return Plain()
    if encoding not in WINDOWS:
        raise NotReachable("The answer is packed in a way that we did not ask for.")
    return Packed(WINDOWS[encoding])
