"""The whole texts of long tweets find their tweets, or none."""

import pytest

from goodtalk.chats.arriving.beforehand import MAX_CHARACTERS
from goodtalk.doors.archives.formats.note_tweets import NoteTweets
from goodtalk.doors.archives.formats.tweets import tweet_post

WHOLE = "A1 We told people the evening before which roads would be gritted, with a map #lgovsm"
CUT = "A1 We told people the evening before which…"
TWEET = {
    "id_str": "5",
    "created_at": "Fri Mar 14 13:05:00 +0000 2014",
    "full_text": CUT,
    "user": {"id_str": "12", "screen_name": "jo"},
}


def note(text=WHOLE, at="2014-03-14T13:05:00.000Z", **core):
    return {"noteTweet": {"noteTweetId": "99", "createdAt": at, "core": {"text": text, **core}}}


def completed(*notes, **tweet):
    found = NoteTweets(notes).completed(TWEET | tweet)
    return tweet_post(found, last_year=2027)


@pytest.mark.parametrize(
    ("notes", "text"),
    [
        ([note()], WHOLE),
        ([note(at="2014-03-14T13:05:01.000Z")], WHOLE),
        ([note("Something else, at the same second #lgovsm"), note()], WHOLE),
        ([note(), note()], WHOLE),
        ([note(at="2014-03-14T13:05:02.000Z")], CUT),
        ([note("Something else, at the same second #lgovsm")], CUT),
        ([note(), note(WHOLE + " and more")], CUT),
        ([note(CUT[:-1] + "x" * MAX_CHARACTERS)], CUT),
        ([], CUT),
        ([5, {}, {"noteTweet": 5}, {"noteTweet": {"core": {}}}, note(5), note(at="x")], CUT),
    ],
)
def test_a_note_of_the_same_second_that_begins_so_is_the_tweets_whole_text(notes, text):
    assert completed(*notes).text == text


@pytest.mark.parametrize(
    "text",
    [WHOLE[:40], "A1 We…", "RT @ann: A1 We told people the evening before which…"],
)
def test_what_is_not_surely_cut_from_it_stays_as_it_is(text):
    assert completed(note(), full_text=text).text == text


def test_names_before_an_answer_stand_in_the_tweet_alone_and_stay():
    assert completed(note(), full_text=f"@ann @bob {CUT}").text == f"@ann @bob {WHOLE}"
    assert completed(note(f"@ann {WHOLE}"), full_text=f"@ann {CUT}").text == f"@ann {WHOLE}"


def test_a_page_has_another_short_address_in_the_note_and_the_tweets_is_kept():
    page, other = "https://hull.gov.uk/roads", "https://hull.gov.uk/map"
    urls = [
        {"shortUrl": "https://t.co/New1", "expandedUrl": page},
        {"shortUrl": "https://t.co/New2", "expandedUrl": other},
    ]
    text = "Roads https://t.co/New1 that we grit, and the map https://t.co/New2 of them"
    entities = {"urls": [{"url": "https://t.co/Old1", "expanded_url": page}]}

    post = completed(
        note(text, urls=urls, hashtags=[{"text": "lgovsm"}]),
        full_text="Roads https://t.co/Old1 that we grit, and…",
        entities=entities,
    )

    assert post.text == text.replace("New1", "Old1")
    assert post.addresses == (
        ("https://t.co/Old1", page, False),
        ("https://t.co/New2", other, False),
    )
    assert (post.links, post.tags) == ((page, other), ("lgovsm",))


def test_letters_that_twitter_escaped_are_the_same():
    whole = "Bins &amp; roads, and everything else that we did"

    assert completed(note(whole), full_text="Bins &amp; roads, and everything…").text == (
        "Bins & roads, and everything else that we did"
    )
