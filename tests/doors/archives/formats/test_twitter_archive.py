"""Twitter's own archives: their scripts, their sheet, the zips, and whose they are."""

import json
import zipfile

import pytest

from goodtalk.doors.archives.entries import NOBODY, BadRow, WrongFile
from goodtalk.doors.archives.files.hints import Hints, Owner
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.files.private import DELETED, MESSAGES, NOTES
from goodtalk.doors.archives.formats.formats import find_format

OWN = {"id_str": "1", "created_at": "Fri Mar 14 13:05:00 +0000 2014", "full_text": "Hello #lgovsm"}
MONTH = {
    "id_str": "2",
    "created_at": "2014-03-14 13:06:00 +0000",
    "text": "Later #lgovsm",
    "user": {"id_str": "12", "screen_name": "jo", "name": "Jo"},
}
SHEET = (
    "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,"
    "retweeted_status_id,retweeted_status_user_id,retweeted_status_timestamp,expanded_urls\n"
    '"1","","","2014-03-14 13:05:00 +0000","","Hello #lgovsm","","","",""\n'
)
NOTE = {
    "noteTweetId": "99",
    "createdAt": "2014-03-14T13:05:00.000Z",
    "core": {"text": "Hello and all that is said after it #lgovsm", "urls": [], "hashtags": []},
}
ACCOUNT = {"account": {"accountId": "12", "username": "jo", "accountDisplayName": "Jo Bloggs"}}
DETAILS = {"id": "12", "screen_name": "jo", "full_name": "Jo Bloggs"}


def ytd(records, what="tweets", part=0):
    return f"window.YTD.{what}.part{part} = {json.dumps(records, indent=2)}"


def grailbird(records, month="2014_03"):
    return f"Grailbird.data.tweets_{month} = \n{json.dumps(records)}"


@pytest.fixture
def read(make_file, tmp_path):
    """What is in a file, or in a zip of files: format, then author's uri, handle, name and text."""

    def rows(content, owner=None):
        if isinstance(content, dict):
            with zipfile.ZipFile(tmp_path / "archive.zip", "w") as bundle:
                for name, text in content.items():
                    bundle.writestr(name, text)
            path = tmp_path / "archive.zip"
        else:
            path = make_file(content, "tweets.js")
        archive = open_archive(path)
        archive.hints = Hints(owner)
        kind = find_format("auto", archive)
        return kind.name, [
            row
            if isinstance(row, BadRow)
            else (row.post.author.uri, row.post.author.handle, row.post.author.name, row.post.text)
            for row in kind.read(archive)
        ]

    return rows


@pytest.mark.parametrize(
    "content",
    [
        ytd([{"tweet": OWN}]),
        ytd([OWN], "tweet"),
        ytd([{"tweet": OWN}], "tweets", 3) + ";",
        "\ufeff" + ytd([{"tweet": OWN}]),
        SHEET,
    ],
)
def test_the_tweets_of_a_file_are_those_of_the_account_that_is_given(read, content):
    assert read(content, Owner(handle="Jo")) == (
        "twitter-archive",
        [("twitter:@jo", "@Jo", "", "Hello #lgovsm")],
    )


@pytest.mark.parametrize("content", [ytd([{"tweet": OWN}]), SHEET])
def test_without_an_account_it_is_said_what_to_give(read, content):
    with pytest.raises(WrongFile) as caught:
        read(content)

    assert str(caught.value) == NOBODY


def test_a_month_names_its_account_itself(read):
    assert read(grailbird([MONTH]), Owner(handle="ann")) == (
        "twitter-archive",
        [("twitter:user:12", "@jo", "Jo", "Later #lgovsm")],
    )


def test_a_zip_of_today_says_whose_it_is(read):
    files = {
        "data/account.js": ytd([ACCOUNT], "account"),
        "data/tweets.js": ytd([{"tweet": OWN}]),
        "data/tweets-part1.js": ytd([{"tweet": OWN | {"full_text": "More #lgovsm"}}, {"a": 1}]),
        "data/deleted-tweets.js": ytd([{"tweet": OWN}], "deleted_tweets"),
    }

    assert read(files, Owner(handle="ann")) == (
        "twitter-archive",
        [
            ("twitter:user:12", "@jo", "Jo Bloggs", "More #lgovsm"),
            BadRow(9, "tweets-part1.js: no tweet, but something else that Twitter said"),
            ("twitter:user:12", "@jo", "Jo Bloggs", "Hello #lgovsm"),
        ],
    )


