"""Files of tweets from Twitter's interfaces: lines, lists and pages."""

import json
import zipfile

import pytest

from goodtalk.chats.models import Post
from goodtalk.doors.archives.entries import NOBODY, BadRow, WrongFile
from goodtalk.doors.archives.files import json_values
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.formats import find_format

FIRST = {
    "id_str": "1",
    "created_at": "Fri Mar 14 13:05:00 +0000 2014",
    "text": "Hello #lgovsm",
    "user": {"id_str": "12", "screen_name": "jo"},
}
SECOND = {"id": "1", "created_at": "2014-03-14T13:05:00Z", "text": "Hello", "author_id": "12"}
JO = {"id": "12", "username": "jo", "name": "Jo"}
ERROR = BadRow(2, "no tweet, but something else that Twitter said")


@pytest.fixture
def read(make_file):
    """The format that a file is taken for, and what is in it: line, handle and text."""

    def rows(content, name="auto"):
        archive = open_archive(make_file(content, "archive.json"))
        kind = find_format(name, archive)
        return kind.name, [
            row if isinstance(row, BadRow) else (row.line, row.post.author.handle, row.post.text)
            for row in kind.read(archive)
        ]

    return rows


@pytest.mark.parametrize(
    "record",
    [
        FIRST,
        [FIRST],
        {"statuses": [FIRST], "search_metadata": {}},
        {"tweet": FIRST},
    ],
)
def test_tweets_of_version_1_are_found_in_every_frame(read, record):
    assert read(json.dumps(record)) == ("twitter-json", [(1, "@jo", "Hello #lgovsm")])


NAMELESS = {name: cell for name, cell in FIRST.items() if name != "user"}


@pytest.mark.parametrize("record", [[NAMELESS, NAMELESS], [{"tweet": NAMELESS}], NAMELESS])
def test_tweets_of_an_archive_without_its_first_words_want_to_know_whose_they_are(read, record):
    with pytest.raises(WrongFile) as caught:
        read(json.dumps(record))

    assert str(caught.value) == NOBODY


def test_tweets_without_authors_among_others_are_bad_rows(read):
    assert read(json.dumps([NAMELESS, FIRST])) == (
        "twitter-json",
        [BadRow(1, "record 1: no author"), (1, "@jo", "Hello #lgovsm")],
    )


def test_a_tweet_whose_id_is_a_number_of_thousands_of_digits_is_a_bad_row(read):
    strange = json.dumps(FIRST | {"id_str": 0}).replace("0", "9" * 5000, 1)
    content = f"[{json.dumps(FIRST)}, {strange}]"

    kind, (first, second) = read(content)

    assert (kind, first) == ("twitter-json", (1, "@jo", "Hello #lgovsm"))
    assert second == BadRow(1, f"record 2: an id that is no number: “{'9' * 40}…”")


@pytest.mark.parametrize(
    "record",
    [
        {"data": [SECOND], "includes": {"users": [JO]}, "meta": {}},
        {"data": SECOND, "includes": {"users": [JO]}, "matching_rules": []},
        SECOND | {"author": JO},
        {"data": [SECOND], "includes": {"users": [5, JO], "tweets": 5}, "__twarc": {}},
    ],
)
def test_tweets_of_version_2_are_found_in_every_frame(read, record):
    assert read(json.dumps(record)) == ("twitter-json", [(1, "@jo", "Hello")])


def test_what_else_twitter_said_is_told_by_its_line(read):
    content = "\n".join(map(json.dumps, (FIRST, {"delete": {"id": 5}}, FIRST)))

    assert read(content)[1] == [(1, "@jo", "Hello #lgovsm"), ERROR, (3, "@jo", "Hello #lgovsm")]


def test_the_last_page_has_no_tweets(read):
    content = json.dumps({"data": [SECOND]}) + "\n" + json.dumps({"meta": {"result_count": 0}})

    assert read(content) == ("twitter-json", [(1, "", "Hello")])


