"""Sheets from Twitter's search of before November 2011, whose numbers of people were its own."""

import json

import pytest

from goodtalk.chats.models import Account, Post
from goodtalk.doors.archives.files.hints import Hints
from goodtalk.doors.archives.files.opening import open_archive
from goodtalk.doors.archives.formats.search_numbers import has_search_numbers

TEXTS = ["Q1: Who grits? #lgovsm", "A1 The highways team #lgovsm"]
OTHER = [TEXTS[0], "And who else? #lgovsm"]
JO = {"id_str": "5", "screen_name": "Jo", "name": "Jo"}


def sheet(make_tags, year=2011, name="sheet.csv"):
    """Two tweets of Jo's, under the number that the search gave her."""
    return make_tags(
        *(
            {
                "id_str": str(100 + place),
                "from_user": "jo",
                "from_user_id_str": "999111",
                "text": text,
                "created_at": f"Fri Mar 11 13:{place:02}:00 +0000 {year}",
            }
            for place, text in enumerate(TEXTS)
        ),
        name=name,
    )


def archive(make_file):
    """Her own archive has one of these, and another one, under her number."""
    tweets = [
        {
            "id_str": str(100 + 2 * place),
            "created_at": f"2011-03-11 13:{2 * place:02}:00 +0000",
            "text": text,
            "user": JO,
        }
        for place, text in enumerate(OTHER)
    ]
    return make_file(f"Grailbird.data.tweets_2011_03 = \n{json.dumps(tweets)}", "2011_03.js")


def accounts():
    return sorted(Account.objects.values_list("uri", "handle"))


@pytest.mark.parametrize("is_first", [True, False])
def test_somebody_under_a_number_of_the_searchs_and_under_her_own_is_one(
    bring_in, make_tags, make_file, is_first
):
    files = [sheet(make_tags), archive(make_file)]

    for file in files if is_first else reversed(files):
        bring_in(file)

    assert (accounts(), Post.objects.count()) == ([("twitter:user:5", "@Jo")], 3)


def test_later_numbers_are_those_of_people(bring_in, make_tags):
    bring_in(sheet(make_tags, year=2012))

    assert accounts() == [("twitter:user:999111", "@jo")]


def test_a_number_that_is_told_later_in_the_same_sheet_is_hers(bring_in, make_tags):
    early = {"from_user_id_str": "999111", "created_at": "Fri Mar 11 13:05:00 +0000 2011"}
    late = {"from_user_id_str": "5", "created_at": "Fri Mar 09 13:05:00 +0000 2012"}

    bring_in(make_tags(early, late))

    assert accounts() == [("twitter:user:5", "@jo")]


@pytest.mark.parametrize(
    ("header", "hints", "found"),
    [
        ("id_str,from_user,text,created_at,from_user_id_str", {}, True),
        ("archivesource,text,to_user_id,From_User,id,from_user_id,created_at", {}, True),
        ("id,screen_name,user_id,text,created_at", {}, False),
        ("id,from_user,user_id,text,created_at", {}, False),
        ("id,from_user,text,created_at", {}, False),
        ("id,from_user,from_user_id,text,created_at", {"author_id": "from_user_id"}, False),
    ],
)
def test_such_a_sheet_is_known_by_the_names_of_its_columns(make_file, header, hints, found):
    archive = open_archive(make_file(header + "\n"))
    archive.hints = Hints(columns=hints)

    assert has_search_numbers(archive) is found
