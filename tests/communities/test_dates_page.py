"""The page on which an organiser skips and moves dates."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from goodtalk.communities.changed_dates import coming_dates
from goodtalk.communities.models import DateChange


@pytest.fixture
def community(client, make_community, organiser):
    """In Auckland, half a day ahead of the server; its organiser is signed in."""
    client.force_login(organiser)
    return make_community(zone="Pacific/Auckland", at=time(13))


@pytest.fixture
def second_date(community):
    """One that is still to come while the test runs."""
    return coming_dates(community, now=timezone.now())[1]


def change(client, day, action, **fields):
    return client.post(f"/lgovsm/dates/{day}/change", {"action": action} | fields, follow=True)


def test_the_page_shows_ten_dates_each_with_its_form(client, community):
    page = client.get("/lgovsm/dates/").content.decode()

    assert page.count('value="skip"') == page.count('value="move"') == 10
    assert page.count('value="undo"') == 0


def test_a_date_is_skipped_with_a_reason_and_had_again(client, second_date):
    day = second_date.day
    skipped = change(client, day, "skip", reason="Bank holiday")
    kept = list(DateChange.objects.values_list("day", "moved_to", "reason"))
    undone = change(client, day, "undo")

    assert kept == [(day, None, "Bank holiday")]
    assert "Bank holiday" in skipped.content.decode()
    assert skipped.content.decode().count('value="undo"') == 1
    assert [str(one) for one in undone.context["messages"]] == [
        f"{day:%A} {day.day} {day:%B} is as usual again."
    ]
    assert DateChange.objects.count() == 0


def test_a_date_is_moved_by_the_community_s_clock(client, community, second_date):
    local = datetime.combine(second_date.day + timedelta(days=1), time(18, 30))

    change(client, second_date.day, "move", moved_to=f"{local:%Y-%m-%dT%H:%M}", reason="")

    expected = local.replace(tzinfo=community.zone_info).astimezone(UTC)
    assert list(DateChange.objects.values_list("day", "moved_to")) == [(second_date.day, expected)]


@pytest.mark.parametrize(
    ("moved_to", "error"),
    [
        ("", "Say when the hour is held instead."),
        ("2020-01-01T10:00", "Choose a time that is still to come, within a year."),
        ("9999-12-31T23:59", "Choose a time that is still to come, within a year."),
        ("0001-01-01T00:00", "Choose a time that is still to come, within a year."),
        ("soon", "Enter a valid date/time."),
    ],
)
def test_a_move_to_nowhere_is_said_at_its_own_date(client, second_date, moved_to, error):
    page = change(client, second_date.day, "move", moved_to=moved_to)

    errors = {row["date"].day: row["form"].errors for row in page.context["rows"]}
    assert {day: found for day, found in errors.items() if found} == {
        second_date.day: {"moved_to": [error]}
    }
    assert DateChange.objects.count() == 0


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "20261127", "2026-W48-5", "0000-00-00"])
def test_a_day_that_no_calendar_has_is_not_found(client, community, day):
    assert change(client, day, "skip").status_code == 404


def test_a_day_without_an_hour_says_so(client, community):
    page = change(client, "2020-01-02", "skip")

    assert [str(one) for one in page.context["messages"]] == [
        "There is no hour to come on that day."
    ]
    assert DateChange.objects.count() == 0


def test_an_unknown_action_is_not_found(client, second_date):
    assert change(client, second_date.day, "burn").status_code == 404
    assert DateChange.objects.count() == 0


def test_only_organisers_change_dates(client, second_date, newcomer):
    client.force_login(newcomer)

    assert change(client, second_date.day, "skip").status_code == 404
    assert DateChange.objects.count() == 0


def test_a_hostile_reason_comes_out_harmless(client, second_date):
    page = change(client, second_date.day, "skip", reason="<script>alert(1)</script>\u202e\x00")

    assert DateChange.objects.get().reason == "<script>alert(1)</script>"
    assert "<script>alert" not in page.content.decode()
