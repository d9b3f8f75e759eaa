"""What becomes of a row: the post, or the reason why there is none."""

from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.formats.columns import NAMES
from goodtalk.doors.archives.formats.csv_posts import post_in, unescaped


def post(**cells):
    usual = {"id": "5", "text": "Hello", "published": "2014-03-14T13:05:00Z", "author_id": "12"}
    return post_in(dict.fromkeys(NAMES, "") | usual | cells, last_year=2027)


def test_a_whole_row_becomes_a_post():
    said = post(
        handle="Jo",
        name="Jo Bloggs",
        text="A1: bins &amp; roads #lgovsm https://t.co/x",
        reply_to="4",
        entities='{"hashtags":[{"text":"LGovSM"},{"text":"bins"}],'
        '"urls":[{"expanded_url":"https://hull.gov.uk/bins"},{"expanded_url":"javascript:x"}]}',
        language="en",
    )

    assert said == IncomingPost(
        network="twitter",
        uri="https://twitter.com/i/status/5",
        author=Author("twitter:user:12", "@Jo", "Jo Bloggs", "https://twitter.com/Jo"),
        text="A1: bins & roads #lgovsm https://t.co/x",
        published=datetime(2014, 3, 14, 13, 5, tzinfo=UTC),
        url="https://twitter.com/Jo/status/5",
        in_reply_to="https://twitter.com/i/status/4",
        tags=("lgovsm", "bins"),
        links=("https://hull.gov.uk/bins",),
        language="en",
    )


def test_a_tweet_has_one_uri_whether_its_author_s_handle_is_known_or_not():
    known, unknown = post(handle="jo"), post()

    assert known.uri == unknown.uri == "https://twitter.com/i/status/5"
    assert known.author.uri == unknown.author.uri == "twitter:user:12"


def test_without_a_number_the_handle_names_the_author_in_small_letters():
    assert post(author_id="", handle="@JoBloggs").author.uri == "twitter:@jobloggs"


@pytest.mark.parametrize(
    "address",
    [
        "http://twitter.com/Jo/statuses/5",
        "https://twitter.com/Jo/status/5?s=20",
        "https://mobile.twitter.com/#!/Jo/status/5",
    ],
)
def test_an_address_tells_handle_and_id_where_no_column_does(address):
    said = post(id="", author_id="", url=address)

    assert (said.uri, said.author.handle) == ("https://twitter.com/i/status/5", "@Jo")


def test_an_address_is_never_repeated_but_made_anew():
    said = post(url="javascript:alert(1)//twitter.com/Jo/status/5")

    assert said.url == "https://twitter.com/Jo/status/5"


EXACT = "444000000000000987"


@pytest.mark.parametrize(
    "cell",
    [
        "4.44E+17",
        "4,44e17",
        "4.44000000000001E+17",
        "444000000000000000",
        "444000000000001000",
        "444000000000000960",  # the nearest number that a program has that counts in doubles
    ],
)
def test_an_id_that_was_rounded_is_taken_from_the_address_which_never_is(cell):
    said = post(id=cell, handle="Jo", url=f"http://twitter.com/Jo/statuses/{EXACT}")

    assert said.uri == f"https://twitter.com/i/status/{EXACT}"
    assert said.url == f"https://twitter.com/Jo/status/{EXACT}"


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("444000000000000001", f"jo/status/{EXACT}"),  # no rounding makes the one of the other
        ("444000000000002000", f"jo/status/{EXACT}"),
        ("20", "jo/status/21"),  # no spreadsheet rounds what is so short
        ("444000000000000000", f"ann/status/{EXACT}"),  # somebody else's: the one repeated here
    ],
)
def test_the_id_counts_where_the_address_is_that_of_another_tweet(cell, address):
    said = post(id=cell, handle="jo", url=f"https://twitter.com/{address}")

    assert said.uri == f"https://twitter.com/i/status/{cell}"


@pytest.mark.parametrize(
    "cells",
    [
        {"handle": "jo", "url": f"https://twitter.com/ann/status/{EXACT}"},
        {"text": "RT @ann: Hello", "url": f"https://twitter.com/ann/status/{EXACT}"},
        {"handle": "jo", "url": "https://twitter.com/jo/status/445000000000000000"},
        {"handle": "jo", "url": "https://twitter.com/jo/status/4.44E+17"},
    ],
)
def test_an_id_that_was_rounded_is_refused_where_no_address_tells_it(cells):
    with pytest.raises(BadCell, match="an id that a spreadsheet has rounded"):
        post(id="4.44E+17", **cells)


