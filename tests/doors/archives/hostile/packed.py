"""Zips, tars and gzips: bombs, lies, links, names that lead outside, and what was cut short."""

import gzip
import io
import json
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.doors.archives.hostile.hostile import (
    HEADER,
    SOUND_TWEET,
    Hostile,
    Maker,
    later,
    refused,
    stored,
)

BOMB = "This unpacks to far more than any archive of an account; it is not opened."
BROKEN = "This zip is damaged; perhaps it was not copied whole."
TAR_BROKEN = "This archive is damaged; perhaps it was not copied whole."
COMPRESSED = "This is a compressed file, or a damaged one; unpack it first."
LOCKED = "This zip is locked with a password; unpack it first, and zip it again without."
STRANGE = "This zip is packed in a way that cannot be read here; unpack it, and zip it again."
NOTHING = (
    "Neither tweets nor a Mastodon outbox are in it; "
    "if it holds another kind of archive, unpack it and import the files one by one."
)
NO_TWEETS = "This is no file of a Twitter archive: tweets.js, tweet.js, a month or tweets.csv."
BEGINNING = b"window.YTD.tweets.part0 = ["
TWEETS = f"window.YTD.tweets.part0 = [{json.dumps(SOUND_TWEET)}]".encode()
MEGABYTE = 1024 * 1024


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bundle:
        for member, content in files:
            if isinstance(member, str):  # as zipfile itself would, but never the time of day
                member = zipfile.ZipInfo(member)
                member.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(member, content)
    return written.getvalue()


def patched(data: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """The same with other bytes so far behind the last mark."""
    place = data.rfind(mark) + offset
    return data[:place] + value + data[place + len(value) :]


def overlapping(path: Path) -> None:
    """One packed text, to which two hundred names in the directory lead."""
    whole = zipped(("tweets.js", BEGINNING + b" " * (30 * MEGABYTE)))
    begins, end = whole.rfind(b"PK\x01\x02"), whole.rfind(b"PK\x05\x06")
    entries, count = whole[begins:end] * 200, 200
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), begins, 0)
    path.write_bytes(whole[:begins] + entries + tail)


def just_below(path: Path) -> None:
    """Two hundred files, none of which is a bomb by itself."""
    spaces = BEGINNING + b" " * (30 * MEGABYTE) + b"]"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number in range(200):
            bundle.writestr(f"{number}/tweets.js", spaces)


def crowded(path: Path) -> None:
    """As many entries as would be pictures of a very busy account, and none of use."""
    with zipfile.ZipFile(path, "w") as bundle:
        for number in range(100_000):
            bundle.writestr(f"media/{number}.jpg", b"")


def nested(depth: int) -> bytes:
    """A zip of ten zips of ten zips, and so on: each of them is a copy of the others."""
    inner = zipped(("tweets.js", bytes(MEGABYTE)))
    for _ in range(depth):
        inner = zipped(*((f"{number}.zip", inner) for number in range(10)))
    return inner


def a_link() -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("data/tweets.js")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info, b"/etc/passwd"


def twice() -> bytes:
    with io.BytesIO() as written:
        with zipfile.ZipFile(written, "w") as bundle:
            for number in ("5", "6"):
                tweet = SOUND_TWEET | {"id_str": number}
                info = zipfile.ZipInfo("data/tweets.js")
                info.filename = f"data/tweet{number}.js"
                bundle.writestr(info, f"window.YTD.tweets.part0 = [{json.dumps(tweet)}]")
        data = written.getvalue()
    return data.replace(b"data/tweet5.js", b"data/tweets.js").replace(
        b"data/tweet6.js", b"data/tweets.js"
    )


def tarred(*members: tuple[tarfile.TarInfo, bytes], packed: bool = True) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:") as bundle:
        for info, content in members:
            info.size = len(content)
            bundle.addfile(info, io.BytesIO(content))
    return gzip.compress(written.getvalue(), mtime=0) if packed else written.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, leads_to: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, leads_to
    return info


def unpacks_to(megabytes: int, name: str) -> Maker:
    """A gzipped tar of one file of zeros."""

    def pieces() -> Iterator[bytes]:
        info = tarfile.TarInfo(name)
        info.size = megabytes * MEGABYTE
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        yield packer.compress(info.tobuf())
        for _ in range(megabytes):
            yield packer.compress(bytes(MEGABYTE))
        yield packer.flush()

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(pieces())

    return make


def endless_gzip(path: Path) -> None:
    """What is no tar, and unpacks to a gigabyte."""
    with gzip.open(path, "wb") as file:
        for _ in range(1024):
            file.write(b"x" * MEGABYTE)


