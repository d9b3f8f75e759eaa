"""The names that tools give to columns, and what a row says by them."""

import pytest

from goodtalk.doors.archives.entries import BadCell, WrongFile
from goodtalk.doors.archives.files.hints import Hints, Owner
from goodtalk.doors.archives.formats.columns import Columns, places_in

MINIMAL = ["id", "text", "created_at", "author_id"]


def named(header, cells):
    said = Columns.of(header).named(cells)
    return {what: cell for what, cell in said.items() if cell}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ["id_str", "from_user", "text", "created_at", "time", "from_user_id_str"],
            {"id": 0, "handle": 1, "text": 2, "published": 3, "author_id": 5},
        ),
        (
            ["user_id", "status_id", "created_at", "screen_name", "text", "is_retweet", "hashtags"],
            {
                "author_id": 0,
                "id": 1,
                "published": 2,
                "handle": 3,
                "text": 4,
                "is_share": 5,
                "tags": 6,
            },
        ),
        (
            ["Tweet Id", "Text", "Username", "Datetime"],
            {"id": 0, "text": 1, "handle": 2, "published": 3},
        ),
        (
            ["id", "conversation_id", "referenced_tweets.replied_to.id", "author.username", "text"],
            {"id": 0, "conversation": 1, "reply_to": 2, "handle": 3, "text": 4},
        ),
        (
            ["tweet_utc_date", "user_name", "tweet_text", "tweet_url", "tweet_id", "hashtag"],
            {"published": 0, "name": 1, "text": 2, "url": 3, "id": 4, "tags": 5},
        ),
        (["\ufeff id ", "id_str", "TEXT", "full_text"], {"id": 1, "text": 3}),
    ],
)
def test_columns_are_found_by_the_names_of_many_tools(header, found):
    assert places_in(header) == found


def test_what_no_column_is_there_for_is_named():
    with pytest.raises(WrongFile) as caught:
        Columns.of(["year", "month", "text"])

    assert str(caught.value) == (
        "The first line of the file names no column for the date, the author or the id of a post;"
        " if one has it, say which with --map (in the browser, below the file)."
    )


def test_columns_that_somebody_named_count_more_than_their_names_tell():
    header = ["id", "text", "created_at", "author", "Said, in short", "Who"]
    hints = Hints(columns={"text": "Said, in short", "handle": "who"})

    columns = Columns.of(header, hints)

    assert columns.places == {"id": 0, "text": 4, "published": 2, "handle": 5}


def test_what_stands_in_two_columns_is_put_together():
    header = ["Id", "Day", "Clock, UTC", "User", "Text"]
    hints = Hints(columns={"published": "day + Clock, UTC", "handle": "User"})

    columns = Columns.of(header, hints)

    assert columns.named(["5", " 2014-03-14", "13:05 ", "jo", "Hi"])["published"] == (
        "2014-03-14 13:05"
    )
    assert columns.named(["5", "NA", "", "jo", "Hi"])["published"] == ""
    assert columns.named(["5", "2014-03-14"])["published"] == "2014-03-14"


def test_a_column_with_a_plus_in_its_name_is_one():
    columns = Columns.of([*MINIMAL, "A+B", "A"], Hints(columns={"text": "A+B"}))

    assert columns.named(["5", "x", "y", "z", "said", "other"])["text"] == "said"


def test_of_two_columns_the_one_that_is_not_there_is_named():
    with pytest.raises(WrongFile) as caught:
        Columns.of(MINIMAL, Hints(columns={"published": "created_at+Clock"}))

    assert str(caught.value).startswith("The file has no column “Clock”; its columns are ")


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(WrongFile) as caught:
        Columns.of([*MINIMAL, "x" * 50], Hints(columns={"text": "Tweet"}))

    assert str(caught.value) == (
        "The file has no column “Tweet”; its columns are “id”, “text”, “created_at”, “author_id”, "
        f"“{'x' * 40}…”."
    )


def test_nobody_has_to_be_named_where_the_account_is_known():
    header = ["tweet_id", "timestamp", "text"]

    assert Columns.of(header, Hints(Owner(handle="jo"))).missing() == ["the author"]
    with pytest.raises(WrongFile):
        Columns.of(header)


def test_ten_thousand_columns_are_refused():
    with pytest.raises(WrongFile) as caught:
        Columns.of([f"column {number}" for number in range(10_000)])

    assert str(caught.value) == "The file has 10,000 columns; posts have never had so many."


@pytest.mark.parametrize("empty", ["", " ", "NA", "NaN", "null"])
def test_every_way_of_saying_nothing_is_nothing(empty):
    assert named([*MINIMAL, "lang"], ["1", "Hello", "2014", "5", empty]) == {
        "id": "1",
        "text": "Hello",
        "published": "2014",
        "author_id": "5",
    }


def test_a_row_that_breaks_off_says_nothing_of_the_rest():
    assert named(MINIMAL, ["1", "Hello"]) == {"id": "1", "text": "Hello"}


def test_a_row_with_more_cells_than_columns_is_not_trusted():
    assert named(MINIMAL, ["1", "Hello", "2014", "5", "", ""])["text"] == "Hello"
    with pytest.raises(BadCell) as caught:
        named(MINIMAL, ["1", "Hello", " unquoted", "2014", "5"])

    assert str(caught.value) == "5 cells where the first line names 4"


def test_where_the_first_of_two_columns_of_texts_is_empty_the_other_counts(bring_in, make_file):
    header = ["text", "id_str", "from_user", "text", "created_at"]
    path = make_file([header, ["", "5", "jo", "A1 we grit #lgovsm", "2014-03-14 13:05"]])

    assert bring_in(path).stored == 1


def test_a_tweet_may_be_named_by_its_address_at_its_present_host_alone(bring_in, make_file):
    header = ["url", "date", "text", "author"]
    address = "https://x.com/jo/status/444000000000000001"
    path = make_file([header, [address, "2014-03-14 13:05", "A1 #lgovsm", "jo"]])

    assert bring_in(path).stored == 1
