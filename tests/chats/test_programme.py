"""A community's page, its calendar, and the organiser putting an hour on it."""

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodtalk.chats.models import Chat
from goodtalk.communities.models import Community, DateChange, Theme, User
from tests.chats.pages import read
from tests.hour import at

WEEK = timedelta(days=7)
NOW = at("12:00")


@pytest.fixture(autouse=True)
def _friday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def chats_on(page):
    return [value for value in page.values("href", "a") if value.startswith("/lgovsm/2026-")]


def test_the_page_has_the_next_hour_those_after_it_and_the_past(client, make_chat):
    make_chat(state="planned", theme="Snow")
    make_chat(state="planned", theme="Ice", starts_at=at("13:00") + WEEK, part=2)
    make_chat(state="closed", theme="Rain", starts_at=at("13:00") - WEEK, part=3)

    page = read(client, "/lgovsm/")

    assert list(dict.fromkeys(chats_on(page))) == [
        "/lgovsm/2026-11-27/", "/lgovsm/2026-11-27-2/", "/lgovsm/2026-11-27-3/"
    ]
    assert "Charlie in the chair" in page.text


@pytest.mark.parametrize("address", ["/lgovsm/", "/"])
def test_a_page_takes_as_many_queries_for_three_hours_as_for_one(
    client, make_chat, make_community, make_user, address
):
    counts = []
    for number in range(1, 4):
        community = Community.objects.first() or make_community()
        make_community(f"chat{number}")
        for state in ("closed", "planned"):
            make_chat(
                state=state, community=community, chair=make_user(f"c{number}{state}"),
                part=2 * number + (state == "closed"),
            )
        if number in (1, 3):
            with CaptureQueriesContext(connection) as queries:
                read(client, address)
            counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("origin", ["", "https://chat.example"])
def test_the_pages_lead_to_the_fediverse_where_its_door_is_open(
    client, make_chat, organiser, settings, origin
):
    settings.ORIGIN, hour = origin, make_chat().get_absolute_url()
    expected = int(bool(origin))

    for path in ("/lgovsm/", hour):
        assert client.get(path).text.count('href="/lgovsm/fediverse/"') == expected
    client.force_login(organiser)
    assert client.get("/lgovsm/").text.count('href="/lgovsm/coverage/"') == expected


def test_where_nothing_is_planned_the_rhythm_says_when(client, make_community):
    make_community()

    assert "Friday 27 November 2026, 13:00" in read(client, "/lgovsm/").text


def test_a_tag_written_otherwise_leads_to_the_page(client, make_community):
    make_community("LGovSM")

    response = client.get("/LGovSM/")

    assert (response.status_code, response.url) == (301, "/lgovsm/")


def test_the_first_page_says_so_when_nobody_meets_here(client, db):
    assert "Nobody meets here yet." in read(client, "/").text


def test_the_calendar_has_what_is_planned_and_the_slots_that_are_free(client, make_chat):
    chat = make_chat(state="planned", theme="Snow", starts_at=at("13:00") + WEEK,
                     ends_at=at("14:00") + WEEK)
    DateChange.objects.create(community=chat.community, day=at("13:00").date() + 2 * WEEK)

    response = client.get("/lgovsm/calendar.ics")

    found = icalendar.Calendar.from_ical(response.content)
    starts = sorted(event["DTSTART"].dt for event in found.walk("VEVENT"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert starts[:3] == [at("13:00"), at("13:00") + WEEK, at("13:00") + 3 * WEEK]
    titles = [str(event["SUMMARY"]) for event in found.walk("VEVENT")]
    assert titles.count("#lgovsm: Snow") == 1


def plan_fields(**changes):
    usual = {"theme": "Snow", "starts": "2026-12-04T13:00", "minutes": "60", "autopilot": "on"}
    return usual | changes


def test_the_organiser_plans_an_hour_and_goes_on_to_its_run_sheet(
    client, make_community, organiser
):
    make_community()
    client.force_login(organiser)

    response = client.post("/lgovsm/plan/", plan_fields())

    chat = Chat.objects.get()
    assert (chat.theme, chat.starts_at, chat.autopilot) == ("Snow", at("13:00") + WEEK, True)
    assert (response.status_code, response.url) == (302, "/lgovsm/2026-12-04/desk/sheet/")


def test_the_form_offers_the_next_free_slot(client, make_chat, organiser):
    make_chat(state="planned")
    client.force_login(organiser)

    page = read(client, "/lgovsm/plan/")

    assert "2026-12-04T13:00" in page.values("value", "input")


@pytest.mark.parametrize(("who", "status"), [("stranger", 302), ("newcomer", 404)])
def test_others_plan_nothing(client, make_community, newcomer, who, status):
    make_community()
    if who == "newcomer":
        client.force_login(newcomer)

    response = client.post("/lgovsm/plan/", plan_fields())

    assert (response.status_code, Chat.objects.count()) == (status, 0)


def test_the_organiser_gives_a_theme_its_slot_once(client, make_community, organiser):
    community = make_community()
    theme = Theme.objects.create(community=community, title="Grit")
    client.force_login(organiser)

    first = client.post(f"/lgovsm/themes/{theme.pk}/schedule")
    second = client.post(f"/lgovsm/themes/{theme.pk}/schedule")

    assert Chat.objects.get().theme == "Grit"
    assert [first.url, second.url] == ["/lgovsm/2026-11-27/desk/sheet/", "/lgovsm/themes/"]


def test_a_member_schedules_nothing(client, make_community, newcomer):
    theme = Theme.objects.create(community=make_community(), title="Grit")
    client.force_login(newcomer)

    response = client.post(f"/lgovsm/themes/{theme.pk}/schedule")

    assert (response.status_code, Chat.objects.count(), User.objects.count()) == (404, 0, 2)
