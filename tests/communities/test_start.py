"""Starting a community in the browser."""

import html
from datetime import date, time

import pytest
from django.forms import model_to_dict

from goodtalk.communities.models import Community, Membership
from tests.communities.hostile import LINES, TEXTS

START = "/start-a-community/"
NO_HASHTAG = (
    "A hashtag is made of letters, digits and underscores, 64 at most, with a letter among them "
    "and no underscore at the end: such as LgovSM."
)

# What a browser sends for a form in which somebody filled in a hashtag and a name.
FILLED_IN = {
    "tag": "#HousingHour",
    "name": "The housing hour",
    "weekdays": ["3"],
    "every_weeks": "1",
    "since": "2026-01-01",
    "own_rule": "",
    "at": "19:30",
    "zone": "Europe/Dublin",
    "minutes": "45",
    "accent": "#aa0055",
    "welcome": "",
    "house_rules": "",
    "may_post": "members",
}


@pytest.fixture
def founder(client, newcomer):
    """Nia, signed in."""
    client.force_login(newcomer)
    return newcomer


def test_a_hashtag_a_name_and_a_day_make_a_community(client, founder):
    response = client.post(START, FILLED_IN)

    community = Community.objects.get()
    assert model_to_dict(community, exclude=["id"]) == {
        "tag": "HousingHour",
        "name": "The housing hour",
        "welcome": "",
        "house_rules": "",
        "accent": "#aa0055",
        "may_post": "members",
        "holds_newcomers": False,
        "rule": "FREQ=WEEKLY;BYDAY=TH",
        "at": time(19, 30),
        "zone": "Europe/Dublin",
        "minutes": 45,
        "template_welcome": "",
        "template_welcome_minutes": 5,
        "template_questions": [],
        "template_wrap_up": "",
        "template_wrap_up_minutes": 5,
    }
    assert response.headers["Location"] == "/housinghour/"
    assert list(Membership.objects.values_list("user", "role")) == [(founder.pk, "organiser")]


def test_the_founder_is_told_the_rhythm_and_the_next_three_dates(client, founder):
    page = client.post(START, FILLED_IN, follow=True)

    [message] = map(str, page.context["messages"])
    said, _, dates = message.partition(" Next: ")
    assert said == (
        "#HousingHour is here, and you organise it. Thursdays, 19:30 to 20:15, Dublin."
    )
    assert [words.split()[0] for words in dates.split(", ")] == ["Thu", "Thu", "Thu"]


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({"weekdays": ["0", "2"]}, "FREQ=WEEKLY;BYDAY=MO,WE"),
        ({"every_weeks": "2"}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ({"of_month": ["1", "3"]}, "FREQ=MONTHLY;BYDAY=1TH,3TH"),
        ({"of_month": ["-1"], "weekdays": ["4"]}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"own_rule": "rrule:freq=monthly;bymonthday=1"}, "FREQ=MONTHLY;BYMONTHDAY=1"),
        ({"own_rule": "FREQ=DAILY", "weekdays": [], "every_weeks": "0"}, None),
    ],
)
def test_the_rhythm_is_what_was_chosen(client, founder, chosen, rule):
    client.post(START, FILLED_IN | chosen)

    assert [one.rule for one in Community.objects.all()] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("filled_in", "errors"),
    [
        ({"weekdays": []}, {"weekdays": ["Choose at least one day of the week."]}),
        (
            {"every_weeks": "2", "of_month": ["1"]},
            {"weekdays": ["Choose either every few weeks or days of the month."]},
        ),
        (
            {"own_rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"},
            {"own_rule": ["No date ever fits this rule."]},
        ),
        ({"since": "9999-12-31"}, {"since": ["That date is too far away."]}),
        ({"minutes": "0"}, {"minutes": ["Ensure this value is greater than or equal to 1."]}),
        ({"accent": "red;}"}, {"accent": ["A colour such as #0b6b60."]}),
        (
            {"zone": "../etc/passwd"},
            {"zone": ["Select a valid choice. ../etc/passwd is not one of the available choices."]},
        ),
        ({"tag": "api"}, {"tag": ["This site needs that address itself. Choose another hashtag."]}),
        ({"name": "\u202e"}, {"name": ["This field is required."]}),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, founder, filled_in, errors):
    page = client.post(START, FILLED_IN | filled_in)

    assert page.context["form"].errors == errors
    assert Community.objects.count() == 0


