"""`goodtalk community add`: what it makes, what it prints, its exit code."""

import argparse
from datetime import date, time

import pytest

from goodtalk.communities.command import add_arguments, run
from goodtalk.communities.models import Community, Membership, User

NO_HASHTAG = (
    "A hashtag is made of letters, digits and underscores, 64 at most, with a letter among them "
    "and no underscore at the end: such as LgovSM."
)
TAKEN = "There is a community #taken here already. Choose another hashtag, or join that one."


@pytest.fixture
def add(db, capsys):
    """Runs the command; returns its exit code, what it printed, and what it complained of."""

    def call(*words):
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        code = run(parser.parse_args(words))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_a_tag_is_enough(add):
    result = add("LgovSM")

    community = Community.objects.get()
    assert result == (0, "#LgovSM: Fridays, 13:00 to 14:00, London\n", "")
    assert (community.tag_key, community.name, community.rule, community.minutes) == (
        "lgovsm", "#LgovSM", "FREQ=WEEKLY;BYDAY=FR", 60
    )  # fmt: skip
    assert Membership.objects.count() == 0


def test_everything_can_be_said(add):
    result = add(
        "#ngsschat", "--name", "NGSS chat", "--rhythm", "FREQ=MONTHLY;BYDAY=1TH,3TH",
        "--at", "21:00", "--zone", "America/New_York", "--minutes", "45",
        "--since", "2012-01-05", "--organiser", "Olive@Example.org",
        "--accent", "#336699", "--may-post", "members",
    )  # fmt: skip

    community = Community.objects.get()
    assert result == (
        0, "#ngsschat: First and third Thursdays of the month, 21:00 to 21:45, New York\n", ""
    )  # fmt: skip
    assert [
        community.name, community.at, community.since, community.accent, community.may_post
    ] == ["NGSS chat", time(21), date(2012, 1, 5), "#336699", "members"]  # fmt: skip
    assert [(one.user.email, one.role) for one in Membership.objects.all()] == [
        ("olive@example.org", "organiser")
    ]


def test_an_organiser_who_is_here_already_is_not_made_again(add, organiser):
    add("lgovsm", "--organiser", "OLIVE@example.org")

    assert [one.user for one in Membership.objects.all()] == [organiser]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["2024"], NO_HASHTAG),
        (["taken"], TAKEN),
        (["static"], "This site needs that address itself. Choose another hashtag."),
        (["a", "--rhythm", "FREQ=HOURLY"], "FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY."),
        (["a", "--at", "1pm"], "--at is a time on the clock such as 13:00."),
        (["a", "--at", "13:00+01:00"], "--at is a time on the clock such as 13:00."),
        (["a", "--zone", "Mars"], "This time zone is not known; write one such as Europe/London."),
        (["a", "--minutes", "an hour"], "--minutes is a whole number from 1 to 1440."),
        (["a", "--minutes", "0"], "--minutes: Ensure this value is greater than or equal to 1."),
        (["a", "--since", "1066-10-14"], "--since is a date such as 2026-11-27."),
        (["a", "--organiser", "olive"], "--organiser is an e-mail address."),
        (["a", "--accent", "red"], "--accent: A colour such as #0b6b60."),
        (["a", "--may-post", "all"], "--may-post is one of members, signed_in, guests."),
        (["a", "--name", " "], "--name: This field cannot be blank."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line_and_makes_nothing(add, words, sentence):
    add("taken")

    result = add(*words, *(() if "--organiser" in words else ("--organiser", "o@example.org")))

    assert result == (1, "", f"goodtalk community add: {sentence}\n")
    assert (Community.objects.count(), User.objects.count()) == (1, 0)
