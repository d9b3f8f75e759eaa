"""The welcome desk on the page, with JavaScript and without."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goodtalk.chats.models import Post
from goodtalk.desk.claims import Claim
from tests.chats.pages import Page, read
from tests.hour import at, logged

HTMX = {"HX-Request": "true"}


@pytest.fixture
def chat(client, make_chat, post_in, chair, monkeypatch):
    """An hour at whose desk the chair sits at 13:20: one newcomer has spoken."""
    monkeypatch.setattr(timezone, "now", lambda: at("13:20"))
    chat = make_chat(checked_in_at=at("12:50"), desk_seen_at=at("13:20"))
    post_in(chat, "New here", by="ann")
    client.force_login(chair)
    return chat


def press(client, chat, action, status=200, **headers):
    post = Post.objects.get(text="New here")
    response = client.post(
        f"{chat.desk_url()}welcome/{post.pk}/{action}", headers=headers, follow=True
    )
    assert response.status_code == status
    return Page(response.content.decode())


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_post_is_taken_on_put_down_settled_and_put_back(client, chat, headers):
    said = [
        (press(client, chat, action, **headers).text, words)
        for action, words in [
            ("claim", "Leave it to others"), ("free", "I will answer"),
            ("settle", "Everyone greeted"), ("put-back", "0 of 1 newcomer greeted"),
        ]
    ]

    assert [words for page, words in said if words not in page] == []
    assert [kind for _, kind in logged(chat, after=1)] == [
        "welcome.claimed", "welcome.freed", "welcome.settled", "welcome.reopened"
    ]


def test_another_desk_sees_who_looks_after_it_and_is_told_when_it_comes_second(
    client, chat, organiser
):
    press(client, chat, "claim")
    client.force_login(organiser)

    before = read(client, chat.desk_url()).text
    after = press(client, chat, "claim").text

    assert "Charlie is looking after it" in before
    assert "Charlie is looking after that one." in after
    assert Claim.objects.get().claimed_by == chat.chair


def test_an_answer_given_at_the_desk_greets_the_newcomer(client, chat):
    page = press(client, chat, "claim")
    post = Post.objects.get(text="New here")
    fields = {"text": "Welcome, Ann", "reply_to": post.pk, "key": page.values("value")[-1]}

    client.post(f"{chat.get_absolute_url()}say", fields)

    assert Post.objects.get(text__startswith="Welcome, Ann").parent == post
    assert "Everyone greeted" in read(client, chat.desk_url()).text


@pytest.mark.parametrize(
    ("onward", "leads"),
    [
        ("desk", "/lgovsm/2026-11-27/desk/#welcome"),
        ("https://bad.example/", "/lgovsm/2026-11-27/#post-"),
        ("//bad.example", "/lgovsm/2026-11-27/#post-"),
    ],
)
def test_an_answer_without_javascript_leads_back_to_the_desk_and_nowhere_else(
    client, chat, onward, leads
):
    post = Post.objects.get(text="New here")
    fields = {"text": "Welcome, Ann", "reply_to": post.pk, "key": "k1", "next": onward}

    response = client.post(f"{chat.get_absolute_url()}say", fields)

    assert response.status_code == 302
    assert response.url.rstrip("0123456789") == leads


def test_the_desks_form_asks_to_come_back_also_after_something_was_mended(client, chat):
    page = press(client, chat, "claim")

    again = client.post(f"{chat.get_absolute_url()}say", {"text": " ", "next": "desk"})

    asks = ("input", {"type": "hidden", "name": "next", "value": "desk"})
    assert (asks in page.tags, asks in Page(again.content.decode()).tags) == (True, True)


def test_a_stranger_finds_no_welcome_desk(client, chat, lurker):
    client.force_login(lurker)

    press(client, chat, "claim", status=404)

    assert Claim.objects.count() == 0


def test_what_nobody_can_read_waits_for_nobody(client, chat):
    Post.objects.update(set_aside_at=at("13:15"))

    press(client, chat, "claim", status=404)

    assert "Everyone greeted" in read(client, chat.desk_url()).text


def test_the_desk_takes_as_many_queries_however_many_wait(client, chat, post_in):
    counts = []
    for number in range(3):
        post_in(chat, f"And {number}", by=f"ben{number}")
        with CaptureQueriesContext(connection) as queries:
            page = read(client, chat.desk_url())
        counts.append(len(queries))

    assert "0 of 4 newcomers greeted" in page.text
    assert counts == counts[:1] * 3