def zip_bomb(path: Path) -> None:
    """Four gigabytes of spaces in a list of tweets."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle,
        bundle.open("data/tweets.js", "w", force_zip64=True) as file,
    ):
        file.write(BEGINNING)
        for _ in range(4096):
            file.write(b" " * MEGABYTE)


def long_name() -> bytes:
    """A tar that says of a name that it has two gigabytes."""
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 2**31
    return info.tobuf() + b"x" * 10_000


WHOLE = zipped(("data/tweets.js", TWEETS * 20))
ACCOUNT = b'window.YTD.account.part0 = [{"account": {"accountId": "12", "username": "jo"}}]'
SOUND = zipped(("data/account.js", ACCOUNT), ("data/tweets.js", TWEETS))
LINK, DEVICE, PIPE, HARD = tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.LNKTYPE
PACKED: tuple[Hostile, ...] = (
    refused("bomb.zip", later(lambda: zipped(("tweets.js", bytes(40 * MEGABYTE)))), BOMB),
    refused("bomb-of-4-gigabytes.zip", zip_bomb, BOMB, by_hand=True),
    refused("bombs-in-a-bomb.zip", later(lambda: nested(4)), NOTHING),
    refused("overlapping.zip", overlapping, BOMB),
    refused("each-of-them-just-below-a-bomb.zip", just_below, BOMB, by_hand=True),
    refused("directory-of-2-gigabytes.zip",
            patched(SOUND, b"PK\x05\x06", 12, struct.pack("<L", 2**31)), BOMB),
    refused("100000-entries.zip", crowded, NOTHING, by_hand=True),
    refused("lies-small.zip", patched(WHOLE, b"PK\x01\x02", 24, struct.pack("<L", 10)), BROKEN),
    stored("lies-large.zip", patched(WHOLE, b"PK\x01\x02", 24, struct.pack("<L", 9999))),
    refused("lies-4-gigabytes.zip", patched(WHOLE, b"PK\x01\x02", 24, b"\xfe" + b"\xff" * 3), BOMB),
    refused("lies-where.zip", patched(WHOLE, b"PK\x01\x02", 42, struct.pack("<L", 7777)), BROKEN),
    refused("locked.zip", patched(WHOLE, b"PK\x01\x02", 8, b"\1"), LOCKED),
    refused("packed-strangely.zip", patched(WHOLE, b"PK\x01\x02", 10, b"\x09"), STRANGE),
    refused("wrong-sum.zip", patched(WHOLE, b"PK\x01\x02", 16, b"\1\2\3\4"), BROKEN),
    refused("a-sound-file-before-a-broken-one.zip", patched(
        zipped(("account.js", ACCOUNT), ("tweets.js", TWEETS), ("tweets-part1.js", TWEETS)),
        b"PK\x01\x02", 16, b"\1\2\3\4"), BROKEN),
    refused("cut-short.zip", WHOLE[: len(WHOLE) // 2], BROKEN),
    refused("without-its-beginning.zip", b"PK\x03\x04" + WHOLE[60:], BROKEN),
    refused("leads-up.zip", zipped(("../../../data/tweets.js", TWEETS)), NOTHING),
    refused("leads-to-the-root.zip", zipped(("/etc/tweets.js", TWEETS)), NOTHING),
    refused("leads-to-a-drive.zip", zipped(("C:\\data\\tweets.js", TWEETS)), NOTHING),
    refused("a-link.zip", zipped(a_link()), NO_TWEETS),
    refused("empty.zip", zipped(), NOTHING),
    stored("two-of-one-name.zip", later(twice), 2),
    stored("sound-beside-what-leads-up.zip",
           zipped(("../data/tweets.js", b"outside"), ("data/tweets.js", TWEETS))),
    refused("a-document.docx", zipped(("word/document.xml", b"<w/>")), NOTHING),
    refused("a-workbook.xlsx", zipped(("xl/workbook.xml", b"<w/>")),
            "This is an Excel workbook; save the sheet in it as CSV first."),
    refused("link.tar", tarred((member("data/tweets.js", LINK, "/etc/passwd"), b"")), NOTHING),
    refused("hard-link.tar", tarred((member("data/tweets.js", HARD, "/etc/passwd"), b"")), NOTHING),
    refused("device.tar", tarred((member("data/tweets.js", DEVICE), b"")), NOTHING),
    refused("pipe.tar", tarred((member("data/tweets.js", PIPE), b"")), NOTHING),
    refused("leads-up.tar", tarred((member("../tweets.js"), TWEETS), packed=False), NOTHING),
    refused("leads-to-the-root.tar.gz", tarred((member("/root/tweets.js"), TWEETS)), NOTHING),
    refused("bomb.tar.gz", unpacks_to(40, "media/film.mp4"), BOMB),
    refused("bomb-of-4-gigabytes.tar.gz", unpacks_to(4096, "tweets.js"), BOMB, by_hand=True),
    refused("name-of-2-gigabytes.tar", later(long_name), BOMB),
    refused("cut-short.tar.gz", tarred((member("tweets.js"), TWEETS * 99))[:-40], TAR_BROKEN),
    refused("no-tar-but-a-gigabyte.gz", endless_gzip, COMPRESSED, by_hand=True),
    refused("no-tar.csv.gz", gzip.compress(HEADER.encode() * 9, mtime=0), COMPRESSED),
)
