"""Archives that people really hold. The figures were counted apart from the program.

GOODTALK_TEST_DATA says where the files are; these tests are skipped where they are not.
"""

from datetime import date, time

import pytest

from goodtalk.chats.models import Chat, Post
from goodtalk.communities.models import Community
from goodtalk.doors.archives.entries import NOBODY, Entry, WrongFile
from goodtalk.doors.archives.files.hints import Hints, Owner
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.formats import find_format

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

    assert report.as_json() == figures(5463, 1994, 0, 3469, 7, 256, 24)
    assert [
        (chat.day.isoformat(), chat.posts.count(), chat.questions.count())
        for chat in Chat.objects.all()
    ] == [
        ("2021-01-07", 270, 4),
        ("2021-01-21", 155, 3),
        ("2021-02-04", 144, 3),
        ("2021-02-18", 1, 0),
        ("2021-03-04", 154, 6),
        ("2021-03-18", 151, 4),
        ("2021-04-01", 130, 4),
    ]
    assert Post.objects.filter(is_prompt=True).count() == 29


def test_the_series_imported_again_changes_nothing(bring_in, real_chats, ngsschat):
    bring_in(real_chats / NGSS, into=ngsschat)
    before = list(Post.objects.order_by("pk").values("pk", "question", "filed_by", "is_prompt"))
    seqs = list(Chat.objects.values_list("last_seq"))

    report = bring_in(real_chats / NGSS, into=ngsschat)

    assert report.as_json() == figures(5463, 0, 1994, 3469, 7, 256, 24)
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


def no_text(*records):
    """What is said of records on one line."""
    return [f"record {number}: no text" for number in records]


NO_COLUMNS = (
    "The first line of the file names no column for the text, the date, the author or the id of a"
    " post; if one has it, say which with --map (in the browser, below the file)."
)
TEXAS = {"rule": "FREQ=WEEKLY;BYDAY=SU", "at": time(20), "zone": "America/Chicago"}
COACHES = {"rule": "FREQ=MONTHLY;BYDAY=1MO", "at": time(20, 30), "zone": "Australia/Melbourne"}
EDUTALK = {"rule": "FREQ=WEEKLY;BYDAY=WE", "at": time(20), "zone": "Europe/London"}
FRIDAYS = {"rule": "FREQ=WEEKLY;BYDAY=FR", "at": time(13), "zone": "Europe/London"}
OLDER = (
    "No post can be made of any of the 1 rows of this file; line 1 is the first: an older version"
    " of a tweet that its author then edited."
)


# read, stored, outside, and the reasons of whatever is invalid; none of these is there twice
@pytest.mark.parametrize(
    ("name", "tag", "rhythm", "read", "stored", "outside", "reasons"),
    [
        ("labelled/grailbird-2014_07.js", "txeduchat", TEXAS, 170, 53, 117, []),
        ("labelled/grailbird-chat-days.js", "educoachOC", COACHES, 539, 243, 296, []),
        ("twitter-archive/tweets-2022.js", "chifoo", FRIDAYS, 300, 177, 123, []),
        ("twitter-archive/tweet-2019.js", "ddcc2019", FRIDAYS, 300, 3, 297, []),
        ("twitter-archive/tweets-2017.csv", "edutalk", EDUTALK, 659, 31, 628, []),
        ("uksnow/uksnow-posts.js", "uksnow", FRIDAYS, 17, 12, 5, []),
        ("mastodon/outbox-2024.json", "auyvusyb", FRIDAYS, 300, 6, 294, []),
        ("mastodon/toots-2022.json", "breakthebias", FRIDAYS, 265, 1, 262, no_text(104, 229)),
        ("twarc/minimal.jsonl", "lvmenfw21", FRIDAYS, 892, 19, 873, []),
        ("twarc/twarc-csv_flat.jsonl", "juntoscontralacovid19", FRIDAYS, 100, 4, 96, []),
        ("twarc/twarc-csv_noflat.jsonl", "juntoscontralacovid19", FRIDAYS, 100, 4, 96, []),
        ("twarc/twarc-csv_geo_tweets.jsonl", "harrypotter", FRIDAYS, 2, 1, 1, []),
        ("twarc/twarc-csv_many_urls.jsonl", "nobody", FRIDAYS, 1, 0, 1, []),
        ("twarc/twarc-csv_media_tweet.jsonl", "nobody", FRIDAYS, 1, 0, 1, []),
        ("twarc/twarc-csv_mentions_tweet.jsonl", "gaming", FRIDAYS, 1, 1, 0, []),
        ("twarc/twarc-csv_quoted_edit.jsonl", "nobody", FRIDAYS, 1, 0, 1, []),
        ("twarc/twarc-csv_edited_after.jsonl", "nobody", FRIDAYS, 1, 0, 1, []),
    ],
)
def test_a_real_archive_comes_home_once_and_every_skip_is_explained(
    bring_in, real_chats, db, name, tag, rhythm, read, stored, outside, reasons
):
    community = Community.objects.create(tag=tag, name=tag, since=date(2010, 1, 1), **rhythm)
    whose = Hints(Owner(handle="jo"))

    first = bring_in(real_chats / name, into=community, hints=whose)
    again = bring_in(real_chats / name, into=community, hints=whose)

    assert (first.read, first.stored, first.duplicate, first.outside) == (read, stored, 0, outside)
    assert (again.read, again.stored, again.duplicate, again.outside) == (read, 0, stored, outside)
    assert [row.reason for row in first.bad_rows] == reasons


def test_every_form_of_version_1_is_read_whole(bring_in, real_chats, make_community):
    community = make_community("unbiased")
    files = sorted((real_chats / "twarc/v1.1").iterdir())

    reports = {path.name: bring_in(path, into=community) for path in files}

    assert len(files) == 31
    assert sum(report.read for report in reports.values()) == 34
    assert [(name, report.stored) for name, report in reports.items() if report.stored] == [
        ("original__classic__no_hidden___quote.json", 1)
    ]
    assert {
        name: [(row.line, row.reason) for row in report.bad_rows]
        for name, report in reports.items()
        if report.bad_rows
    } == {
        "initial__compatibility_classic_13995.json": [
            (170, "not JSON (an object should begin here)")  # a heading between two tweets
        ]
    }


def test_no_text_of_version_1_stays_cut(real_chats):
    texts = []
    for path in sorted((real_chats / "twarc/v1.1").iterdir()):
        archive = open_archive(path)
        rows = find_format("auto", archive).read(archive)
        texts += [row.post.text for row in rows if isinstance(row, Entry)]

    assert len(texts) == 33
    assert [text for text in texts if "…" in text] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("twitter-archive/tweets-2022.js", NOBODY),
        ("twitter-archive/tweet-2019.js", NOBODY),
        ("twitter-archive/tweets-2017.csv", NOBODY),
        ("twarc/twarc-csv_edited_before.jsonl", OLDER),
        ("uksnow/benblob-UKsnowmap-2013-2014.csv", NO_COLUMNS),
        ("uksnow/benblob-snowdata_full_ordered.csv", NO_COLUMNS),
        ("uksnow/benblob-uksnow-July_to_Dec2015-CRonly.csv", NO_COLUMNS),
    ],
)
def test_what_is_no_archive_of_posts_is_refused_in_a_sentence(
    bring_in, real_chats, make_community, name, sentence
):
    with pytest.raises(WrongFile) as caught:
        bring_in(real_chats / name, into=make_community("edutalk"))

    assert str(caught.value) == sentence
    assert not Post.objects.exists()
