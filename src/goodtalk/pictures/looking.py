"""What a picture's bytes say of it: its kind and size, whatever its server called it.

Only kinds that every browser shows and that hold no script: no SVG. A picture is shown to readers
as it came, so that its width and height, which decide how much memory it takes there, are bounded.
"""

from collections.abc import Callable
from typing import NamedTuple

MAX_PIXELS = 40_000_000


class NotAPicture(Exception):
    """These bytes are no picture that can be shown; says why, in one plain sentence."""


class Seen(NamedTuple):
    """A picture's kind and size."""

    media_type: str
    width: int
    height: int


def look_at(data: bytes) -> Seen:
    """The kind and size of a picture. Raises NotAPicture."""
    media_type = media_type_of(data)
    try:
        width, height = _SIZES[media_type](data) if media_type else (0, 0)
    except IndexError:
        raise NotAPicture("It ends before it says how large it is.") from None
    if not media_type:
        raise NotAPicture("It is no picture of a kind that is shown here.")
    if width < 1 or height < 1:
        raise NotAPicture("It does not say how large it is.")
    if width * height > MAX_PIXELS:
        raise NotAPicture(f"It is too large to be shown: {width} × {height}.")
    return Seen(media_type, width, height)


def media_type_of(data: bytes) -> str:
    """The kind of picture that begins like this; empty for anything else.

    By the WHATWG's MIME Sniffing, section 6.1 (https://mimesniff.spec.whatwg.org/), and for AVIF by
    the brand of its container.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:14] == b"WEBPVP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return ""


def _number(data: bytes, at: int, length: int, *, little: bool = False) -> int:
    """The whole number that stands there. Raises IndexError where the data ends before."""
    if at + length > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + length], "little" if little else "big")


def _png(data: bytes) -> tuple[int, int]:
    """PNG specification, 11.2.2: IHDR comes first."""
    return _number(data, 16, 4), _number(data, 20, 4)


def _gif(data: bytes) -> tuple[int, int]:
    """GIF89a specification, section 18: the logical screen."""
    return _number(data, 6, 2, little=True), _number(data, 8, 2, little=True)


def _jpeg(data: bytes) -> tuple[int, int]:
    """ITU-T T.81, B.2.2: the first frame header (SOF), after other segments."""
    at = 2
    while _number(data, at, 1) == 0xFF:
        marker = _number(data, at + 1, 1)
        if marker == 0xFF:  # padding
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _number(data, at + 7, 2), _number(data, at + 5, 2)
        elif marker in (0xD9, 0xDA):  # it ends, or is drawn, before it has said so
            break
        else:
            at += 2 + max(_number(data, at + 2, 2), 2)
    return 0, 0


def _webp(data: bytes) -> tuple[int, int]:
    """RFC 9649: section 2.7 (VP8X), 3.4 (VP8L); RFC 6386, 9.1 (VP8)."""
    if data[12:16] == b"VP8X":
        return 1 + _number(data, 24, 3, little=True), 1 + _number(data, 27, 3, little=True)
    if data[12:16] == b"VP8L":
        bits = _number(data, 21, 4, little=True)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    sizes = (_number(data, at, 2, little=True) & 0x3FFF for at in (26, 28))
    return next(sizes), next(sizes)


def _avif(data: bytes) -> tuple[int, int]:
    """ISO/IEC 23008-12, 6.5.3: the largest of the extents (ispe) that its head tells of."""
    head, at, largest = data[: 64 * 1024], 0, (0, 0)
    while (at := head.find(b"ispe", at)) != -1:
        found = _number(head, at + 8, 4), _number(head, at + 12, 4)
        largest = max(largest, found, key=lambda size: size[0] * size[1])
        at += 4
    return largest


_SIZES: dict[str, Callable[[bytes], tuple[int, int]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/avif": _avif,
}
