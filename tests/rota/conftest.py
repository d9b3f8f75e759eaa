"""A rota on the tests' Friday and the Fridays after it, and what was put into the post for whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodtalk.communities.models import Membership
from goodtalk.rota.asking import accept, ask
from goodtalk.rota.dates import coming_occasions
from goodtalk.rota.models import Seat
from tests.hour import at

NOW = at("09:00") - timedelta(days=3)  # the Tuesday before
FIRST, SECOND = "2026-11-27", "2026-12-04"
ROTA = "/lgovsm/rota/"


@pytest.fixture
def community(make_community):
    return make_community()


@pytest.fixture
def moderator(community, make_user):
    user = make_user("mo")
    Membership.objects.create(community=community, user=user, role=Membership.Role.MODERATOR)
    return user


@pytest.fixture
def letters(db):
    """Call it for what was put into the queue: addresses and subjects, in order."""

    def sent():
        results = DBTaskResult.objects.order_by("enqueued_at")
        return [tuple(result.args_kwargs["args"][:2]) for result in results]

    return sent


@pytest.fixture
def seated(community, organiser):
    """seated("2026-12-04", user): they were asked for that date, and said yes."""

    def seat(key, user, seat=Seat.CHAIR, now=NOW):
        turn = ask(community, key, seat, email="", note="", by=organiser, now=now)
        return accept(turn, word="", by=user, now=now)

    return seat


@pytest.fixture
def dates(community):
    """The keys of the dates to come, from the second on: none begins while a test runs."""
    return [one.key for one in coming_occasions(community, now=timezone.now())[1:]]


@pytest.fixture
def asked(community, organiser, dates):
    """Nia is asked by e-mail to take the chair on the first of those dates."""
    return ask(
        community, dates[0], Seat.CHAIR, email="nia@example.org", note="You would be good at it.",
        by=organiser, now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def plan(make_chat, community):
    """plan(n): the hour of a day so many days ahead is planned."""

    def make(days, **fields):
        start = timezone.now() + timedelta(days=days)
        usual = {"day": start.date(), "starts_at": start, "ends_at": start + timedelta(hours=1)}
        return make_chat(state="planned", community=community, **usual | fields)

    return make


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def said(page):
    return [str(message) for message in page.context["messages"]]


def holders(community):
    rows = coming_occasions(community, now=timezone.now())
    return {one.key: one.holder(Seat.CHAIR) for one in rows if one.holder(Seat.CHAIR)}
