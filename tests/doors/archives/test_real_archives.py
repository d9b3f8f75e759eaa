"""Archives that people really hold. The figures were counted apart from the program.

GOODTALK_TEST_DATA says where the files are; these tests are skipped where they are not.
"""

from datetime import date, time

import pytest

from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import WrongFile

NGSS, SITECONF = "labelled/ngsschat-2021-a.csv", "tags/tidytags-siteconf-2017.csv"


def figures(read, stored, duplicate, outside, chats, people, questions):
    return {
        "read": read,
        "stored": stored,
        "skipped": {"duplicate": duplicate, "invalid": 0, "outside": outside},
        "chats": chats,
        "people": people,
        "questions": questions,
    }


@pytest.fixture
def make_community(db):
    def make(tag):
        return Community.objects.create(
            tag=tag,
            name=tag,
            rule="FREQ=WEEKLY;BYDAY=FR",
            at=time(13),
            zone="Europe/London",
            since=date(2010, 1, 1),
        )

    return make


@pytest.fixture
def ngsschat(db):
    return Community.objects.create(
        tag="NGSSchat",
        name="NGSS",
        rule="FREQ=MONTHLY;BYDAY=1TH,3TH",
        at=time(21),
        zone="America/New_York",
        minutes=60,
        since=date(2012, 1, 1),
    )


@pytest.mark.parametrize(
    ("tag", "name", "counted"),
    [
        ("siteconf", SITECONF, figures(1585, 1488, 97, 0, 5, 275, 0)),
        ("nicar2019", "tags/nicar-2019.csv", figures(680, 680, 0, 0, 1, 417, 0)),
        ("aect19", "tags/tidytags-sample-data-2020.csv", figures(10, 10, 0, 0, 0, 9, 0)),
        ("aect19", "tags/tidytags-sample-data-old.csv", figures(8, 8, 0, 0, 0, 7, 0)),
    ],
)
def test_a_real_sheet_comes_home_once(bring_in, real_chats, make_community, tag, name, counted):
    community = make_community(tag)

    dry = bring_in(real_chats / name, into=community, dry_run=True)
    first = bring_in(real_chats / name, into=community)
    again = bring_in(real_chats / name, into=community)

    here = counted["stored"] + counted["skipped"]["duplicate"]
    assert (dry.as_json(), first.as_json()) == (counted, counted)
    assert again.as_json() == counted | {
        "stored": 0,
        "skipped": counted["skipped"] | {"duplicate": here},
    }


def test_a_whole_series_is_laid_into_its_hours_with_its_questions(bring_in, real_chats, ngsschat):
    report = bring_in(real_chats / NGSS, into=ngsschat)

    assert report.as_json() == figures(5463, 2016, 0, 3447, 7, 273, 24)
    assert [
        (chat.day.isoformat(), chat.posts.count(), chat.questions.count())
        for chat in Chat.objects.all()
    ] == [
        ("2021-01-07", 273, 4),
        ("2021-01-21", 158, 3),
        ("2021-02-04", 151, 3),
        ("2021-02-18", 3, 0),
        ("2021-03-04", 157, 6),
        ("2021-03-18", 155, 4),
        ("2021-04-01", 130, 4),
    ]
    assert Post.objects.filter(is_prompt=True).count() == 29


def test_the_series_imported_again_changes_nothing(bring_in, real_chats, ngsschat):
    bring_in(real_chats / NGSS, into=ngsschat)
    before = list(Post.objects.order_by("pk").values("pk", "question", "filed_by", "is_prompt"))
    seqs = list(Chat.objects.values_list("last_seq"))

    report = bring_in(real_chats / NGSS, into=ngsschat)

    assert report.as_json() == figures(5463, 0, 2016, 3447, 7, 273, 24)
    assert list(Post.objects.order_by("pk").values("pk", "question", "filed_by", "is_prompt")) == (
        before
    )
    assert list(Chat.objects.values_list("last_seq")) == seqs


def test_retweets_are_kept_as_such_and_replies_find_their_parents(
    bring_in, real_chats, make_community
):
    bring_in(real_chats / SITECONF, into=make_community("siteconf"))

    assert Post.objects.filter(is_share=True).count() == 571
    assert Post.objects.exclude(in_reply_to="").count() == 45


@pytest.mark.parametrize(
    "name",
    [
        "twitter-archive/tweets-2017.csv",
        "uksnow/benblob-UKsnowmap-2013-2014.csv",
        "uksnow/benblob-uksnow-July_to_Dec2015-CRonly.csv",
        "mastodon/outbox-2024.json",
    ],
)
def test_what_is_not_an_archive_of_a_chat_is_refused(bring_in, real_chats, make_community, name):
    with pytest.raises(WrongFile):
        bring_in(real_chats / name, into=make_community("edutalk"))

    assert not Post.objects.exists()