def test_an_address_made_of_an_id_that_was_rounded_tells_none():
    with pytest.raises(BadCell, match="no id"):
        post(id="", url="https://twitter.com/jo/status/4.44E+17")


@pytest.mark.parametrize("cell", ["x5", '"5', "'5", '="5"'])
def test_the_marks_that_keep_an_id_text_are_no_part_of_it(cell):
    assert post(id=cell).uri == "https://twitter.com/i/status/5"


@pytest.mark.parametrize("none", ["0", "00", '="0"', "x0"])
def test_zero_is_how_some_tools_write_that_there_is_none(none):
    said = post(reply_to=none, conversation=none, author_id=none, handle="jo")

    assert (said.in_reply_to, said.author.uri) == ("", "twitter:@jo")
    with pytest.raises(BadCell, match=r"no id|an id that is no number"):
        post(id=none)


@pytest.mark.parametrize(
    ("cells", "shared"),
    [
        ({"text": "RT @ann: Hello"}, True),
        ({"text": "rt @ann Hello"}, True),
        ({"text": 'RT: "@ann: Hello"'}, True),
        ({"is_share": "TRUE"}, True),
        ({"is_share": "FALSE"}, False),
        ({"share_of": "4"}, True),
        ({"share_of": "0"}, False),
        ({"text": "Hello, RT @ann is how it was done"}, False),
    ],
)
def test_a_retweet_is_somebody_else_s_words(cells, shared):
    assert post(**cells).is_share is shared


@pytest.mark.parametrize(
    ("cells", "answered"),
    [
        ({"reply_to": "4", "conversation": "3"}, "https://twitter.com/i/status/4"),
        ({"conversation": "3"}, "https://twitter.com/i/status/3"),
        ({"conversation": "5"}, ""),
        ({"reply_to": "4", "text": "RT @ann: Hello"}, ""),
    ],
)
def test_a_reply_names_what_it_answers_or_what_began_it(cells, answered):
    assert post(**cells).in_reply_to == answered


@pytest.mark.parametrize(
    "cell", ["['v5']", '["x", "v5"]', 'c("v5", "x")', "[{'text': 'v5'}]", '[{"tag":"v5"}]', "v5"]
)
def test_the_column_of_tags_tells_what_a_text_has_not_got(cell):
    assert "v5" in post(tags=cell, text="A1: we grit").tags
    assert {*post(tags=cell, text="A1: we grit").tags} <= {"v5", "x"}


def test_posts_of_a_protected_account_are_not_public():
    assert post(protected="TRUE").visibility == "private"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"text": ""}, "no text"),
        ({"published": ""}, "no date"),
        ({"id": ""}, "no id"),
        ({"author_id": ""}, "no author"),
        ({"author_id": "", "handle": "<b>jo</b>"}, "no author"),
        ({"id": "8.60296E+17"}, "an id that a spreadsheet has rounded: “8.60296E+17”"),
        ({"id": "<script>"}, "an id that is no number: “<script>”"),
        ({"id": "٣"}, "an id that is no number: “٣”"),
    ],
)
def test_a_row_that_holds_no_post_says_why(cells, reason):
    with pytest.raises(BadCell) as caught:
        post(**cells)

    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("roads &amp; bins", "roads & bins"),
        ("&lt;b&gt;", "<b>"),
        ("&amp;lt;", "&lt;"),
        ("?a=1&amp;copy=2", "?a=1&copy=2"),
        ("&quot;so&quot; it&#39;s", '"so" it\'s'),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
    ],
)
def test_texts_are_as_people_wrote_them(text, meant):
    assert unescaped(text) == meant


@pytest.mark.parametrize(
    "entities",
    ["{", "[]", "null", '{"hashtags": 5, "urls": [5, {"expanded_url": 5}]}', "[" * 100_000],
)
def test_entities_that_are_no_use_are_passed_over(entities):
    said = post(entities=entities, text="Hello #lgovsm https://hull.gov.uk")

    assert (said.tags, said.links) == (("lgovsm",), ("https://hull.gov.uk",))
