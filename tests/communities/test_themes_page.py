"""Themes: suggested, voted for, taken off the list, talked about."""

import html
import re

import pytest

from goodtalk.communities.belonging import join
from goodtalk.communities.models import Theme
from goodtalk.communities.suggesting import suggest_theme, vote
from tests.communities.hostile import LINES, TEXTS
from tests.hour import at

THEMES = "/lgovsm/themes/"


def said(page):
    return [str(message) for message in page.context["messages"]]


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def member(client, community, newcomer):
    """Nia, who has joined and is signed in."""
    join(community, newcomer)
    client.force_login(newcomer)
    return newcomer


@pytest.fixture
def suggest(community, lurker):
    """A theme that Lars would like."""

    def make(title="Gritting", by=None):
        return suggest_theme(community, title=title, why="", by=by or lurker, now=at("09:00"))

    return make


def test_anyone_signed_in_suggests_a_theme(client, community, lurker):
    client.force_login(lurker)

    page = client.post(THEMES, {"title": " Gritting  roads ", "why": "It\r\nsnows"}, follow=True)

    rows = Theme.objects.values_list("title", "why", "suggested_by", "community")
    assert list(rows) == [("Gritting roads", "It\nsnows", lurker.pk, community.pk)]
    assert said(page) == ["Your theme is on the list."]


def test_a_second_press_of_the_button_suggests_nothing_new(client, member):
    for _ in range(2):
        client.post(THEMES, {"title": "Gritting", "why": ""})

    assert Theme.objects.count() == 1


def test_suggesting_begins_with_signing_in(client, community):
    response = client.post(THEMES, {"title": "Gritting"})

    assert response.headers["Location"] == "/sign-in/login/code/?next=/lgovsm/themes/"
    assert Theme.objects.count() == 0


@pytest.mark.parametrize("htmx", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_a_member_votes_once_and_takes_the_vote_back(client, member, suggest, htmx):
    theme, counts = suggest(), []

    for wanted in ("yes", "yes", "no", "no"):
        client.post(f"{THEMES}{theme.pk}/vote", {"wanted": wanted}, **htmx)
        counts.append(theme.voters.count())

    assert counts == [1, 1, 0, 0]


def test_a_vote_with_htmx_answers_with_the_row_as_the_page_has_it(client, member, suggest):
    theme = suggest()

    row = client.post(
        f"{THEMES}{theme.pk}/vote", {"wanted": "yes"}, HTTP_HX_REQUEST="true"
    ).content.decode()
    page = client.get(THEMES).content.decode()

    assert without_tokens(row) in without_tokens(page)
    assert (row.count("<li"), "1 vote" in row, "Take back your vote" in row) == (1, True, True)


def without_tokens(text):
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text).strip()


def test_a_vote_without_javascript_leads_back_to_the_theme(client, member, suggest):
    theme = suggest()

    response = client.post(f"{THEMES}{theme.pk}/vote", {"wanted": "yes"})

    assert response.headers["Location"] == f"{THEMES}#theme-{theme.pk}"


def test_a_visitor_is_told_to_join_first_and_can(client, lurker, suggest):
    client.force_login(lurker)
    theme = suggest()

    row = client.post(f"{THEMES}{theme.pk}/vote", HTTP_HX_REQUEST="true").content.decode()
    page = client.post(f"{THEMES}{theme.pk}/vote", follow=True)

    assert theme.voters.count() == 0
    assert "Members vote: join #lgovsm first." in row
    assert 'action="/lgovsm/join"' in row
    assert said(page) == ["Members vote: join #lgovsm first."]
    assert 'action="/lgovsm/join"' in page.content.decode()


def test_whoever_has_signed_out_is_led_to_signing_in_and_back_to_the_themes(client, suggest):
    theme, signing_in = suggest(), "/sign-in/login/code/?next=/lgovsm/themes/"

    plain = client.post(f"{THEMES}{theme.pk}/vote")
    htmx = client.post(f"{THEMES}{theme.pk}/vote", HTTP_HX_REQUEST="true")

    assert (plain.status_code, plain.headers["Location"]) == (302, signing_in)
    assert (htmx.content, htmx.headers["HX-Redirect"]) == (b"", signing_in)
    assert theme.voters.count() == 0


def test_a_vote_is_not_cast_by_opening_an_address(client, member, suggest):
    theme = suggest()

    response = client.get(f"{THEMES}{theme.pk}/vote")

    assert response.headers["Location"] == THEMES
    assert theme.voters.count() == 0


def test_the_most_wanted_come_first_and_then_the_latest(client, community, member, suggest):
    suggest("old")
    wanted = suggest("wanted")
    Theme.objects.filter(title="old").update(suggested_at=at("08:00"))
    Theme.objects.filter(title="wanted").update(suggested_at=at("07:00"))
    suggest("new")
    vote(wanted, member, wanted=True)

    page = client.get(THEMES).context["page"]

    assert [(one.title, one.votes, one.is_voted) for one in page] == [
        ("wanted", 1, True), ("new", 0, False), ("old", 0, False)
    ]  # fmt: skip


