"""A stream says of tweets that their authors have deleted them: those are not shown."""

import json

import pytest

from goodtalk.chats.models import Post
from goodtalk.doors.archives.entries import TAKEN_BACK, LeftOut
from goodtalk.doors.archives.reading.deleted import Deleted
from goodtalk.doors.archives.storing import importing

NOTICE = "no tweet, but that one was deleted"


def tweet(number, text):
    return {
        "id": number,
        "id_str": str(number),
        "created_at": "Fri Mar 14 13:05:00 +0000 2014",
        "text": f"{text} #lgovsm",
        "user": {"id_str": "12", "screen_name": "jo"},
    }


def deleted(number):
    return {"delete": {"status": {"id": number, "id_str": str(number), "user_id": 12}}}


STAYS, GOES = tweet(7, "We grit"), tweet(8, "The mayor is a fool")


@pytest.mark.parametrize("companion", [False, True])
@pytest.mark.parametrize(
    "records",
    [
        (STAYS, GOES, deleted(8)),
        (deleted(8), STAYS, GOES),
        (GOES, deleted(8), deleted(8), STAYS),
        (STAYS, GOES, {"delete": {"status": {"id": 8}}}),
    ],
)
def test_a_tweet_that_the_file_says_was_deleted_is_left_out(
    bring_in, make_file, monkeypatch, records, companion
):
    monkeypatch.setattr(importing, "WORTH_A_COMPANION", 0)
    path = make_file("\n".join(map(json.dumps, records)), "stream.jsonl")

    report = bring_in(path, companion=companion)

    assert [post.text for post in Post.objects.all()] == [STAYS["text"]]
    assert (report.stored, report.outside_for) == (1, {TAKEN_BACK: 1})
    assert report.left_out == [LeftOut(records.index(GOES) + 1, TAKEN_BACK, "")]
    assert {row.reason for row in report.bad_rows} == {NOTICE}
    assert report.read == report.stored + report.outside + report.invalid


def test_a_tweet_that_is_here_already_stays(bring_in, make_file):
    bring_in(make_file(json.dumps(GOES), "before.jsonl"))

    bring_in(make_file("\n".join(map(json.dumps, (GOES, STAYS, deleted(8)))), "stream.jsonl"))

    assert Post.objects.count() == 2


@pytest.mark.parametrize(
    "notice", [{"status": {"id": "x"}}, {"status": [8]}, {"status": {}}, {"id": 8}, [8], 8]
)
def test_a_notice_that_names_no_tweet_takes_none_away(bring_in, make_file, notice):
    records = (GOES, {"delete": notice})

    report = bring_in(make_file("\n".join(map(json.dumps, records)), "stream.jsonl"))

    assert (report.stored, report.invalid, report.outside) == (1, 1, 0)


def test_none_is_known_before_any_is_told():
    gone = Deleted()
    assert "1" not in gone

    gone.note("1")
    gone.note("1")

    assert ("1" in gone, "2" in gone) == (True, False)
