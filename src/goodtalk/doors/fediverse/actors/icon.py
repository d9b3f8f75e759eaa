"""The picture of a community's actor: a speech bubble with a # in it, on its colour, as a PNG.

Mastodon shows no SVG. Drawn once a process in shades from ground to figure; a colour only changes
the palette (PNG, third edition, 11.2.2 and 11.2.3).
"""

import struct
import zlib
from functools import cache, lru_cache

from goodtalk.communities.colours import LIGHT, palette

SIDE = 256  # pixels
SHADES = 64
FINE = 3  # points across a pixel, for smooth edges

Point = tuple[float, float]


@lru_cache(maxsize=64)
def icon_png(accent: str) -> bytes:
    """The icon in a colour such as #0b6b60, darkened as far as the white on it needs."""
    ground = bytes.fromhex(palette(accent, LIGHT).accent.removeprefix("#"))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", header), _chunk(b"PLTE", _palette(ground)), _chunk(b"IDAT", _picture()),
         _chunk(b"IEND", b""))
    )  # fmt: skip


def _palette(ground: bytes) -> bytes:
    return b"".join(
        bytes(round(one + (255 - one) * shade / (SHADES - 1)) for one in ground)
        for shade in range(SHADES)
    )


@cache
def _picture() -> bytes:
    """Each row begins with its filter, which is none."""
    rows = (b"\0" + bytes(_shade(x, y) for x in range(SIDE)) for y in range(SIDE))
    return zlib.compress(b"".join(rows), 9)


def _shade(x: int, y: int) -> int:
    """How much of a pixel is figure. Only the edges are looked at closely."""
    corners = {_is_figure((x + dx) / SIDE, (y + dy) / SIDE) for dx in (0, 1) for dy in (0, 1)}
    if len(corners) == 1:
        return (SHADES - 1) * corners.pop()
    steps = [(step + 0.5) / FINE for step in range(FINE)]
    seen = sum(_is_figure((x + dx) / SIDE, (y + dy) / SIDE) for dx in steps for dy in steps)
    return round((SHADES - 1) * seen / FINE**2)


def _is_figure(x: float, y: float) -> bool:
    """On a square of 1: inside the bubble or its tail, and not on the hash."""
    in_bubble = _in_rounded(x, y, (0.16, 0.18), (0.84, 0.70), 0.13)
    in_tail = 0.66 <= y <= 0.84 and 0.30 <= x <= 0.30 + (0.84 - y)
    return (in_bubble or in_tail) and not _on_hash(x, y)


def _in_rounded(x: float, y: float, start: Point, end: Point, radius: float) -> bool:
    inner_x = min(max(x, start[0] + radius), end[0] - radius)
    inner_y = min(max(y, start[1] + radius), end[1] - radius)
    return (x - inner_x) ** 2 + (y - inner_y) ** 2 <= radius**2


def _on_hash(x: float, y: float) -> bool:
    if not (0.33 <= x <= 0.67 and 0.27 <= y <= 0.61):
        return False
    leaning = x + 0.18 * (y - 0.44)
    return any(abs(leaning - at) <= 0.025 for at in (0.44, 0.56)) or any(
        abs(y - at) <= 0.025 for at in (0.38, 0.50)
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
