"""What was brought home goes out again: a small sheet, and a real series.

GOODTALK_TEST_DATA says where the real archives are; without them that test is skipped.
"""

import csv
import os
from datetime import date, time
from pathlib import Path

import pytest
from django.utils import timezone

from goodtalk.communities.models import Community
from goodtalk.doors.archives.storing.importing import import_archive
from tests.record.conformity import breaches

HEADER = [
    "id_str", "from_user", "from_user_id_str", "text", "created_at", "in_reply_to_status_id_str",
]
TWEETS = [
    ["444000000000000001", "ada", "1", "Q1: Who answers? #lgovsm", "Fri Mar 14 13:05", ""],
    ["444000000000000002", "ada", "1", "Q2: And at night? #lgovsm", "Fri Mar 14 13:15", ""],
    ["444000000000000003", "bo", "2", "A2 Nobody #lgovsm", "Fri Mar 14 13:16", ""],
    ["444000000000000004", "cy", "3", "@bo us too #lgovsm", "Fri Mar 14 13:17", "3"],
    ["444000000000000005", "cy", "3", "RT @bo: A2 Nobody #lgovsm", "Fri Mar 14 13:18", ""],
    ["444000000000000006", "di", "4", "Anybody in? #lgovsm", "Mon Mar 17 09:00", ""],
]


@pytest.fixture
def sheet(tmp_path):
    """A TAGS sheet of an hour in 2014 and one tweet on the Monday after."""
    path = tmp_path / "archive.csv"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADER)
        for number, user, user_number, text, moment, answered in TWEETS:
            reply = f"44400000000000000{answered}" if answered else ""
            table.writerow(
                [number, user, user_number, text, f"{moment}:00 +0000 2014", reply]
            )
    return path


@pytest.fixture
def ngsschat(db):
    """The real series, imported into a community that meets as it did."""
    root = Path(__file__).parents[2]
    folder = root / os.environ.get("GOODTALK_TEST_DATA", "../shared/data") / "chats"
    if not folder.is_dir():
        pytest.skip("The real archives are not here; GOODTALK_TEST_DATA says where they are.")
    community = Community.objects.create(
        tag="ngsschat", name="NGSS", rule="FREQ=MONTHLY;BYDAY=1TH,3TH", at=time(21),
        zone="America/New_York", minutes=60, since=date(2012, 1, 1),
    )
    path = folder / "labelled" / "ngsschat-2021-a.csv"
    return community, import_archive(path, community, now=timezone.now())


def test_an_imported_sheet_is_exported_with_the_ids_of_its_tweets(
    exported, make_community, sheet, schema
):
    import_archive(sheet, make_community(since=date(2012, 1, 6)), now=timezone.now())

    found = exported()

    [chat] = found["chats"]
    assert breaches(found, schema) == []
    assert (chat["date"], chat["state"], chat["rebuilt"]) == ("2014-03-14", "closed", True)
    assert [
        (post["uri"][-18:], post["question"], post["filed_by"], post["kind"] == "share")
        for post in chat["posts"]
    ] == [
        ("444000000000000001", 1, "label", False),
        ("444000000000000002", 2, "label", False),
        ("444000000000000003", 2, "label", False),
        ("444000000000000004", 2, "reply", False),
        ("444000000000000005", 2, "label", True),
    ]
    assert [post["prompt"] for post in chat["posts"]] == [True, True, False, False, False]
    assert chat["posts"][3]["in_reply_to"] == chat["posts"][2]["uri"]
    assert [post["uri"][-18:] for post in found["between"]] == ["444000000000000006"]


def test_a_real_series_is_exported_whole(exported, ngsschat, schema):
    community, report = ngsschat

    found = exported(tag="NGSSchat")

    assert breaches(found, schema) == []
    assert [
        (chat["date"], len(chat["posts"]), len(chat["questions"])) for chat in found["chats"]
    ] == [
        (chat.address, chat.posts.visible().count(), chat.questions.count())
        for chat in community.chats.order_by("day")
    ]
    said = [post for chat in found["chats"] for post in chat["posts"]] + found["between"]
    assert len(said) == report.stored == 1994
    assert len({post["uri"] for post in said}) == 1994
    assert all(post["uri"].rpartition("/")[2].isdecimal() for post in said)
