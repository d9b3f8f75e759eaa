"""Sheets in the local time of whoever kept them: each tweet's number tells when it was said."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from goodtalk.chats.models import Chat, Post
from goodtalk.doors.archives.storing import importing
from tests.chats.arriving.test_own_moments import number_at

HOUR = datetime(2014, 7, 11, 12, tzinfo=UTC)  # 13:00 in London
SAID = {
    5: "Q1: Who decides which roads are gritted? #lgovsm",
    7: "A1 The highways team #lgovsm",
    20: "Q2: Who tells residents? #lgovsm",
}
NOTE = "3 times were off by a time zone and were set right by the tweets' own numbers."


@pytest.fixture
def make_sheet(make_file):
    """The hour as a sheet has it whose clock was that of London."""

    def make(written="%Y-%m-%d %H:%M:%S", off=timedelta(hours=1)):
        rows = [["id", "created_at", "screen_name", "text"]]
        for minute, text in SAID.items():
            said = HOUR + timedelta(minutes=minute, seconds=17)
            rows.append([number_at(said), (said + off).strftime(written), "jo", text])
        return make_file(rows)

    return make


def hour():
    chat = Chat.objects.get()
    posts = chat.posts.order_by("published_at")
    minutes = [round((post.published_at - HOUR) / timedelta(minutes=1)) for post in posts]
    return minutes, chat.questions.count()


@pytest.mark.parametrize("companion", [False, True])
@pytest.mark.parametrize(
    "written", ["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%SZ"]
)
def test_an_hour_in_local_time_is_laid_where_it_was(
    bring_in, make_sheet, monkeypatch, written, companion
):
    monkeypatch.setattr(importing, "WORTH_A_COMPANION", 0)

    report = bring_in(make_sheet(written), companion=companion)

    assert hour() == ([5, 7, 20], 2)
    assert report.notes == [NOTE]


def test_of_right_times_nothing_is_said(bring_in, make_sheet):
    report = bring_in(make_sheet(off=timedelta(0)))

    assert (hour(), report.notes) == (([5, 7, 20], 2), [])


def test_an_hour_that_is_here_with_wrong_times_is_set_right_by_the_same_file(bring_in, make_sheet):
    bring_in(make_sheet())
    Post.objects.update(published_at=F("published_at") + timedelta(hours=4), chat=None)

    report = bring_in(make_sheet())

    assert (hour(), report.completed, Post.objects.count()) == (([5, 7, 20], 2), 3, 3)
