import json

import pytest

from goodtalk.communities.changed_dates import skip_date
from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.documents import community_actor
from goodtalk.doors.fediverse.outbox.introducing import introduce_anew
from goodtalk.doors.fediverse.outbox.models import Delivery
from tests.hour import at

pytestmark = pytest.mark.django_db

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
US = "https://chat.example/@lgovsm"


@pytest.fixture
def community(our_origin, make_community, make_follower):
    community = make_community()
    make_follower(community, "https://council.example/inbox")
    introduce_anew(at("09:00"))
    return community


def told():
    return [json.loads(row.activity) for row in Delivery.objects.order_by("pk")]


def changed(community, **fields):
    Community.objects.filter(pk=community.pk).update(**fields)


def test_followers_are_not_told_of_what_they_have_just_found(community):
    assert told() == []


@pytest.mark.parametrize(
    "fields",
    [{"name": "Local again"}, {"welcome": "Come in."}, {"accent": "#1f6f43"}, {"minutes": 90}],
    ids=["name", "welcome", "accent", "rhythm"],
)
def test_a_community_that_changes_is_shown_anew_once(community, fields):
    changed(community, **fields)

    introduce_anew(at("09:01"))
    introduce_anew(at("09:02"))

    (update,) = told()
    shown = community_actor(Community.objects.get())
    assert {key: update[key] for key in ("type", "actor", "to", "cc", "object")} == {
        "type": "Update",
        "actor": US,
        "to": [PUBLIC],
        "cc": [f"{US}/followers"],
        "object": {key: value for key, value in shown.items() if key != "@context"},
    }
    assert "proof" in update


def test_what_others_do_not_keep_is_not_told(community):
    skip_date(community, at("13:00").date(), reason="Christmas")

    introduce_anew(at("09:01"))

    assert told() == []


def test_a_closed_door_shows_nobody(community, settings):
    settings.ORIGIN = ""
    changed(community, name="Local again")

    introduce_anew(at("09:01"))

    assert told() == []


@pytest.mark.parametrize("others", [0, 2])
def test_three_queries_while_nothing_has_changed(
    community, make_community, others, django_assert_num_queries
):
    for number in range(others):
        make_community(f"other{number}", name="Other")
    introduce_anew(at("09:01"))

    with django_assert_num_queries(3):
        introduce_anew(at("09:02"))
