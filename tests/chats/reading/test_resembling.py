"""We last talked about this: which past hours a theme resembles, and where that is said."""

from datetime import timedelta
from itertools import combinations

import pytest

from goodtalk.chats.models import Post, Question
from goodtalk.chats.reading.resembling import PastHours, earlier_hours
from goodtalk.communities.suggesting import suggest_theme
from goodtalk.record.recaps.publishing import publish_recap
from tests.chats.pages import Page
from tests.hour import FRIDAY, at

SAID = "We last talked about this:"


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def talked_about(make_chat, community):
    """A past hour on a theme, a week before the one that was made before it."""
    weeks = 0

    def make(theme, *questions, state="closed", **fields):
        nonlocal weeks
        weeks += 1
        chat = make_chat(
            community=community, state=state, theme=theme, day=FRIDAY - timedelta(weeks=weeks),
            starts_at=at("13:00") - timedelta(weeks=weeks), **fields,
        )
        for number, text in enumerate(questions, 1):
            Question.objects.create(chat=chat, number=number, text=text, due_at=chat.starts_at)
        return chat

    return make


@pytest.fixture
def past(talked_about):
    """Many hours of a chat in which every second one is on social media."""
    themes = [
        "Getting councillors to use social media", "Gritting and snow", "Social media and youth",
        "Crisis communication", "Social media budgets", "Open data for parks",
        "Accessible social media videos", "Recruiting for social care",
    ]
    return {theme: talked_about(theme) for theme in themes}


def like(community, theme):
    hours = PastHours(community)
    chats = community.chats.in_bulk(hours.like(theme))
    return [chats[pk].theme for pk in hours.like(theme)]


@pytest.mark.parametrize(
    ("theme", "resembled"),
    [
        ("Councillors on social media", ["Getting councillors to use social media"]),
        ("Snow and gritting: who pays?", ["Gritting and snow"]),
        ("How we communicate in a crisis", ["Crisis communication"]),
        ("Social media", []),  # which every hour is about
        ("Planning applications", []),
        ("Snowploughs, salt, schools and ice", []),
        ("", []),
        ("#lgovsm https://example.org/snow", []),
    ],
)
def test_a_theme_resembles_hours_that_share_its_rare_words(community, past, theme, resembled):
    assert like(community, theme) == resembled


def test_the_only_hour_that_there_was_can_be_resembled(community, talked_about):
    talked_about("Gritting and snow")

    assert like(community, "Gritting in snow") == ["Gritting and snow"]


def test_an_old_hour_without_a_theme_is_known_by_its_questions(community, talked_about):
    hour = talked_about("", "How do you grit the roads?", "And in deep snow?")

    found = earlier_hours(community, ["Gritting roads in snow"])

    assert [[one.chat for one in those] for those in found] == [[hour]]


def test_of_hours_as_near_the_latest_comes_first_and_three_are_enough(community, talked_about):
    pairs = combinations(["gritting", "salt", "plough", "shovel"], 2)  # each word in three hours
    hours = [talked_about(" and ".join(pair)) for pair in pairs]

    found = PastHours(community).like("Gritting, salt, plough, shovel")

    assert found == [hour.pk for hour in hours[:3]]


def test_hours_to_come_and_of_other_communities_are_not_past(
    community, talked_about, make_community, make_chat
):
    talked_about("Gritting roads", state="planned")
    make_chat(community=make_community("other"), state="closed", theme="Gritting roads")

    assert like(community, "Gritting roads") == []


def test_an_hour_does_not_resemble_itself_or_what_came_after_it(community, talked_about):
    _latest, middle, first = [talked_about("Gritting roads") for _ in range(3)]

    found = earlier_hours(community, [middle.theme], but=middle)

    assert [one.chat for one in found[0]] == [first]


def test_open_promises_come_with_the_hour_and_those_set_aside_do_not(
    community, talked_about, post_in, chair
):
    hour = talked_about("Gritting roads")
    posts = [post_in(hour, f"I will grit {number}").post for number in range(3)]
    Post.objects.update(kind=Post.Kind.PROMISE)
    Post.objects.filter(pk=posts[1].pk).update(set_aside_at=at("13:30"))

    found = earlier_hours(community, ["Gritting roads"])

    assert [one.promises for one in found[0]] == [[posts[0], posts[2]]]


