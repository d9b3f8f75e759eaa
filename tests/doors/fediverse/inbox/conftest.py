"""An hour that is on, and somebody of another server who takes part in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from goodtalk.doors.fediverse.inbox.taking_in import take_in
from goodtalk.doors.fediverse.outbox.models import OwnObject
from tests.hour import at

OURS = "https://chat.example/@lgovsm"


@pytest.fixture
def chat(make_chat):
    """The Friday's hour, with two questions; the first is open."""
    chat = make_chat(questions=2)
    chat.questions.filter(number=1).update(released_at=at("13:05"))
    return chat


@pytest.fixture
def chat_now(make_chat):
    """An hour that is on by the clock on the wall, for what arrives through an inbox."""
    now = timezone.now()
    begun, ends = now - timedelta(minutes=20), now + timedelta(minutes=40)
    return make_chat(
        questions=1, day=begun.date(), starts_at=begun, ends_at=ends, opened_at=begun,
        started_at=begun,
    )


@pytest.fixture
def jo(peer, db):
    """Somebody whom we know, with both keys."""
    return peer.keep(now=at("12:00"))


@pytest.fixture
def do(jo):
    """What becomes of something that jo does: (kind, reason)."""

    def take(activity, *, when="13:10", **options):
        outcome = take_in(activity, actor=jo, now=at(when), **options)
        return outcome.kind, outcome.reason

    return take


@pytest.fixture
def say(peer, do):
    """jo says something: say("<p>Hello</p>", tag=[...])."""

    def create(content, *, number=1, when="13:10", kind="Create", **fields):
        note = peer.note(number, content=content, **fields)
        return do(peer.activity(kind, note, number), when=when)

    return create


@pytest.fixture
def asked(chat, our_origin):
    """The note with which our community has asked a question: its address."""

    def note(number=1):
        question = chat.questions.get(number=number)
        own = OwnObject.objects.create(
            community=chat.community, chat=chat, kind="question",
            about=f"question {question.pk}", content={"type": "Note"}, published_at=at("13:05"),
        )
        return f"{OURS}/notes/{own.pk}"

    return note
