"""The organisers' page: which announcements go out, in which words, and a look at them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goodtalk.announcements.models import Which
from goodtalk.announcements.wording import USUAL, words_of
from tests.hour import at

PAGE = "/lgovsm/announcements/"


@pytest.fixture
def community(make_community, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("09:00"))
    return make_community()


@pytest.fixture
def desk(client, community, organiser):
    """Olive, signed in."""
    client.force_login(organiser)
    return client


def filled_in(**changes):
    """The form as it stands, with changes; a name with None is left out."""
    form = {f"{which}-text": str(USUAL[which]) for which in Which}
    form |= {f"{which}-is_on": "on" for which in Which}
    form |= {name.replace("_", "-", 1): value for name, value in changes.items()}
    return {name: value for name, value in form.items() if value is not None}


def texts(community):
    return {which.value: words.text for which, words in words_of(community).items()}


def test_words_are_kept_and_said_from_then_on(desk, community, organiser):
    response = desk.post(PAGE, filled_in(day_text="Tomorrow: {theme}", live_is_on=None))

    assert response.headers["Location"] == PAGE
    now = at("09:00")
    assert words_of(community)[Which.DAY] == ("Tomorrow: {theme}", True, True, now)
    assert words_of(community)[Which.LIVE] == (str(USUAL[Which.LIVE]), False, False, now)
    assert {one.changed_by for one in community.own_wordings.all()} == {organiser}


def test_what_has_not_been_changed_stays_the_usual_wording(desk, community):
    desk.post(PAGE, filled_in())

    assert list(community.own_wordings.all()) == []


def test_a_name_that_stands_for_nothing_is_said_at_once_and_nothing_is_kept(desk, community):
    page = desk.post(PAGE, filled_in(day_text="{them} at {hour}", hour_text="Soon"))

    errors = {row["which"].value: dict(row["form"].errors) for row in page.context["rows"]}
    said = ["Not known here: {them}, {hour}. What you can use is listed above."]
    assert errors == {"week": {}, "day": {"text": said}, "hour": {}, "live": {}}
    assert list(community.own_wordings.all()) == []


@pytest.mark.parametrize("text", ["", "x" * 1001])
def test_no_words_and_too_many_are_not_kept(desk, community, text):
    page = desk.post(PAGE, filled_in(day_text=text))

    assert page.context["rows"][1]["form"].errors.keys() == {"text"}
    assert list(community.own_wordings.all()) == []


def test_the_look_is_at_the_next_hour_on_the_clock_of_the_community(
    desk, community, make_chat, settings, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: at("09:00") - timedelta(days=2))
    settings.ADDRESS = settings.ORIGIN = "https://chat.example.org"
    community.zone = "America/New_York"
    community.save()
    make_chat(state="planned", theme="Snow")

    page = desk.post(PAGE, filled_in(day_text="{theme}, {time} in {place}", look="1"))

    row = page.context["rows"][1]
    assert row["look"] == "Snow, 08:00 in New York"
    assert row["at"] == at("13:00").replace(day=26)
    assert "Thursday 26 November 2026, 08:00</time>" in page.content.decode()
    assert list(community.own_wordings.all()) == []


def test_the_look_says_what_is_too_long_for_a_network(desk, make_chat):
    make_chat(state="planned")

    page = desk.post(PAGE, filled_in(day_text="x" * 299, look="1")).content.decode()

    assert "Mastodon: 307 of 500 characters</li>" in page
    assert "Bluesky: 307 of 300 characters, 7 too many</li>" in page


def test_the_look_says_what_is_too_late_for_the_next_hour_and_what_is_switched_off(
    desk, make_chat
):
    make_chat(state="planned")

    page = desk.post(PAGE, filled_in(live_is_on=None, look="1")).content.decode()

    assert page.count("Of the next hour it is too late for this:") == 2
    assert page.count("Of the next hour, on") == 1
    assert page.count("This would be said of the next hour:") == 1


def test_back_to_the_usual_wording(desk, community):
    desk.post(PAGE, filled_in(day_text="Tomorrow", hour_text="Soon", day_is_on=None))
    offered = desk.get(PAGE).content.decode().count("Back to the usual wording")

    desk.post(PAGE, filled_in(usual="day"))

    usual = {which.value: str(words) for which, words in USUAL.items()}
    assert offered == 2
    assert texts(community) == usual | {"hour": "Soon"}
    assert not words_of(community)[Which.DAY].is_on


def test_without_an_hour_there_is_nothing_to_look_at(desk):
    page = desk.get(PAGE).content.decode()

    assert "No hour is planned" in page
    assert "Nothing yet." in page


def test_it_is_for_organisers_alone(client, community, lurker):
    asked = client.get(PAGE).status_code
    client.force_login(lurker)

    assert (asked, client.get(PAGE).status_code) == (302, 404)
    assert client.post(PAGE, {"usual": "day"}).status_code == 404
