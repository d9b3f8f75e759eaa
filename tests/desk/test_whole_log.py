"""The log of all desks: for organisers and moderators; filtered, paged, and taken out whole."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodtalk.chats.keeping_order import moderation
from goodtalk.chats.keeping_order.asking_why import answer_why, ask_why
from goodtalk.chats.keeping_order.barring import block_account, lift
from goodtalk.chats.models import Bar
from goodtalk.chats.steering.conductor import hold_hour
from goodtalk.communities.models import Membership
from goodtalk.desk.notes import write_note
from tests.chats.pages import read
from tests.hour import at

PAGE = "/lgovsm/desk-log/"


@pytest.fixture
def done(make_chat, post_in, chair, organiser):
    """An hour in which the chair and the organiser did a few things."""
    chat = make_chat(questions=1)
    post, other = post_in(chat, "Buy my boots").post, post_in(chat, "Hello", by="ann").post
    moderation.set_aside(post, by=chair, now=at("13:11"), because="An advert")
    moderation.spotlight(other, by=organiser, now=at("13:12"))
    bar = block_account(post, by=organiser, now=at("13:13"), because="=Again and again")
    hold_hour(chat, by=chair, now=at("13:14"))
    lift(bar, by=chair, now=at("13:15"))
    why = ask_why(post, "But why?", by=None, now=at("13:16"))
    answer_why(why, "House rule three", by=chair, now=at("13:17"))
    write_note(chat, "Jo is upset", by=chair, now=at("13:18"), key="k")
    return chat


def told(page):
    """What the page lists, latest first."""
    return page.text.partition("What was done")[2]


def test_everything_is_there_with_who_what_when_and_why(client, done, organiser):
    client.force_login(organiser)

    text = told(read(client, PAGE))

    whats = [
        "Answered why a post was set aside", "Asked why a post was set aside", "Lifted it",
        "Held the hour", "Blocked an account", "Put a post into the spotlight",
        "Set a post aside",
    ]  # fmt: skip
    places = [text.index(what) for what in whats]
    assert places == sorted(places)
    assert "Set a post aside: An advert Charlie ," in text.replace(" :", ":")
    assert "Jo @jo@social.example" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("by={organiser}", [True, False]), ("by={chair}", [False, True]),
        ("hour=2026-11-27", [True, True]), ("hour=2026-11-27-2", [False, False]),
        ("hour=x&by=x", [True, True]),
    ],
)  # fmt: skip
def test_it_is_read_by_hour_and_by_person(
    client, done, make_chat, organiser, chair, query, shown
):
    make_chat(part=2)
    client.force_login(organiser)

    text = told(read(client, f"{PAGE}?{query.format(organiser=organiser.pk, chair=chair.pk)}"))

    assert [what in text for what in ("Blocked an account", "Set a post aside")] == shown


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("organiser", (200, 200)), ("moderator", (200, 404)), ("member", (404, 404)),
        (None, (404, 404)),
    ],
)
def test_organisers_and_moderators_read_it_and_organisers_take_it_out(
    client, done, make_user, role, statuses
):
    user = make_user("mo")
    if role:
        Membership.objects.create(community=done.community, user=user, role=role)
    client.force_login(user)

    assert (client.get(PAGE).status_code, client.get(f"{PAGE}export.csv").status_code) == statuses


def test_the_table_has_the_log_the_notes_and_the_questions_why(client, done, organiser):
    client.force_login(organiser)

    answer = client.get(f"{PAGE}export.csv")

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [(row["who"], row["what"], row["reason"]) for row in rows] == [
        ("Charlie", "Answered why a post was set aside", ""),
        ("Jo @jo@social.example", "Asked why a post was set aside", ""),
        ("Charlie", "Lifted it", "'=Again and again"),
        ("Charlie", "Held the hour", ""),
        ("Olive", "Blocked an account", "'=Again and again"),
        ("Olive", "Put a post into the spotlight", ""),
        ("Charlie", "Set a post aside", "An advert"),
        ("Charlie", "Wrote backstage", "Jo is upset"),
        ("Jo", "The question", "But why?"),
        ("Charlie", "The answer", "House rule three"),
    ]
    assert {row["hour"] for row in rows} == {"2026-11-27"}
    assert rows[0]["at"] == "2026-11-27T13:17:00+00:00"


def test_a_lifted_bar_is_put_back_and_lifted_from_the_log(client, done, organiser):
    client.force_login(organiser)

    undo = [each for each in read(client, PAGE).values("action") if each.endswith("/again")]
    client.post(undo[0])
    standing = [bar.whom for bar in Bar.objects.standing()]
    page = read(client, PAGE)
    client.post(next(each for each in page.values("action") if each.endswith("/lift")))

    assert standing == ["Jo @jo@social.example"]
    assert "Held and blocked now" in page.text
    assert Bar.objects.standing().count() == 0


def test_it_comes_in_pages(client, make_chat, post_in, organiser, chair):
    post = post_in(make_chat(), "Hello").post
    for _ in range(51):
        moderation.spotlight(post, by=chair, now=at("13:20"))
        moderation.end_spotlight(post, by=chair, now=at("13:20"))
    client.force_login(organiser)

    pages = [told(read(client, f"{PAGE}?page={number}")) for number in (1, 2)]

    assert [page.count("Charlie ,") for page in pages] == [100, 2]


@pytest.mark.parametrize("posts", [1, 3])
def test_it_takes_as_many_queries_for_three_lines_as_for_one(
    client, make_chat, post_in, organiser, chair, posts
):
    chat = make_chat()
    for number in range(posts):
        post = post_in(chat, "Hello", by=f"p{number}").post
        moderation.set_aside(post, by=chair, now=at("13:20"))
        block_account(post, by=chair, now=at("13:20"))
    client.force_login(organiser)

    with CaptureQueriesContext(connection) as queries:
        page = read(client, PAGE)

    assert (told(page).count("Blocked an account"), len(queries)) == (posts, 13)


def test_a_plain_chair_reads_in_the_hours_log_who_was_blocked_and_lifts_it(
    client, make_chat, post_in, chair, organiser
):
    chat = make_chat(questions=1)
    post = post_in(chat, "Buy my boots").post
    bar = block_account(post, by=organiser, now=at("13:13"), because="Again and again")
    client.force_login(chair)
    address = f"{chat.desk_url()}log/"

    before = read(client, address)
    lifting = [action for action in before.values("action", "form") if action.endswith("/lift")]
    client.post(lifting[0])
    after = read(client, address)
    again = [action for action in after.values("action", "form") if action.endswith("/again")]
    client.post(again[0])

    assert "Blocked an account: Jo @jo@social.example Again and again Olive" in before.text
    assert "Lifted it: Jo @jo@social.example" in after.text
    assert [one.lifted_at is None for one in Bar.objects.order_by("pk")] == [False, True]
    assert client.get(PAGE).status_code == 404
    assert lifting == [f"{chat.desk_url()}bars/{bar.pk}/lift"]


def test_the_hours_log_has_its_whys_and_no_other_hours_bars(
    client, done, make_chat, post_in, chair
):
    other = make_chat(part=2)
    foreign = block_account(post_in(other, "Hello", by="eve").post, by=chair, now=at("13:30"))
    client.force_login(chair)

    text = read(client, f"{done.desk_url()}log/").text
    lifted = client.post(f"{done.desk_url()}bars/{foreign.pk}/lift").status_code

    whats = [
        "Answered why a post was set aside", "Asked why a post was set aside", "Lifted it",
        "Held the hour", "Blocked an account", "Put a post into the spotlight", "Set a post aside",
    ]  # fmt: skip
    places = [text.index(what) for what in whats]
    assert places == sorted(places)
    assert ("@eve" in text, lifted) == (False, 404)
