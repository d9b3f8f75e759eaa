"""What other pages show: an hour that is near, and that what is said is kept."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from goodtalk.announcements.models import OwnWording
from goodtalk.chats.arriving.speakers import web_account
from goodtalk.chats.taking_part import seat_of
from tests.hour import at

NOTICE = Template("{% load announced %}{% announce_on_page chats %}")
KEPT = Template("{% load announced %}{% say_it_is_kept %}")
LINK = '<a href="http://testserver/lgovsm/2026-11-27/" rel="nofollow">http://testserver/lgovsm/2026-11-27/</a>'


@pytest.fixture
def request_of(db):
    """A visit: request_of(user), or request_of() for a stranger."""

    def visit(user=None, **session):
        request = RequestFactory().get("/lgovsm/")
        request.user, request.session = user, session
        return request

    return visit


def shown(template, request, **context):
    return template.render(Context({"request": request, **context})).strip()


@pytest.mark.parametrize(
    ("clock", "state", "notice"),
    [
        ("11:59", "planned", ""),
        ("12:00", "planned", f"#lgovsm begins at 13:00 (London time): Snow. Come in: {LINK}"),
        ("12:50", "lobby", f"#lgovsm begins at 13:00 (London time): Snow. Come in: {LINK}"),
        ("13:40", "live", f"#lgovsm is on now: Snow. Come in: {LINK}"),
        ("14:10", "closed", ""),
    ],
)
def test_an_hour_that_is_near_or_on_stands_on_the_page(
    make_chat, request_of, monkeypatch, clock, state, notice
):
    monkeypatch.setattr(timezone, "now", lambda: at(clock))
    chat = make_chat(state=state, theme="Snow")

    page = shown(NOTICE, request_of(), chats=[chat])

    assert page == (f'<p class="notice" dir="auto">{notice}</p>' if notice else "")


def test_a_theme_comes_out_harmless(make_chat, request_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("13:40"))
    chat = make_chat(theme="<script>alert(1)</script>")

    page = shown(NOTICE, request_of(), chats=chat)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_what_is_switched_off_is_not_on_the_page_either(make_chat, request_of, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("13:40"))
    chat = make_chat()
    OwnWording.objects.create(
        community=chat.community, which="live", switched_off_at=at("09:00")
    )

    assert shown(NOTICE, request_of(), chats=chat) == ""


def test_a_page_asks_nothing_more_while_no_hour_is_near_and_one_thing_then(
    make_chat, request_of, monkeypatch, django_assert_num_queries
):
    chat = make_chat(state="planned")

    monkeypatch.setattr(timezone, "now", lambda: at("09:00"))
    with django_assert_num_queries(0):
        shown(NOTICE, request_of(), chats=[chat])
    monkeypatch.setattr(timezone, "now", lambda: at("12:30"))
    with django_assert_num_queries(1):
        shown(NOTICE, request_of(), chats=[chat])

    assert shown(NOTICE, request_of(), chats=None) == ""


def test_whoever_takes_part_is_told_once_that_it_is_kept(make_chat, request_of, newcomer, post_in):
    chat = make_chat()
    person = web_account(newcomer).person
    request = request_of(newcomer)

    before = shown(KEPT, request, chat=chat, seat=seat_of(request, chat))
    account = post_in(chat, "Hello").post.account
    account.person = person
    account.save()
    after = shown(KEPT, request, chat=chat, seat=seat_of(request, chat))

    assert "What you say here is kept, for everybody to read." in before
    assert 'href="/lgovsm/kept/"' in before
    assert after == ""


def test_guests_are_told_until_they_have_posted_and_readers_never(
    make_chat, make_community, request_of
):
    guests = make_chat(community=make_community(may_post="guests"))
    signed_in = make_chat(community=make_community("other"))
    new, known = request_of(), request_of(guest_key="k1")

    told = [
        bool(shown(KEPT, request, chat=chat, seat=seat_of(request, chat)))
        for request, chat in ((new, guests), (known, guests), (new, signed_in))
    ]

    assert told == [True, False, False]
