"""Somebody, a minute and a link are found in an hour, whichever page they stand on."""

from datetime import UTC, datetime, timedelta

import pytest

from goodtalk.chats.keeping_order.moderation import set_aside
from goodtalk.chats.models import Person
from goodtalk.chats.reading import reading
from goodtalk.chats.reading.finding_in_hour import (
    links_of,
    marks_of,
    milestones,
    moments,
    person_in,
    place_at,
    read_link,
    read_person,
    times_of,
    who_took_part,
)
from tests.hour import at

NOW = at("13:50")
HOUR = timedelta(hours=1)


@pytest.fixture
def talk(make_chat, post_in):
    """An hour in London's summer, an hour ahead of UTC, with a late answer a day after."""
    chat = make_chat(questions=2, state="closed")
    chat.questions.filter(number=1).update(released_at=at("13:05"))
    chat.questions.filter(number=2).update(released_at=at("13:20"))
    for by, when in (("ann", "13:01"), ("bob", "13:06"), ("ann", "13:09"), ("ann", "13:21")):
        post_in(chat, f"{by} at {when}", by=by, when=when)
    late = at("13:00") + timedelta(days=1)
    post_in(chat, "late", by="bob", published=late)
    return chat


def test_every_five_minutes_and_every_later_day_have_a_place(talk, monkeypatch):
    monkeypatch.setattr(reading, "POSTS_A_PAGE", 2)

    marks = marks_of(talk, times_of(talk))

    assert [(mark.anchor, mark.page, mark.is_day) for mark in marks] == [
        ("m-13-00", 1, False),
        ("m-13-05", 1, False),
        ("m-13-20", 2, False),
        ("m-2026-11-28", 3, True),
    ]


@pytest.mark.parametrize(
    ("minute", "text"),
    [
        ("13-01", "ann at 13:01"),
        ("13-05", "bob at 13:06"),
        ("13:07", "ann at 13:09"),
        ("13:18", "ann at 13:21"),
        ("23:59", "ann at 13:21"),
        ("03:00", "ann at 13:01"),
    ],
)
def test_a_minute_leads_to_what_was_said_in_it_or_next(talk, monkeypatch, minute, text):
    monkeypatch.setattr(reading, "POSTS_A_PAGE", 1)

    page, _, anchor = place_at(talk, times_of(talk), minute).partition("#")

    (post,) = reading.read_by_time(talk, page=int(page.removeprefix("page="))).page
    marks = {mark.anchor: mark.post for mark in marks_of(talk, times_of(talk))}
    assert (post.text, marks.get(anchor) or int(anchor.removeprefix("post-"))) == (text, post.pk)


def test_a_minute_after_midnight_is_found_in_an_hour_that_goes_on_till_then(make_chat, post_in):
    chat = make_chat(state="closed")
    chat.starts_at, chat.ends_at = at("23:30"), at("23:30") + timedelta(hours=1)
    chat.save()
    posts = [post_in(chat, when, when=when).post for when in ("23:40", "23:55")]
    late = post_in(chat, "late", published=at("23:55") + timedelta(minutes=12)).post
    zone = chat.community.zone_info
    clock = f"{late.published_at.astimezone(zone):%H-%M}"

    assert place_at(chat, times_of(chat), clock).startswith("page=1#m-")
    assert place_at(chat, [(one.pk, one.published_at) for one in posts], clock).endswith(
        f"m-{posts[1].published_at.astimezone(zone):%H}-55"
    )


def test_the_hour_that_comes_twice_when_the_clock_goes_back_has_its_places_twice(
    make_chat, post_in
):
    first = datetime(2014, 10, 26, 0, 10, tzinfo=UTC)  # 1:10 in London, for the first time
    chat = make_chat(state="closed", day=first.date(), starts_at=first, ends_at=first + HOUR)
    for moment in (first, first + HOUR):
        post_in(chat, f"At {moment}", published=moment)

    marks = marks_of(chat, times_of(chat))

    assert [mark.anchor for mark in marks] == ["m-01-10", "m-01-10-again"]


@pytest.mark.parametrize("minute", ["", "x", "13", "13-5", "25-00", "١٣-٠٥", "13-05-01"])
def test_what_is_no_minute_leads_nowhere(talk, minute):
    assert place_at(talk, times_of(talk), minute) == ""


def test_a_question_stands_before_the_first_post_after_it_and_on_no_later_page(talk, monkeypatch):
    monkeypatch.setattr(reading, "POSTS_A_PAGE", 3)
    times = times_of(talk)
    asked = milestones(times, talk.questions.all())

    pages = [reading.read_by_time(talk, page=page).page for page in (1, 2)]

    found = [moments(page.object_list, asked, marks_of(talk, times)) for page in pages]
    assert [
        [(one.post.text, [str(question) for question in one.asked]) for one in page]
        for page in found
    ] == [
        [("ann at 13:01", []), ("bob at 13:06", ["Q1"]), ("ann at 13:09", [])],
        [("ann at 13:21", ["Q2"]), ("late", [])],
    ]


def test_everybody_who_took_part_is_listed_with_how_much_they_said(talk):
    ann, bob = Person.objects.get(name="Ann"), Person.objects.get(name="Bob")

    assert who_took_part(talk) == [(ann.pk, "Ann", 3), (bob.pk, "Bob", 2)]


def test_what_somebody_said_is_read_in_order(talk):
    ann = Person.objects.get(name="Ann")

    found = read_person(talk, ann)

    assert [post.text for post in found.page] == ["ann at 13:01", "ann at 13:09", "ann at 13:21"]


def test_nobody_is_found_who_said_nothing_here_that_can_be_read(talk, post_in, chair):
    spam = post_in(talk, "Boots", by="spammer").post
    person = spam.account.person
    before = person_in(talk, str(person.pk))

    set_aside(spam, by=chair, now=NOW)

    after = [person_in(talk, number) for number in (str(person.pk), "0", "x", "٣", "9" * 40)]
    assert (before, after) == (person, [None] * 5)
    assert "Spammer" not in [name for _, name, _ in who_took_part(talk)]


@pytest.fixture
def links(make_chat, post_in, chair):
    chat = make_chat()
    post_in(chat, "See https://example.org/x", by="ann")
    for by in ("bob", "cat"):
        post_in(chat, f"{by}: https://www.example.com/", by=by)
    set_aside(post_in(chat, "See https://example.net").post, by=chair, now=NOW)
    return chat


def test_links_are_counted_and_told_by_whom_they_were_shared_first(links):
    assert [(one.shown, one.shared_by, one.times) for one in links_of(links)] == [
        ("example.com", "Bob", 2),
        ("example.org/x", "Ann", 1),
    ]


def test_all_posts_with_one_link_are_read_together(links):
    found = {
        url: [post.text.partition(":")[0] for post in read_link(links, url).page]
        for url in ("https://www.example.com/", "https://example.net", "https://no.example")
    }

    assert found == {
        "https://www.example.com/": ["bob", "cat"],
        "https://example.net": [],
        "https://no.example": [],
    }


@pytest.mark.parametrize("posts", [1, 3])
def test_finding_takes_one_query_however_long_the_hour(
    make_chat, post_in, posts, django_assert_num_queries
):
    chat = make_chat()
    for number in range(posts):
        post_in(chat, f"https://example.org/{number}", by=f"p{number}", when=f"13:1{number}")

    for find in (times_of, links_of, who_took_part):
        with django_assert_num_queries(1):
            assert len(find(chat)) == posts
