"""An organiser's settings, and the run sheet that new hours begin with."""

from datetime import date, time

import pytest

from goodtalk.communities.forms import SettingsForm
from goodtalk.communities.models import Community


@pytest.fixture
def settings_of(client, organiser):
    """Opens a community's settings as its organiser, changes some fields, and keeps them."""
    client.force_login(organiser)

    def change(community, **changed):
        address = f"/{community.tag_key}/settings/"
        context = client.get(address).context
        shown = {
            name: form[name].value()
            for form in (context["form"], context["sheet"])
            for name in form.fields
            if form[name].value() is not None
        }
        return client.post(address, shown | changed, follow=True)

    return change


def test_settings_that_nobody_touched_change_nothing(settings_of, make_community):
    community = make_community(
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        welcome="Hello\nall", house_rules="Be kind", accent="#123abc",
        template_questions=[{"text": "What worked?", "minutes": 12}], template_wrap_up="Bye",
    )  # fmt: skip
    before = Community.objects.values().get()

    settings_of(community)

    assert Community.objects.values().get() == before


def test_an_organiser_changes_the_rhythm_and_reads_it_in_words(settings_of, make_community):
    community = make_community()

    page = settings_of(
        community, weekdays=["1"], of_month=["1"], at="20:00", zone="Asia/Kolkata", minutes="90"
    )

    [message] = map(str, page.context["messages"])
    words = "Kept. First Tuesday of the month, 20:00 to 21:30, Kolkata. Next: Tue "
    assert message.startswith(words)
    community.refresh_from_db()
    assert (community.rule, community.at) == ("FREQ=MONTHLY;BYDAY=1TU", time(20))
    assert len(page.context["next_dates"]) == 3


def test_a_rule_that_a_form_cannot_say_stays_until_it_is_taken_out(settings_of, make_community):
    community = make_community(rule="FREQ=MONTHLY;BYMONTHDAY=1,15")

    settings_of(community, name="Twice a month")
    kept = Community.objects.get().rule
    settings_of(community, own_rule="", weekdays=["4"])

    assert kept == "FREQ=MONTHLY;BYMONTHDAY=1,15"
    assert Community.objects.get().rule == "FREQ=WEEKLY;BYDAY=FR"


def test_the_start_of_every_second_week_can_be_chosen(settings_of, make_community):
    community = make_community()

    settings_of(community, every_weeks="2", since="2026-11-20")

    community = Community.objects.get()
    assert (community.rule, community.since) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", date(2026, 11, 20)
    )  # fmt: skip


def test_the_run_sheet_template_keeps_the_rows_that_have_words(settings_of, make_community):
    community = make_community(template_questions=[{"text": "Old?", "minutes": 5}])

    settings_of(
        community,
        template_welcome="Say hello", template_welcome_minutes="4",
        text_1=" ", text_2="What worked?", minutes_2="15", text_3="What next?", minutes_3="",
        template_wrap_up="Thank you", template_wrap_up_minutes="6",
    )  # fmt: skip

    kept = Community.objects.values(
        "template_welcome", "template_welcome_minutes", "template_questions",
        "template_wrap_up", "template_wrap_up_minutes",
    ).get()  # fmt: skip
    assert kept == {
        "template_welcome": "Say hello",
        "template_welcome_minutes": 4,
        "template_questions": [
            {"text": "What worked?", "minutes": 15}, {"text": "What next?", "minutes": 10}
        ],
        "template_wrap_up": "Thank you",
        "template_wrap_up_minutes": 6,
    }  # fmt: skip


def test_there_are_always_three_rows_more_than_questions_and_never_more_than_thirty(
    client, organiser, make_community
):
    questions = [{"text": f"Q {number}", "minutes": 1} for number in range(29)]
    few, many = make_community("few"), make_community("many", template_questions=questions)
    client.force_login(organiser)

    rows = [
        len(client.get(f"/{one.tag_key}/settings/").context["sheet"].rows) for one in (few, many)
    ]

    assert rows == [3, 30]


@pytest.mark.parametrize(
    ("changed", "field", "error"),
    [
        (
            {"zone": "Moon/Sea"},
            "zone",
            "Select a valid choice. Moon/Sea is not one of the available choices.",
        ),
        (
            {"welcome": "x" * 10_000},
            "welcome",
            "Ensure this value has at most 4000 characters (it has 10000).",
        ),
        (
            {"own_rule": "FREQ=HOURLY"},
            "own_rule",
            "FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY.",
        ),
        ({"name": "\x00"}, "name", "This field is required."),
    ],
)
def test_settings_that_cannot_be_change_nothing(
    settings_of, make_community, changed, field, error
):
    before = make_community() and Community.objects.values().get()

    page = settings_of(Community.objects.get(), **changed)

    assert page.context["form"].errors == {field: [error]}
    assert page.context["community"].name == before["name"]
    assert Community.objects.values().get() == before


def test_a_run_sheet_that_cannot_be_keeps_the_old_settings(settings_of, make_community):
    community = make_community()

    page = settings_of(community, name="New", template_welcome_minutes="-1", minutes_1="999")

    assert set(page.context["sheet"].errors) == {"template_welcome_minutes", "minutes_1"}
    assert Community.objects.get().name == community.name


def test_the_hashtag_is_not_among_the_settings():
    assert "tag" not in SettingsForm.base_fields


@pytest.mark.parametrize("who", ["newcomer", "member", "moderator", "host"])
def test_settings_are_for_organisers_and_the_host(client, make_community, make_user, who):
    community = make_community()
    visitor = make_user("vera", is_superuser=who == "host")
    if who in ("member", "moderator"):
        community.memberships.create(user=visitor, role=who)
    client.force_login(visitor)

    codes = [client.get(f"/{community.tag_key}/{page}/").status_code for page in
             ("settings", "dates", "members")]  # fmt: skip

    assert codes == ([200] * 3 if who == "host" else [404] * 3)