@pytest.mark.parametrize("tag", ["2024", "two words", "under_", "a-b", "<script>", "#", "x" * 65])
def test_a_hashtag_that_does_not_work_everywhere_is_refused(client, founder, tag):
    page = client.post(START, FILLED_IN | {"tag": tag})

    assert page.context["form"].errors == {"tag": [NO_HASHTAG]}


def test_a_hashtag_is_taken_however_it_is_written(client, founder, make_community):
    make_community("lgovsm")

    page = client.post(START, FILLED_IN | {"tag": "#ＬｇｏｖＳＭ"})

    sentence = "There is a community #{} here already. Choose another hashtag, or join that one."
    assert page.context["form"].errors == {"tag": [sentence.format("ＬｇｏｖＳＭ")]}


def test_what_is_folded_away_opens_when_something_in_it_is_wrong(client, founder):
    closed = client.get(START).content.decode()
    opened = client.post(START, FILLED_IN | {"own_rule": "sometimes"}).content.decode()

    assert (closed.count("<details"), closed.count("<details open")) == (2, 0)
    assert (opened.count("<details"), opened.count("<details open")) == (2, 1)


def test_a_sister_takes_over_rhythm_rules_and_run_sheet(client, founder, make_community):
    first = make_community(
        "ngsschat",
        rule="FREQ=MONTHLY;BYDAY=1TH,3TH", at=time(21), zone="America/New_York",
        since=date(2020, 1, 2), welcome="Hello", house_rules="Be kind.", accent="#223344",
        may_post="members", template_welcome="Who are you?", template_welcome_minutes=7,
        template_questions=[{"text": "What worked?", "minutes": 12}],
        template_wrap_up="Thanks", template_wrap_up_minutes=3,
    )  # fmt: skip
    form = client.get(f"{START}?like=NGSSchat").context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    client.post(f"{START}?like=NGSSchat", shown | {"tag": "ngsscoast", "name": "Coast"})

    sister = Community.objects.get(tag="ngsscoast")
    own = {"id", "tag", "name"}
    assert model_to_dict(sister, exclude=own) == model_to_dict(first, exclude=own)
    assert (sister.name, sister.since) == ("Coast", date(2020, 1, 2))
    assert [one.user for one in sister.memberships.all()] == [founder]


def test_a_sister_is_asked_for_her_own_hashtag_and_name(client, founder, make_community):
    make_community("ngsschat")

    form = client.get(f"{START}?like=ngsschat").context["form"]

    assert (form["tag"].value(), form["name"].value()) == ("", "")


def test_nobody_has_a_sister_who_is_not_here(client, founder):
    assert client.get(f"{START}?like=nobody").status_code == 404


def test_starting_one_begins_with_signing_in(client, db):
    response = client.post(START, FILLED_IN)

    assert response.headers["Location"] == "/sign-in/login/code/?next=/start-a-community/"
    assert Community.objects.count() == 0


@pytest.mark.parametrize(("typed", "shown"), LINES)
def test_a_hostile_name_comes_out_harmless_or_not_at_all(client, founder, typed, shown):
    page = client.post(START, FILLED_IN | {"name": typed}, follow=True).content.decode()

    assert [one.name for one in Community.objects.all()] == ([shown] if shown else [])
    assert shown is None or html.escape(shown) in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(("typed", "shown"), TEXTS)
def test_a_hostile_welcome_comes_out_harmless_or_not_at_all(client, founder, typed, shown):
    filled_in = FILLED_IN | {"welcome": typed, "house_rules": typed}
    page = client.post(START, filled_in, follow=True).content.decode()

    kept = [(one.welcome, one.house_rules) for one in Community.objects.all()]
    assert kept == ([(shown, shown)] if shown else [])
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "href=\"javascript" not in page
