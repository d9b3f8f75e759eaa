"""A community that meets on Fridays, and files such as people hold."""

import csv
import io
import os
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from goodtalk.communities.models import Community
from goodtalk.doors.archives.storing.importing import import_archive

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEADER = [
    "id_str",
    "from_user",
    "text",
    "created_at",
    "time",
    "geo_coordinates",
    "user_lang",
    "in_reply_to_user_id_str",
    "in_reply_to_screen_name",
    "from_user_id_str",
    "in_reply_to_status_id_str",
    "source",
    "profile_image_url",
    "user_followers_count",
    "user_friends_count",
    "user_location",
    "status_url",
    "entities_str",
]
FRIDAY = "Fri Mar 14 13:{:02}:00 +0000 2014"


@pytest.fixture
def community(db):
    return Community.objects.create(
        tag="lgovsm",
        name="Local government",
        rule="FREQ=WEEKLY;BYDAY=FR",
        at=time(13),
        zone="Europe/London",
        minutes=60,
        since=date(2012, 1, 6),
    )


@pytest.fixture
def header():
    """The columns of a TAGS sheet."""
    return HEADER


@pytest.fixture
def make_file(tmp_path):
    """Writes an archive: text, bytes, or rows of cells."""

    def make(content, name="archive.csv", encoding="utf-8"):
        path = tmp_path / name
        if isinstance(content, list):
            written = io.StringIO(newline="")
            csv.writer(written).writerows(content)
            content = written.getvalue()
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


@pytest.fixture
def make_tags(make_file):
    """Writes a TAGS sheet of the tweets given; each says what is not usual about it."""

    def make(*tweets, name="archive.csv"):
        rows = [tweet_row(number, **tweet) for number, tweet in enumerate(tweets, 1)]
        return make_file([HEADER, *rows], name)

    return make


def tweet_row(number, **cells):
    usual = {
        "id_str": str(444_000_000_000_000_000 + number),
        "from_user": "jo",
        "from_user_id_str": "12",
        "text": f"A thing said #lgovsm {number}",
        "created_at": FRIDAY.format(number),
        "time": "14/03/2014 14:00:00",
        "source": '<a href="http://example.org" rel="nofollow">An app</a>',
    }
    return [(usual | cells).get(name, "") for name in HEADER]


@pytest.fixture
def bring_in(community):
    """Imports a file into the community."""

    def bring(path, **options):
        return import_archive(path, options.pop("into", community), now=NOW, **options)

    return bring


@pytest.fixture(scope="session")
def real_chats():
    """The folder of real archives; tests that want it are skipped where it is not."""
    root = Path(__file__).parents[3]
    folder = root / os.environ.get("GOODTALK_TEST_DATA", "../shared/data") / "chats"
    if not folder.is_dir():
        pytest.skip("The real archives are not here; GOODTALK_TEST_DATA says where they are.")
    return folder
