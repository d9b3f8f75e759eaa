"""Tweets as JSON of every age, as posts."""

from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.incoming import Author, IncomingPost
from goodtalk.doors.archives.entries import BadCell
from goodtalk.doors.archives.files.hints import Owner
from goodtalk.doors.archives.formats.tweets import tweet_post

USER = {"id": 12, "id_str": "12", "screen_name": "Jo", "name": "Jo Bloggs", "protected": False}
FIRST = {
    "id": 444000000000000001,
    "id_str": "444000000000000001",
    "created_at": "Fri Mar 14 13:05:00 +0000 2014",
    "text": "A1: bins &amp; roads #lgovsm",
    "user": USER,
    "lang": "en",
}
SECOND = {
    "id": "444000000000000001",
    "created_at": "2014-03-14T13:05:00.000Z",
    "text": "A1: bins &amp; roads #lgovsm",
    "author_id": "12",
    "conversation_id": "444000000000000001",
    "lang": "en",
}
PEOPLE = {"users.12": {"id": "12", "username": "Jo", "name": "Jo Bloggs"}}
POST = IncomingPost(
    network="twitter",
    uri="https://twitter.com/i/status/444000000000000001",
    author=Author("twitter:user:12", "@Jo", "Jo Bloggs", "https://twitter.com/Jo"),
    text="A1: bins & roads #lgovsm",
    published=datetime(2014, 3, 14, 13, 5, tzinfo=UTC),
    url="https://twitter.com/Jo/status/444000000000000001",
    tags=("lgovsm",),
    language="en",
)


def post(tweet, owner=None, **known):
    known = PEOPLE | known
    return tweet_post(tweet, last_year=2027, owner=owner, lookup=lambda key: known.get(key, {}))


def refusal(tweet):
    with pytest.raises(BadCell) as caught:
        post(tweet)
    return str(caught.value)


def test_a_tweet_is_the_same_post_from_either_version_of_the_interface():
    flat = SECOND | {"author": {"id": "12", "username": "Jo", "name": "Jo Bloggs"}}

    assert [post(FIRST), post(SECOND), post(flat)] == [POST, POST, POST]


def test_four_fields_are_enough():
    said = post(
        {
            "created_at": FIRST["created_at"],
            "id_str": "5",
            "user_id_str": "12",
            "text": "Hello #lgovsm",
        }
    )

    assert (said.uri, said.author.uri, said.tags) == (
        "https://twitter.com/i/status/5",
        "twitter:user:12",
        ("lgovsm",),
    )


@pytest.mark.parametrize(
    "whole",
    [
        {"full_text": "The whole of it #lgovsm"},
        {"text": "The whole…", "extended_tweet": {"full_text": "The whole of it #lgovsm"}},
        {"text": "The whole…", "full_text": "The whole of it #lgovsm", "truncated": True},
    ],
)
def test_a_text_that_was_cut_is_taken_whole_where_the_record_has_it(whole):
    assert post(FIRST | whole).text == "The whole of it #lgovsm"
    note = {"text": "The whole…", "note_tweet": {"text": "The whole of it #lgovsm"}}
    assert post(SECOND | note).text == "The whole of it #lgovsm"


def test_a_retweet_is_a_share_with_all_the_words_of_what_it_repeats():
    cut, whole = {"text": "RT @ann: Where the te…"}, "Where the text is long #lgovsm"
    shared = {"id_str": "9", "user": {"screen_name": "ann"}, "full_text": whole}
    referenced = {"referenced_tweets": [{"type": "retweeted", "id": "9"}]}
    flat = {"referenced_tweets": [{"type": "retweeted", "id": "9", "text": whole}]}

    said = [
        post(FIRST | cut | {"retweeted_status": shared, "in_reply_to_status_id": 8}),
        post(SECOND | cut | referenced, **{"tweets.9": {"id": "9", "text": whole}}),
        post(SECOND | cut | flat),
    ]

    assert [(each.text, each.is_share, each.tags, each.in_reply_to) for each in said] == [
        ("RT @ann: Where the text is long #lgovsm", True, ("lgovsm",), "")
    ] * 3