def test_a_zip_of_2014_is_read_by_its_months(read):
    files = {
        "data/js/user_details.js": f"var user_details =  {json.dumps(DETAILS)}",
        "data/js/tweet_index.js": 'var tweet_index = [{"file_name": "x"}]',
        "data/js/tweets/2014_03.js": grailbird([MONTH]),
        "data/js/tweets/2014_04.js": grailbird([MONTH | {"text": "April #lgovsm"}], "2014_04"),
        "tweets.csv": SHEET,
    }

    assert [row[3] for row in read(files)[1]] == ["Later #lgovsm", "April #lgovsm"]


def test_a_zip_with_the_sheet_alone_is_read_by_it(read):
    files = {
        "data/js/user_details.js": f"var user_details =  {json.dumps(DETAILS)}",
        "tweets.csv": SHEET,
    }

    assert read(files)[1] == [("twitter:user:12", "@jo", "Jo Bloggs", "Hello #lgovsm")]


def test_the_long_tweets_of_a_zip_have_their_whole_texts_from_all_parts_of_another_file(read):
    cut = OWN | {"full_text": "Hello and all that is said…"}
    later = cut | {"id_str": "3", "created_at": "Fri Mar 14 13:07:00 +0000 2014"}
    second = NOTE | {"createdAt": "2014-03-14T13:07:00.000Z"}
    files = {
        "data/account.js": ytd([ACCOUNT], "account"),
        "data/note-tweet.js": ytd([{"noteTweet": NOTE}], "note_tweet"),
        "data/note-tweet-part1.js": ytd([{"noteTweet": second}], "note_tweet", 1),
        "data/tweets.js": ytd([{"tweet": cut}, {"tweet": later}, {"tweet": OWN}]),
    }

    assert [row[3] for row in read(files)[1]] == [
        NOTE["core"]["text"], NOTE["core"]["text"], "Hello #lgovsm"
    ]


def test_what_was_mended_in_a_zip_is_counted_once(tmp_path):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for month in ("2014_03", "2014_04"):
            bundle.writestr(f"{month}.js", grailbird([MONTH]).encode() + b" \x93\x94")
    archive = open_archive(path)
    kind = find_format("auto", archive)

    for _ in range(2):
        list(kind.read(archive))

    assert dict(archive.repairs) == {"bytes were not UTF-8 and were read as Windows-1252": 4}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ytd([{"dmConversation": {}}], "direct_messages"), MESSAGES),
        (ytd([{"tweet": OWN}], "deleted_tweets"), DELETED),
        (ytd([{"noteTweet": NOTE}], "note_tweet"), NOTES),
        (
            {"data/note-tweet.js": ytd([{"noteTweet": NOTE}], "note_tweet")},
            "There are no tweets in it: no tweets.js, no months and no tweets.csv.",
        ),
        (
            ytd([{"tweet": OWN}], "community_tweet"),
            "This file of a Twitter archive has no tweets but community_tweet.",
        ),
        (ytd([{"tweet": OWN}])[:-3], "The file breaks off in line 8; it was not copied whole."),
    ],
)
def test_other_scripts_and_broken_ones_are_refused(read, content, sentence):
    with pytest.raises(WrongFile) as caught:
        read(content, Owner(handle="jo"))

    assert str(caught.value) == sentence


def test_a_file_said_to_be_an_archive_has_to_be_one(make_file):
    archive = open_archive(make_file('{"id": 1}'))

    with pytest.raises(WrongFile) as caught:
        list(find_format("twitter-archive", archive).read(archive))

    assert str(caught.value) == (
        "This is no file of a Twitter archive: tweets.js, tweet.js, a month or tweets.csv."
    )