def test_a_theme_with_an_hour_is_listed_as_talked_about(
    client, community, make_chat, suggest, member
):
    theme, other = suggest("Gritting"), suggest("Potholes")
    first = make_chat(community=community, suggestion=theme)
    again = make_chat(community=community, suggestion=theme, part=2, starts_at=at("15:00"))

    page = client.get(THEMES)

    assert [one.title for one in page.context["page"]] == ["Potholes"]
    assert [one.title for one in page.context["talked_about"]] == ["Gritting"]
    addresses = (first.get_absolute_url(), again.get_absolute_url())
    assert [f'href="{one}"' in page.content.decode() for one in addresses] == [True, True]
    assert client.post(f"{THEMES}{theme.pk}/vote").status_code == 404
    assert client.post(f"{THEMES}{other.pk}/vote").status_code == 302


def test_whoever_suggested_a_theme_takes_it_off_the_list_and_puts_it_back(
    client, member, suggest
):
    theme = suggest(by=member)

    withdrawn = client.post(f"{THEMES}{theme.pk}/withdraw", follow=True)
    back = client.post(f"{THEMES}{theme.pk}/put-back", follow=True)

    assert [list(withdrawn.context[name]) for name in ("page", "withdrawn")] == [[], [theme]]
    assert [list(back.context[name]) for name in ("page", "withdrawn")] == [[theme], []]


def test_an_organiser_takes_anybody_s_theme_off_the_list(client, organiser, suggest):
    theme = suggest()
    client.force_login(organiser)

    page = client.post(f"{THEMES}{theme.pk}/withdraw", follow=True)

    assert [list(page.context[name]) for name in ("page", "withdrawn")] == [[], [theme]]


@pytest.mark.parametrize("action", ["withdraw", "put-back"])
def test_others_leave_a_theme_where_it_is(client, member, suggest, action):
    theme = suggest()
    Theme.objects.update(withdrawn_at=at("10:00") if action == "put-back" else None)
    before = Theme.objects.values().get()

    response = client.post(f"{THEMES}{theme.pk}/{action}")

    assert response.status_code == 404
    assert Theme.objects.values().get() == before
    assert list(client.get(THEMES).context["withdrawn"]) == []


def test_a_theme_of_another_community_is_out_of_reach(
    client, make_community, organiser, suggest
):
    theme = suggest()
    make_community("other")
    client.force_login(organiser)

    actions = ("vote", "withdraw", "put-back")
    codes = [client.post(f"/other/themes/{theme.pk}/{one}").status_code for one in actions]
    codes += [client.post(f"{THEMES}{10**30}/{one}").status_code for one in actions]

    assert codes == [404] * 6


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("organiser", ["vote", "schedule", "withdraw"]),
        ("newcomer", ["vote"]),
        ("lurker", ["vote", "withdraw"]),
        (None, []),
    ],
)
def test_everybody_is_offered_what_they_may_do(
    client, community, request, newcomer, suggest, who, offered
):
    theme = suggest()
    if who:
        client.force_login(request.getfixturevalue(who))

    page = client.get(THEMES).content.decode()

    actions = ("vote", "schedule", "withdraw")
    assert [one for one in actions if f'action="{THEMES}{theme.pk}/{one}"' in page] == offered


@pytest.mark.parametrize("themes", [1, 3])
def test_the_page_takes_twelve_queries_however_many_themes(
    client, community, make_chat, member, suggest, themes, django_assert_num_queries
):
    for number in range(themes):
        vote(suggest(f"open {number}"), member, wanted=True)
        had = suggest(f"had {number}")
        make_chat(community=community, suggestion=had, part=number + 1)
        gone = suggest(f"gone {number}", by=member)
        Theme.objects.filter(pk=gone.pk).update(withdrawn_at=at("10:00"))

    with django_assert_num_queries(12):
        page = client.get(THEMES)

    lengths = [len(page.context[name]) for name in ("page", "talked_about", "withdrawn")]
    assert lengths == [themes] * 3


def test_twenty_themes_stand_on_a_page(client, community, suggest):
    for number in range(23):
        suggest(f"theme {number}")

    lengths = [len(client.get(f"{THEMES}?page={page}").context["page"]) for page in (1, 2)]

    assert lengths == [20, 3]


@pytest.mark.parametrize(("typed", "shown"), LINES)
def test_a_hostile_title_comes_out_harmless_or_not_at_all(
    client, organiser, community, typed, shown
):
    client.force_login(organiser)  # who sees every button, each of which says the title

    page = client.post(THEMES, {"title": typed, "why": ""}, follow=True).content.decode()

    assert [one.title for one in Theme.objects.all()] == ([shown] if shown else [])
    assert page.count(f">{html.escape(shown or '')}</bdi>") == (1 if shown else 0)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(("typed", "shown"), TEXTS)
def test_a_hostile_reason_comes_out_harmless_or_not_at_all(client, member, typed, shown):
    page = client.post(THEMES, {"title": "Gritting", "why": typed}, follow=True).content.decode()

    assert [one.why for one in Theme.objects.all()] == ([shown] if shown else [])
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
