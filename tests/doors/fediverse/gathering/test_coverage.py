"""The page on which organisers see how well their tag is heard."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from goodtalk.doors.fediverse.gathering.coverage import (
    Colour,
    light_of,
    light_of_all,
    rows_of,
)
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.gathering.sightings import saw, saw_all
from tests.hour import at

NOW = at("13:30")
PAGE = "/lgovsm/coverage/"


@pytest.mark.parametrize(
    ("fields", "colour", "word"),
    [
        ({}, Colour.AMBER, "Not asked yet"),
        ({"heard_at": at("13:29")}, Colour.GREEN, "Heard"),
        ({"heard_at": at("13:15")}, Colour.AMBER, "Not asked"),
        ({"heard_at": at("12:15")}, Colour.RED, "Not asked"),
        ({"heard_at": at("13:29"), "failures": 1, "problem": "It."}, Colour.AMBER, "Waiting"),
        ({"heard_at": at("13:29"), "failures": 3, "problem": "It."}, Colour.RED, "Not heard"),
        ({"failures": 1, "problem": "It."}, Colour.RED, "Not heard"),
        ({"heard_at": at("13:29"), "problem": "Wait."}, Colour.AMBER, "Waiting"),
        ({"kind": "relay"}, Colour.AMBER, "Asked"),
        ({"kind": "relay", "refused_at": at("13:00")}, Colour.RED, "Refused"),
        ({"kind": "tag_actor", "accepted_at": at("13:00")}, Colour.GREEN, "Followed"),
    ],
)
def test_the_light_of_a_source_says_how_it_is(fields, colour, word):
    source = Source(**{"kind": "timeline", "address": "https://a.example"} | fields)

    light = light_of(source, now=NOW)

    assert (light.colour, light.word) == (colour, word)
    assert light.why


@pytest.mark.parametrize(
    ("heard", "silent", "colour", "why"),
    [
        (0, 0, Colour.OFF,
         "Only posts that name the community, or answer it, arrive by themselves."),
        (1, 0, Colour.GREEN, "The one source is heard."),
        (3, 0, Colour.GREEN, "All 3 sources are heard."),
        (2, 1, Colour.AMBER, "2 of 3 sources are heard."),
        (0, 1, Colour.RED, "0 of 1 source is heard."),
    ],
)  # fmt: skip
def test_the_light_of_all_says_how_many_are_heard(heard, silent, colour, why):
    sources = [Source(kind="timeline", heard_at=NOW)] * heard
    sources += [Source(kind="timeline", failures=9, problem="It.")] * silent

    light = light_of_all(light_of(source, now=NOW) for source in sources)

    assert (light.colour, light.why) == (colour, why)


def test_each_source_says_how_many_posts_it_alone_has_seen(
    make_community, make_chat, make_source, post_in, django_assert_num_queries
):
    chat = make_chat()
    other = make_chat(community=make_community("sport"))
    posts = [post_in(chat, f"Said {number}").post for number in range(4)]
    elsewhere = post_in(other, "Other talk").post
    one, two = (make_source(f"https://{name}.example") for name in "ab")
    relay = make_source("https://r.example/actor", kind="relay")
    make_source("https://theirs.example", community=other.community)
    saw_all([posts[0].pk, posts[1].pk, posts[2].pk, elsewhere.pk], one, NOW)
    saw_all([posts[2].pk], two, NOW)
    saw_all([posts[3].pk], two, NOW - timedelta(weeks=5))  # too long ago to count
    saw(posts[2], relay, NOW)

    with django_assert_num_queries(1):
        rows = rows_of(chat.community, NOW)

    assert [(row.name, row.source.seen, row.source.alone) for row in rows] == [
        ("a.example", 3, 2),
        ("b.example", 1, 0),
        ("r.example/actor", 1, 0),
    ]


def test_a_post_seen_twice_at_a_source_was_seen_once(make_chat, make_source, post_in):
    post = post_in(make_chat(), "Said").post
    source = make_source("https://r.example/actor", kind="relay")

    first, second = saw(post, source, NOW), saw(post, source, at("13:40"))
    saw_all([post.pk, post.pk], source, NOW)

    source.refresh_from_db()
    assert first == second
    assert source.sightings.count() == 1
    assert source.heard_at == at("13:40")


@pytest.mark.parametrize("sources", [1, 3])
def test_the_page_takes_as_many_queries_however_many_sources(
    client, make_community, organiser, make_source, sources, django_assert_num_queries
):
    make_community()
    for number in range(sources):
        make_source(f"https://s{number}.example", heard_at=timezone.now())
    client.force_login(organiser)

    with django_assert_num_queries(4):  # session, user, community, sources
        page = client.get(PAGE).content.decode()

    assert page.count('class="source"') == sources
    assert page.count("<b>Heard.</b>") == sources + 1


def test_without_a_source_the_page_says_what_is_missed_and_whom_to_ask(
    client, make_community, organiser
):
    make_community()
    client.force_login(organiser)

    page = client.get(PAGE).content.decode()

    assert "The talk of people who only write the tag is missed." in page
    assert "The host of this site can add servers." in page
    assert "goodtalk source add" not in page


def test_the_host_is_told_the_command(client, make_community, make_user):
    make_community()
    client.force_login(make_user("hettie", is_superuser=True))

    page = client.get(PAGE).content.decode()

    assert "goodtalk source add timeline mastodon.example --community lgovsm" in page


def test_only_organisers_see_it(client, make_community, lurker):
    make_community()
    client.force_login(lurker)

    assert client.get(PAGE).status_code == 404


def test_what_a_server_says_is_shown_as_words(client, make_community, organiser, make_source):
    make_community()
    make_source("https://s.example", failures=9, problem="<script>alert(1)</script>")
    client.force_login(organiser)

    page = client.get(PAGE).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_token_is_never_shown(client, make_community, make_user, make_source):
    make_community()
    make_source("https://s.example", token="secret-token", heard_at=timezone.now())
    client.force_login(make_user("hettie", is_superuser=True))

    assert "secret-token" not in client.get(PAGE).content.decode()


def test_other_pages_can_show_the_light(
    make_community, make_source, our_origin, django_assert_num_queries
):
    community = make_community()
    make_source("https://s.example", heard_at=timezone.now())
    page = Template("{% load coverage %}{% coverage_light community %}")

    with django_assert_num_queries(1):
        shown = page.render(Context({"community": community}))

    assert "<b>Heard.</b> <span>The one source is heard.</span>" in shown


def test_where_the_door_is_closed_there_is_no_light(
    make_community, settings, django_assert_num_queries
):
    settings.ORIGIN = ""
    community = make_community()
    page = Template("{% load coverage %}{% coverage_light community %}")

    with django_assert_num_queries(0):
        shown = page.render(Context({"community": community}))

    assert "light" not in shown
