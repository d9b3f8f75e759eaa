"""Zips and tars: what in them is looked at, and what is never opened."""

import gzip
import io
import random
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files import bundles
from goodtalk.doors.archives.files.bundles import is_wanted
from goodtalk.doors.archives.files.opening import open_archive, open_member

BOMB = "This unpacks to far more than any archive of an account; it is not opened."
BROKEN = "This zip is damaged; perhaps it was not copied whole."
NOTHING = (
    "Neither tweets nor a Mastodon outbox are in it; "
    "if it holds another kind of archive, unpack it and import the files one by one."
)
TWEETS = b"window.YTD.tweets.part0 = []"


@pytest.fixture
def make_zip(tmp_path):
    def make(files, name="archive.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for member, content in files.items():
                bundle.writestr(member, content)
        return path

    return make


@pytest.fixture
def make_tar(tmp_path):
    def make(files, mode="w:gz"):
        path = tmp_path / "archive.tar.gz"
        with tarfile.open(path, mode) as bundle:
            for member, content in files.items():
                info = tarfile.TarInfo(member)
                info.size = len(content)
                bundle.addfile(info, io.BytesIO(content))
        return path

    return make


def refusal(path):
    with pytest.raises(WrongFile) as caught:
        archive = open_archive(path)
        for member in archive.members:
            list(open_member(archive, member).chunks())
    return str(caught.value)


def texts(path):
    archive = open_archive(path)
    return {
        member.path: "".join(open_member(archive, member).chunks()) for member in archive.members
    }


FILES = {
    "data/account.js": b"window.YTD.account.part0 = []",
    "data/tweets.js": TWEETS,
    "data/tweets-part1.js": TWEETS,
    "data/deleted-tweets.js": b"gone",
    "data/direct-messages.js": b"private",
    "data/tweets_media/1-a.jpg": b"picture",
    "../../data/tweets.js": b"outside",
    "/etc/tweets.js": b"outside",
    "C:\\tweets.js": b"outside",
    "__MACOSX/data/tweets.js": b"marks",
    "data/js/tweets/2014_07.js": b"Grailbird.data.tweets_2014_07 = []",
}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_only_files_of_posts_are_seen_and_none_that_leads_outside(make_zip, make_tar, kind):
    path = make_zip(FILES) if kind == "zip" else make_tar(FILES, "w:gz" if "gz" in kind else "w")

    assert texts(path) == {
        "data/account.js": "window.YTD.account.part0 = []",
        "data/js/tweets/2014_07.js": "Grailbird.data.tweets_2014_07 = []",
        "data/tweets-part1.js": TWEETS.decode(),
        "data/tweets.js": TWEETS.decode(),
    }
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_file_far_down_in_a_tar_is_read_without_what_stands_before_it(make_tar, mode):
    files = {f"{n}/outbox.json": random.Random(n).randbytes(100_000) for n in range(50)}
    path = make_tar(files, mode)
    members = open_archive(path).members
    before = bytes_read()

    for member in members:
        with member.open() as file:
            assert file.read() == files[member.path]

    assert bytes_read() - before < 4 * path.stat().st_size


def bytes_read():
    """How many bytes this process has read, from files and elsewhere."""
    told = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(told["rchar"])


def test_a_tar_gzipped_in_pieces_is_one(make_tar):
    path = make_tar(FILES, "w")
    whole = path.read_bytes()
    pieces = (whole[:700], whole[700:4000], b"", whole[4000:])
    path.write_bytes(b"".join(map(gzip.compress, pieces)) + bytes(1000))

    assert texts(path)["data/tweets-part1.js"] == TWEETS.decode()


def test_how_far_the_reading_is_counts_over_all_files(make_zip):
    archive = open_archive(make_zip({"a/tweets.js": b"x" * 1000, "b/tweets.js": b"y" * 500}))
    seen = []
    archive.progress = seen.append

    for member in archive.members:
        list(open_member(archive, member).chunks())

    assert (archive.size, seen) == (1500, [1000, 1500])


@pytest.mark.parametrize("name", ["tweets.js/", "a/../tweets.js", "..\\tweets.js", "tweets.js.exe"])
def test_names_that_are_not_quite_one_are_none(name):
    assert not is_wanted(name)


def test_a_zip_bomb_is_not_opened(make_zip):
    assert refusal(make_zip({"data/tweets.js": bytes(40 * 1024 * 1024)})) == BOMB


def test_a_tar_bomb_is_not_opened(make_tar):
    assert refusal(make_tar({"media/big": bytes(40 * 1024 * 1024)})) == BOMB


def test_a_zip_with_very_many_files_of_posts_is_not_opened(make_zip, monkeypatch):
    monkeypatch.setattr(bundles, "MAX_WANTED", 3)

    assert refusal(make_zip({f"{n}/tweets.js": TWEETS for n in range(4)})) == BOMB


def test_a_zip_with_a_directory_too_large_to_be_held_is_not_opened(make_zip):
    path = make_zip({"tweets.js": TWEETS})
    content = bytearray(path.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<L", 2**31)
    path.write_bytes(content)

    assert refusal(path) == BOMB


def test_a_name_of_many_megabytes_in_a_tar_is_not_read(tmp_path):
    path = tmp_path / "archive.tar"
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 2**31
    path.write_bytes(info.tobuf() + b"x" * 10_000)

    assert refusal(path) == BOMB


def test_a_locked_zip_is_told_from_a_damaged_one(make_zip):
    path = make_zip({"tweets.js": TWEETS})
    content = bytearray(path.read_bytes())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    assert refusal(path) == (
        "This zip is locked with a password; unpack it first, and zip it again without."
    )


def test_a_zip_that_was_cut_or_changed_is_damaged(make_zip):
    whole = make_zip({"tweets.js": TWEETS * 100}).read_bytes()
    cut, changed = whole[: len(whole) // 2], bytearray(whole)
    changed[45] ^= 0xFF
    path = make_zip({}, "other.zip")

    for content in (cut, changed):
        path.write_bytes(content)
        assert refusal(path) == BROKEN


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"holiday.jpg": b"picture"}, NOTHING),
        ({"nested.zip": b"PK\x03\x04"}, NOTHING),
        (
            {"[Content_Types].xml": b"", "xl/workbook.xml": b""},
            "This is an Excel workbook; save the sheet in it as CSV first.",
        ),
    ],
)
def test_a_zip_of_something_else_is_refused(make_zip, files, sentence):
    assert refusal(make_zip(files)) == sentence


def test_a_compressed_file_that_is_no_tar_is_to_be_unpacked(make_file):
    assert refusal(make_file(gzip.compress(b'{"id": 1}' * 9))) == (
        "This is a compressed file, or a damaged one; unpack it first."
    )


def test_a_tar_that_was_cut_is_told(make_tar, make_file):
    whole = make_tar({"outbox.json": bytes(range(256)) * 200}).read_bytes()

    assert refusal(make_file(whole[:200])) == (
        "This archive is damaged; perhaps it was not copied whole."
    )


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_whichever_byte_is_wrong_it_is_a_sentence_or_no_matter(make_zip, make_tar, kind):
    files = {"tweets.js": TWEETS, "account.js": b"x"}
    path = make_zip(files) if kind == "zip" else make_tar(files)
    whole = path.read_bytes()
    outcomes = set()

    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            outcomes.add(len(texts(path)))
        except WrongFile:
            outcomes.add("refused")

    assert {"refused", 2} <= outcomes <= {"refused", 0, 1, 2}
