"""Polls come along with the tweets of version 2 that asked people to choose."""

import json
from datetime import UTC, datetime

import pytest

from goodtalk.chats.arriving.enclosing import read_enclosed
from goodtalk.chats.arriving.incoming import Enclosed, Poll
from goodtalk.chats.models import Post
from goodtalk.doors.archives.files import json_values
from goodtalk.doors.archives.formats.tweets import tweet_post

CHOICES = [
    {"position": 2, "label": "At night", "votes": 5},
    {"position": 1, "label": "In the evening", "votes": 7},
]
POLL = {
    "id": "99",
    "options": CHOICES,
    "end_datetime": "2022-03-18T13:05:00.000Z",
    "duration_minutes": 1440,
    "voting_status": "closed",
}
TWEET = {
    "id": "1504445000000000123",
    "created_at": "2022-03-17T13:05:00.000Z",
    "text": "When do you grit? #lgovsm",
    "author_id": "12",
    "attachments": {"poll_ids": ["99"]},
}
ASKED = Poll(
    choices=(("In the evening", 7), ("At night", 5)),
    ends=datetime(2022, 3, 18, 13, 5, tzinfo=UTC),
)


def poll_of(tweet, poll=POLL):
    known = {"polls.99": poll}
    said = tweet_post(tweet, last_year=2027, lookup=lambda key: known.get(key, {}))
    return said.enclosed and said.enclosed.poll


def test_a_poll_is_found_in_the_page_or_in_the_tweet_itself():
    flat = TWEET | {"attachments": {"poll_ids": ["99"], "poll": POLL}}

    assert [poll_of(TWEET), poll_of(flat, {})] == [ASKED, ASKED]


def test_the_poll_of_a_retweet_is_that_of_what_it_repeats():
    shared = TWEET | {"type": "retweeted", "id": "1504445000000000001"}
    retweet = TWEET | {"text": "RT @ann: When…", "referenced_tweets": [shared], "attachments": {}}

    assert poll_of(retweet) == ASKED


def test_its_end_is_reckoned_where_it_is_not_told():
    assert poll_of(TWEET, POLL | {"end_datetime": None}) == ASKED


@pytest.mark.parametrize(
    ("changed", "poll"),
    [
        ({"end_datetime": "soon", "duration_minutes": 10**30}, Poll(ASKED.choices)),
        ({"end_datetime": 5, "duration_minutes": True}, Poll(ASKED.choices)),
        ({"options": [{"label": "Yes"}, {"votes": 5}, "No"]}, Poll((("Yes", 0),), ends=ASKED.ends)),
        ({"options": [{"label": "Yes", "position": [], "votes": -3}]},
         Poll((("Yes", 0),), ends=ASKED.ends)),
        ({"options": [{"label": " "}, {"label": 5}]}, None),
        ({"options": {"label": "Yes"}}, None),
        ({"options": []}, None),
    ],
)  # fmt: skip
def test_what_is_strange_in_a_poll_tells_nothing(changed, poll):
    assert poll_of(TWEET, POLL | changed) == poll


@pytest.mark.parametrize("ids", [["98"], [], "99", [[]], None])
def test_a_poll_that_is_not_there_is_none(ids):
    assert poll_of(TWEET | {"attachments": {"poll_ids": ids}}) is None


def test_a_poll_of_very_much_is_cut():
    many = [{"label": "x" * 10_000, "votes": 1}] * 500

    choices = poll_of(TWEET, POLL | {"options": many}).choices

    assert (len(choices), len(choices[0][0])) == (20, 200)


@pytest.mark.parametrize("most", [4_000_000, 400])
def test_the_polls_of_a_page_are_stored_whatever_its_size(bring_in, make_file, monkeypatch, most):
    monkeypatch.setattr(json_values, "MAX_VALUE_CHARACTERS", most)
    page = {"data": [TWEET], "includes": {"polls": [POLL]}, "meta": {"result_count": 1}}

    bring_in(make_file(json.dumps(page), "page.json"))

    assert read_enclosed(Post.objects.get().enclosed) == Enclosed(poll=ASKED)


def test_a_tweet_that_is_here_without_its_poll_gets_it(bring_in, make_file):
    bring_in(make_file(json.dumps(TWEET), "bare.json"))

    page = {"data": [TWEET], "includes": {"polls": [POLL]}}
    report = bring_in(make_file(json.dumps(page), "page.json"))

    assert (report.completed, Post.objects.get().enclosed["poll"]["voters"]) == (1, 0)
