"""Rows of a spreadsheet that were said elsewhere than on Twitter, or not to everybody."""

from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.incoming import Author, Enclosed, IncomingPost
from goodtalk.chats.models import Post
from goodtalk.doors.archives.entries import BadRow
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.formats import find_format

JO = "https://m.example/users/jo"
PAGE = "https://m.example/@jo/109990000000000002"
STATUS = {
    "id": "109990000000000002",
    "created_at": "2023-03-10T13:06:00Z",
    "username": "jo",
    "content": '<p>A1: bins<br>and <a href="https://hull.gov.uk">roads</a> &amp; #lgovsm</p>',
    "visibility": "public",
    "url": PAGE,
}
TWEET = {
    "id": "5",
    "created_at": "2014-03-14T13:05:00Z",
    "username": "jo",
    "text": "Hello #lgovsm",
    "url": "https://twitter.com/jo/status/5",
}
ELSEWHERE = "said elsewhere than on Twitter, where its address does not tell whose it is"


@pytest.fixture
def read(make_file):
    """What is read of a sheet with one row."""

    def read_row(cells, format_name="csv"):
        archive = open_archive(make_file([[*cells], [*cells.values()]]))
        (found,) = find_format(format_name, archive).read(archive)
        return found if isinstance(found, BadRow) else found.post

    return read_row


@pytest.mark.parametrize("column", ["visibility", "Scope", "privacy"])
@pytest.mark.parametrize(
    ("said", "taken_as"),
    [
        ("public", "public"),
        ("Unlisted", "unlisted"),
        ("", "public"),
        ("NA", "public"),
        ("direct", "private"),
        ("Private", "private"),
        ("followers", "private"),
        ("local", "private"),  # to those of one server
        ("0", "private"),  # what nobody knows the meaning of
    ],
)
def test_a_row_is_as_public_as_its_column_says(read, column, said, taken_as):
    assert read(TWEET | {column: said}).visibility == taken_as


def test_a_row_that_is_marked_as_private_is_not_public(read):
    assert read(TWEET | {"is_private": "TRUE"}).visibility == "private"


def test_posts_for_followers_and_direct_ones_are_outside(bring_in, make_file):
    kinds = ["direct", "private", "public", "unlisted"]
    rows = [
        STATUS | {"id": STATUS["id"] + str(at), "visibility": kind, "url": f"{PAGE}{at}"}
        for at, kind in enumerate(kinds)
    ]

    report = bring_in(make_file([[*STATUS], *([*row.values()] for row in rows)]))

    assert report.outside_for == {"not public": 2}
    assert [*Post.objects.order_by("uri").values_list("network", "uri")] == [
        ("fediverse", f"{JO}/statuses/1099900000000000022"),
        ("fediverse", f"{JO}/statuses/1099900000000000023"),
    ]


def test_a_row_with_an_address_in_the_fediverse_is_a_post_from_there(read):
    assert read(STATUS) == IncomingPost(
        network="fediverse",
        uri=f"{JO}/statuses/109990000000000002",
        author=Author(JO, "@jo@m.example", "", "https://m.example/@jo"),
        text="A1: bins\nand roads & #lgovsm",
        published=datetime(2023, 3, 10, 13, 6, tzinfo=UTC),
        html=STATUS["content"],
        url=PAGE,
        tags=("lgovsm",),
        links=("https://hull.gov.uk",),
    )


def test_it_has_its_name_among_servers_its_warning_and_what_it_answers(read):
    post = read(
        STATUS
        | {"uri": f"{JO}/statuses/77", "display_name": "Jo Bloggs", "language": "en"}
        | {"spoiler_text": "Bins", "in_reply_to_id": "9", "reblog": "False", "protected": "False"}
    )

    assert (post.uri, post.author.name, post.language) == (f"{JO}/statuses/77", "Jo Bloggs", "en")
    assert (post.enclosed, post.visibility) == (Enclosed(warning="Bins"), "public")
    assert post.in_reply_to == "https://m.example/web/statuses/9"


def test_what_a_tool_has_made_plain_text_of_stays_as_it_is(read):
    post = read(STATUS | {"content": "Bins <3\n& roads https://hull.gov.uk #lgovsm"})

    assert (post.text, post.html) == ("Bins <3\n& roads https://hull.gov.uk #lgovsm", "")
    assert post.links == ("https://hull.gov.uk",)


@pytest.mark.parametrize(
    "cells",
    [
        {"url": "https://m.example/users/jo/statuses/2/activity", "id": "2"},
        {"reblog": "{'id': '7', 'content': '<p>A1: bins</p>'}"},
    ],
)
def test_a_boost_is_somebody_else_s_words(read, cells):
    assert read(STATUS | cells).is_share


@pytest.mark.parametrize(
    "cells",
    [
        {"url": "https://m.example/@ann@other.example/109990000000000002"},
        {"url": "m.example/@jo/109990000000000002"},
        {"url": "https://m.example/notice/109990000000000002"},
        {"url": "https://bsky.example/profile/jo/post/109990000000000002"},
        {"url": "https://twitter.com.m.example/jo/109990000000000002"},
        {"url": "https://m.example/@twitter.com/x/109990000000000002"},
        {"url": "", "uri": "tag:m.example,2023:109990000000000002"},
        {"url": ""},  # its text is HTML, which no tweet is
    ],
)
def test_what_was_said_elsewhere_is_no_tweet_though_nobody_can_tell_whose_it_is(read, cells):
    assert read(STATUS | cells) == BadRow(2, ELSEWHERE)


def test_an_id_of_the_server_that_was_asked_is_not_that_of_the_address(read):
    assert read(STATUS | {"id": "77"}).uri == f"{JO}/statuses/109990000000000002"


@pytest.mark.parametrize(
    "address",
    [
        "https://twitter.com/jo/status/5",
        "http://mobile.twitter.com/jo/status/5",
        "https://x.com/jo/status/5",
        "https://nitter.example/jo/status/5",  # which shows tweets
        "https://t.co/5",
        "https://hull.gov.uk/bins/5",  # a page of the author's, as rtweet has it
        PAGE,  # somebody else's post, to which the tweet leads
        "https://[",
    ],
)
def test_a_tweet_stays_one_wherever_its_address_leads(read, address):
    assert read(TWEET | {"username": "ann", "url": address}).network == "twitter"


def test_a_tags_sheet_takes_nothing_that_was_said_elsewhere(read, header):
    cells = dict.fromkeys(header, "") | {
        "id_str": STATUS["id"],
        "from_user": "jo",
        "text": "Hello",
        "created_at": STATUS["created_at"],
        "status_url": PAGE,
    }

    assert read(cells, "auto") == BadRow(2, ELSEWHERE)