def test_a_retweet_whose_words_are_nowhere_stays_cut():
    said = post(
        SECOND
        | {"text": "RT @ann: Where…", "referenced_tweets": [{"type": "retweeted", "id": "9"}]}
    )

    assert (said.text, said.is_share) == ("RT @ann: Where…", True)


def test_a_quote_is_its_author_s_own_and_a_reply_names_what_it_answers():
    quoting = {"is_quote_status": True, "quoted_status": FIRST, "in_reply_to_status_id_str": "8"}
    referring = {
        "referenced_tweets": [{"type": "quoted", "id": "9"}, {"type": "replied_to", "id": "8"}]
    }

    said = [post(FIRST | quoting), post(SECOND | referring)]

    assert [(each.is_share, each.in_reply_to) for each in said] == [
        (False, "https://twitter.com/i/status/8")
    ] * 2


def test_whole_addresses_and_tags_come_from_what_twitter_found():
    first = {
        "hashtags": [{"text": "Bins"}, 5],
        "urls": [{"expanded_url": "https://hull.gov.uk/bins"}, {"expanded_url": "javascript:x"}],
    }
    second = {
        "hashtags": [{"tag": "Bins"}],
        "urls": [{"expanded_url": "https://hull.gov.uk/bins"}],
    }

    said = [post(FIRST | {"entities": first}), post(SECOND | {"entities": second})]

    assert [(each.tags, each.links) for each in said] == [
        (("lgovsm", "Bins"), ("https://hull.gov.uk/bins",))
    ] * 2


def test_tweets_of_a_protected_account_are_not_public():
    assert post(FIRST | {"user": USER | {"protected": True}}).visibility == "private"
    assert post(SECOND, **{"users.12": {"protected": True}}).visibility == "private"


def test_a_tweet_that_names_no_author_is_its_owner_s():
    bare = {key: value for key, value in FIRST.items() if key != "user"}

    assert post(bare, Owner("12", "Jo", "Jo Bloggs")) == POST
    assert post(FIRST, Owner("13", "ann")) == POST
    assert refusal(bare) == "no author"


@pytest.mark.parametrize(
    "history",
    [
        {"edit_history_tweet_ids": ["444000000000000001", "444000000000000002"]},
        {
            "edit_info": {
                "edit": {"editControlInitial": {"editTweetIds": ["444000000000000001", "2"]}}
            }
        },
    ],
)
def test_a_version_that_its_author_replaced_is_not_taken(history):
    reason = "an older version of a tweet that its author then edited"

    assert refusal(SECOND | history) == reason
    last = {"edit_history_tweet_ids": ["1", "444000000000000001"]}
    assert post(SECOND | last) == POST


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("a word", "no tweet, but a list or a single word"),
        ({"delete": {"status": {"id": 5}}}, "no tweet, but something else that Twitter said"),
        ({"errors": []}, "no tweet, but something else that Twitter said"),
        (FIRST | {"id_str": None, "id": 1.5}, "no id"),
        (FIRST | {"text": ["x"]}, "no text"),
        (FIRST | {"created_at": 5}, "a date that cannot be read: “5”"),
        (
            FIRST | {"created_at": "Fri Mar 14 13:01:00 +0000 0000"},
            "a date that cannot be read: “Fri Mar 14 13:01:00 +0000 0000”",
        ),
        (FIRST | {"created_at": "Fri Mar 14 13:01:00 +0000 9999"}, "a date in the year 9999"),
        (FIRST | {"user": "jo"}, "no author"),
        (SECOND | {"author_id": {}, "referenced_tweets": 5, "entities": []}, "no author"),
    ],
)
def test_what_is_no_tweet_says_why(record, reason):
    assert refusal(record) == reason
