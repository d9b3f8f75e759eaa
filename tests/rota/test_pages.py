"""The pages on which one reads the rota: who sees what."""

import pytest
from django.utils import timezone
from icalendar import Calendar

from goodtalk.communities.changed_dates import skip_date
from goodtalk.rota.dates import coming_occasions
from goodtalk.rota.links import answer_path
from tests.rota.conftest import ROTA, signed_in


def test_everybody_sees_names_and_only_those_who_keep_it_see_whom_was_asked(
    client, asked, organiser, moderator, lurker
):
    seen = {
        who: "nia@example.org" in page.get(ROTA).content.decode()
        for who, page in {
            "visitor": client,
            "reader": signed_in(lurker),
            "moderator": signed_in(moderator),
            "organiser": signed_in(organiser),
        }.items()
    }

    assert seen == {"visitor": False, "reader": False, "moderator": True, "organiser": True}


def test_a_skipped_date_says_so(client, community, dates):
    day = coming_occasions(community, now=timezone.now())[1].day
    skip_date(community, day, reason="Christmas")

    rows = client.get(ROTA).context["rows"]

    found = [(row.occasion.key, row.occasion.reason) for row in rows if row.occasion.is_skipped]
    assert found == [(dates[0], "Christmas")]


def test_a_year_of_fridays_is_shown_a_dozen_at_a_time(client, community):
    first, last = client.get(ROTA), client.get(f"{ROTA}?page=99")

    assert len(first.context["rows"]) == 12
    assert last.context["page"].number == first.context["page"].paginator.num_pages == 5


@pytest.mark.parametrize("hours", [1, 3])
def test_the_rota_takes_the_same_queries_however_many_hours_are_planned(
    plan, hours, organiser, django_assert_num_queries
):
    for number in range(hours):
        plan(1 + 7 * number)
    client = signed_in(organiser)
    client.get(ROTA)

    with django_assert_num_queries(9):
        page = client.get(ROTA)

    assert sum(1 for row in page.context["rows"] if row.occasion.chat) == hours


def test_one_s_own_dates_come_as_a_calendar(plan, chair, newcomer):
    plan(3), plan(10, chair=newcomer), plan(17, chair=newcomer, stand_by=chair)

    feed = Calendar.from_ical(signed_in(chair).get(f"{ROTA}my-dates.ics").content)

    titles = [str(event["SUMMARY"]) for event in feed.walk("VEVENT")]
    assert titles == ["You chair #lgovsm", "You stand by for #lgovsm"]


def test_past_chairs_have_their_own_page(client, make_chat, chair):
    make_chat(state="closed")
    make_chat(state="closed", part=2, chair=None)

    page = client.get(f"{ROTA}past/").context["page"]

    assert [chat.chair for chat in page] == [chair]


def test_the_log_says_who_did_what(asked, organiser, newcomer):
    signed_in(newcomer).post(answer_path(asked), {"answer": "yes"})

    lines = signed_in(organiser).get(f"{ROTA}log/").context["lines"]

    assert [words for _line, words in lines] == ["Nia said yes.", "Olive asked nia@example.org."]