def test_a_page_too_large_to_be_held_still_names_its_people(read, monkeypatch):
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", 1000)
    tweets = [SECOND | {"id": str(number + 1), "author_id": str(number)} for number in range(1000)]
    retweet = {
        "id": "2000",
        "created_at": SECOND["created_at"],
        "author_id": "12",
        "text": "RT @ann: Where…",
        "referenced_tweets": [{"type": "retweeted", "id": "9"}],
    }
    users = [{"id": str(number), "username": f"u{number}"} for number in range(1000)]
    included = {"users": users, "tweets": [{"id": "9", "text": "Where it is"}]}

    kind, rows = read(json.dumps({"data": [*tweets, retweet], "includes": included}))

    assert kind == "twitter-json"
    assert rows == [
        *((1, f"@u{number}", "Hello") for number in range(1000)),
        (1, "@u12", "RT @ann: Where it is"),
    ]


ANSWERED = SECOND | {"id": "9", "text": "Where do you grit?", "author_id": "13"}
REPEATS = SECOND | {
    "text": "RT @ann: Where…",
    "referenced_tweets": [{"type": "retweeted", "id": "9"}],
}
ANN = {"id": "13", "username": "ann", "name": "Ann"}


@pytest.mark.parametrize("most", [4_000_000, 150])
@pytest.mark.parametrize(
    "page",
    [
        {"users": [JO, ANN], "tweets": [ANSWERED, REPEATS]},  # as academictwitteR keeps them
        {"tweets": [ANSWERED, REPEATS], "users": [JO, ANN]},
        {"tweets": [ANSWERED, REPEATS], "includes": {"users": [ANN]}, "users": [JO]},
    ],
)
def test_people_and_tweets_beside_one_another_are_looked_up_too(read, monkeypatch, page, most):
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", most)

    _, rows = read(json.dumps(page), "twitter-json")

    assert rows == [(1, "@ann", "Where do you grit?"), (1, "@jo", "RT @ann: Where do you grit?")]


@pytest.mark.parametrize("most", [4_000_000, 80])
def test_a_file_of_people_and_tweets_is_recognised_by_itself(read, monkeypatch, most):
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", most)

    assert read(json.dumps({"users": [JO], "tweets": [SECOND]}))[0] == "twitter-json"


def test_what_a_page_includes_counts_more_than_what_stands_beside(read):
    page = {"data": [SECOND], "includes": {"users": [JO]}, "users": [JO | {"username": "ann"}]}

    assert read(json.dumps(page))[1] == [(1, "@jo", "Hello")]


def test_a_zip_is_not_one_of_these_files(tmp_path):
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as bundle:
        bundle.writestr("tweets.js", "window.YTD.tweets.part0 = []")
    archive = open_archive(tmp_path / "archive.zip")

    for name, kind in (("twitter-json", "JSON"), ("csv", "CSV"), ("tags", "CSV")):
        with pytest.raises(WrongFile) as caught:
            list(find_format(name, archive).read(archive))
        assert str(caught.value) == (
            f"This is a zip or a tar; unpack it and import the {kind} files in it."
        )


@pytest.mark.parametrize("joiner", [", ", ",\n"])
def test_a_bad_record_is_told_by_its_number_where_a_line_has_several(read, joiner):
    bad = FIRST | {"text": ""}
    records = [json.dumps(each) for each in (bad, FIRST, bad, FIRST, bad)]

    _, rows = read("[" + joiner.join(records) + "]")

    told = [tuple(row) for row in rows if isinstance(row, BadRow)]
    assert told == (
        [(1, "record 1: no text"), (1, "record 3: no text"), (1, "record 5: no text")]
        if joiner == ", "
        else [(1, "no text"), (3, "no text"), (5, "no text")]
    )


def test_what_snscrape_saved_is_read(bring_in, make_file):
    jo = {"username": "jo", "id": 12, "displayname": "Jo"}
    first = {"id": 444000000000000001, "date": "2014-03-14T13:02:29+00:00", "user": jo}
    first |= {"rawContent": "Q1: Who grits? https://t.co/a", "hashtags": ["lgovsm"]}
    first |= {"links": [{"url": "https://example.org/grit", "tcourl": "https://t.co/a"}]}
    answer = first | {"id": 444000000000000002, "inReplyToTweetId": first["id"]}

    report = bring_in(make_file(f"{json.dumps(first)}\n{json.dumps(answer)}\n", "sns.jsonl"))

    question, reply = Post.objects.order_by("pk")
    assert (report.stored, question.account.handle, reply.parent) == (2, "@jo", question)
    assert question.links == ["https://example.org/grit"]
