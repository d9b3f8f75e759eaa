"""Which format reads a file, and what is said when none does."""

import zipfile

import pytest

from goodtalk.doors.archives.entries import WrongFile
from goodtalk.doors.archives.files.hints import Hints, Owner
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.formats import NAMES, find_format


def test_the_formats_that_can_be_named_are_these():
    assert NAMES == (
        "auto",
        "goodtalk",
        "tags",
        "twitter-archive",
        "mastodon",
        "twitter-json",
        "csv",
    )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("id_str,from_user,text,created_at,time", "tags"),
        ("id_str;from_user;text;created_at;time", "tags"),
        ("user_id,status_id,created_at,screen_name,text", "csv"),
        ("text,created_at,author_id,id", "csv"),
        ("text", "csv"),
    ],
)
def test_a_file_is_known_by_its_first_line(make_file, header, name):
    assert find_format("auto", open_archive(make_file(header + "\n"))).name == name


def test_a_sheet_said_to_be_tags_has_its_columns(make_file):
    archive = open_archive(make_file("text,created_at,author_id,id\n"))

    with pytest.raises(WrongFile) as caught:
        list(find_format("tags", archive).read(archive))

    assert str(caught.value) == (
        "This is no TAGS sheet: its first line should name id_str, from_user, text and created_at."
        " Perhaps the sheet saved is not the one called Archive."
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('{"id": "1", "text": "x"}', "twitter-json"),
        ('\ufeff [\n{"id_str": "1", "full_text": "x"}]', "twitter-json"),
        ('{"data": [], "meta": {}}', "twitter-json"),
        ("window.YTD.tweets.part0 = []", "twitter-archive"),
        ("Grailbird.data.tweets_2014_07 =\n []", "twitter-archive"),
        ("tweet_id,timestamp,text,retweeted_status_user_id\n", "twitter-archive"),
        ('{"orderedItems": []}', "mastodon"),
        ('[{"content": "<p>x</p>", "created_at": "2023-03-17", "url": ""}]', "mastodon"),
        ('{"id": "1", "text": "see activitystreams and \\"orderedItems\\""}', "twitter-json"),
        ('{"accounts": [], "statuses": [{"content": "x", "created_at": "y"}]}', "mastodon"),
        ('{"statuses": [{"id": "1", "text": "x"}]}', "twitter-json"),
        (
            '{"ancestors": [], "text": "", "descendants": [{"content": "x", "created_at": "y"}]}',
            "mastodon",
        ),
        ('{"@context": "https://www.w3.org/ns/activitystreams", "type": "Ord', "mastodon"),
    ],
)
def test_json_is_known_by_its_first_object(make_file, content, name):
    assert find_format("auto", open_archive(make_file(content))).name == name


@pytest.mark.parametrize("content", ['{"a": 1}', "\ufeff [\n{}]", "[[[]]]"])
def test_json_of_something_else_is_refused(make_file, content):
    with pytest.raises(WrongFile) as caught:
        find_format("auto", open_archive(make_file(content)))

    assert str(caught.value) == (
        "This looks like JSON, but neither like tweets nor like posts from Mastodon."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[" * 10_000, "Line 1 is nested too deeply."),
        ('[\n{"id": "1", "text": "x', "The file breaks off in line 2; it was not copied whole."),
    ],
)
def test_json_that_is_broken_at_once_is_not_taken_for_something_else(make_file, content, sentence):
    with pytest.raises(WrongFile) as caught:
        find_format("auto", open_archive(make_file(content)))

    assert str(caught.value) == sentence


def test_a_file_whose_columns_were_named_is_a_csv(make_file):
    archive = open_archive(make_file("Said,id_str,from_user,created_at,text\n"))
    archive.hints = Hints(Owner(handle="jo"), {"text": "Said"})

    assert find_format("auto", archive).name == "csv"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("actor.json", "There is no outbox.json in it."),
        (
            "data/account.js",
            "There are no tweets in it: no tweets.js, no months and no tweets.csv.",
        ),
    ],
)
def test_an_archive_that_holds_no_more_than_whose_it_is_is_told_so(tmp_path, name, sentence):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(name, "{}")
    archive = open_archive(path)

    with pytest.raises(WrongFile) as caught:
        list(find_format("auto", archive).read(archive))

    assert str(caught.value) == sentence
