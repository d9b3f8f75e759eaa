"""A picture is what its bytes say; how large it is in a reader's browser is bounded."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodtalk.pictures.looking import NotAPicture, look_at, media_type_of
from tests.pictures.conftest import png

PNG = png(640, 480)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480) + b"\0\0\0"
JPEG = (
    b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF" + b"\0" * 10 + b"\xff\xff"
    + b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", 480, 640) + b"\0" * 10
)  # fmt: skip
VP8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0" + b"\0" * 3 + b"\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
VP8L = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 479 << 14)
VP8X = (
    b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0" + b"\0" * 4
    + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
)  # fmt: skip
AVIF = (
    b"\0\0\0\x1cftypavif" + b"\0" * 16
    + b"\0\0\0\x14ispe" + struct.pack(">III", 0, 64, 48)
    + b"\0\0\0\x14ispe" + struct.pack(">III", 0, 640, 480)
)  # fmt: skip
ALL = {
    "image/png": [PNG],
    "image/gif": [GIF],
    "image/jpeg": [JPEG],
    "image/webp": [VP8, VP8L, VP8X],
    "image/avif": [AVIF],
}
EACH = [(kind, data) for kind, those in ALL.items() for data in those]


@pytest.mark.parametrize(("kind", "data"), EACH)
def test_each_kind_says_what_it_is_and_how_large(kind, data):
    assert look_at(data) == (kind, 640, 480)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"%PDF-1.7", b"BM",
        b"\0\0\0\x1cftypmp42", b"RIFF\0\0\0\0WAVEfmt ",
    ],
)  # fmt: skip
def test_nothing_else_is_a_picture(data):
    with pytest.raises(NotAPicture, match="no picture of a kind"):
        look_at(data)


def test_what_would_take_a_readers_memory_is_not_shown():
    with pytest.raises(NotAPicture, match="too large to be shown: 50000 × 50000"):
        look_at(png(50_000, 50_000))
    with pytest.raises(NotAPicture, match="does not say how large"):
        look_at(png(0, 5))


@given(st.sampled_from(EACH), st.integers(0, 80), st.binary(max_size=200))
def test_whatever_follows_a_beginning_it_is_a_picture_or_it_is_not(kind_and_data, cut, more):
    _kind, data = kind_and_data

    try:
        seen = look_at(data[:cut] + more)
    except NotAPicture:
        return

    assert seen.media_type == media_type_of(data[:cut] + more)
    assert 0 < seen.width * seen.height <= 40_000_000