@pytest.mark.parametrize("themes", [1, 3])
def test_four_queries_find_them_for_all_themes_of_a_page(
    community, talked_about, post_in, themes, django_assert_num_queries
):
    for number in range(themes):
        post_in(talked_about(f"Gritting roads {number}"), "I will")
    Post.objects.update(kind=Post.Kind.PROMISE)

    with django_assert_num_queries(4):
        found = earlier_hours(community, ["Gritting roads"] * themes)

    assert [len(those) for those in found] == [themes] * themes


def test_the_list_of_themes_says_when_each_was_last_talked_about(
    client, community, talked_about, lurker
):
    hour = talked_about("Gritting roads")
    suggest_theme(community, title="Gritting side roads", why="", by=lurker, now=at("09:00"))
    suggest_theme(community, title="Parks", why="", by=lurker, now=at("09:00"))

    page = Page(client.get("/lgovsm/themes/").content.decode())

    assert page.text.count(SAID) == 1
    assert hour.get_absolute_url() in page.values("href", "a")


def test_after_a_vote_the_theme_still_says_it(client, community, talked_about, organiser):
    talked_about("Gritting roads")
    theme = suggest_theme(
        community, title="Gritting side roads", why="", by=organiser, now=at("09:00")
    )
    client.force_login(organiser)
    address = f"/lgovsm/themes/{theme.pk}/vote"

    answer = client.post(address, {"wanted": "yes"}, headers={"HX-Request": "true"})

    assert SAID in answer.content.decode()


def test_while_a_title_is_typed_the_page_says_it(client, community, talked_about, lurker):
    talked_about("Gritting roads")
    client.force_login(lurker)

    pages = [
        client.get("/lgovsm/themes/", {"title": title}).content.decode()
        for title in ("Gritting roads", "Parks", "")
    ]

    assert [SAID in page for page in pages] == [True, False, False]


def test_the_lobby_says_it_and_the_room_does_not_any_more(client, talked_about, make_chat):
    talked_about("Gritting roads")
    lobby = make_chat(state="lobby", theme="Gritting roads")
    live = make_chat(state="live", theme="Gritting roads", part=2)

    pages = [client.get(chat.get_absolute_url()).content.decode() for chat in (lobby, live)]

    assert [SAID in page for page in pages] == [True, False]


def test_while_an_hour_is_planned_the_form_says_it_and_keeps_what_was_typed(
    client, community, talked_about, organiser
):
    talked_about("Gritting roads")
    client.force_login(organiser)
    typed = {"starts": "2026-12-04T13:00", "minutes": "60", "look": "earlier"}

    typing = client.get("/lgovsm/plan/", {"theme": "Gritting roads"}).content.decode()
    pressed = [
        client.post("/lgovsm/plan/", typed | {"theme": theme}).content.decode()
        for theme in ("Gritting roads", "Parks")
    ]

    assert [SAID in page for page in (typing, *pressed)] == [True, True, False]
    assert ["No past hour here" in page for page in pressed] == [False, True]
    assert 'value="Gritting roads"' in pressed[0]
    assert community.chats.coming().count() == 0


def test_the_desk_of_a_planned_hour_says_it_and_that_of_a_live_one_does_not(
    client, talked_about, make_chat, chair
):
    talked_about("Gritting roads")
    planned = make_chat(state="planned", theme="Gritting roads")
    live = make_chat(state="live", theme="Gritting roads", part=2)
    client.force_login(chair)

    pages = [client.get(chat.desk_url()).content.decode() for chat in (planned, live)]

    assert [SAID in page for page in pages] == [True, False]


def test_the_run_sheet_of_a_scheduled_theme_says_it(client, talked_about, make_chat, chair):
    talked_about("Gritting roads")
    chat = make_chat(state="planned", theme="Gritting roads")
    client.force_login(chair)

    page = client.get(f"{chat.desk_url()}sheet/").content.decode()

    assert SAID in page


def test_an_earlier_hour_leads_to_its_recap_once_there_is_one(
    client, community, talked_about, chair
):
    talked_about("Gritting and snow")
    told = talked_about("Snow in the gritting season")
    publish_recap(told, "We grit.", after=0, by=chair, now=at("13:00"))
    suggest_theme(community, title="Snow and gritting", why="", by=chair, now=at("13:00"))

    page = client.get("/lgovsm/themes/").content.decode()

    assert page.count(f'<a href="{told.get_absolute_url()}">') == 1
    assert page.count(">its recap<") == 1
    assert f'<a href="{told.recap_url()}">its recap<' in page
