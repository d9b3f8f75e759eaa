"""A community is deleted: its followers' servers hear of it, and its address says so for good."""

import json
from datetime import timedelta

import pytest

from goodtalk.communities.models import Community
from goodtalk.doors.fediverse.actors.models import FormerActor, OwnKey
from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.gathering.models import Source
from goodtalk.doors.fediverse.leaving import delete_community, forget_former_keys
from goodtalk.doors.fediverse.outbox.announcing import announce
from goodtalk.doors.fediverse.outbox.delivering import deliver, deliver_due
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower, OwnObject
from goodtalk.doors.fediverse.outbox.publishing import publish
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest, read_signature
from tests.doors.fediverse.conftest import Reply
from tests.hour import at

pytestmark = pytest.mark.django_db

US = "https://chat.example/@lgovsm"
NOON = at("12:00")
TOMBSTONE = {
    "@context": "https://www.w3.org/ns/activitystreams",
    "id": US,
    "type": "Tombstone",
    "formerType": "Group",
    "deleted": "2026-11-27T12:00:00+00:00",
}


@pytest.fixture
def community(our_origin, make_community):
    """A community whose actor others have seen."""
    community = make_community()
    signing_key(community)
    return community


@pytest.fixture
def ask(client, our_origin):
    def get(path, accept="application/activity+json"):
        return client.get(path, headers={"Host": "chat.example", "Accept": accept})

    return get


def waiting():
    rows = Delivery.objects.order_by("pk")
    return [(row.inbox, json.loads(row.activity)["type"]) for row in rows]


def test_each_server_of_its_followers_is_told_once_and_the_deleted_actors_key_signs(
    community, peer, make_follower, settings
):
    make_follower(community, f"{peer.origin}/users/ann/inbox", peer.shared_inbox)
    make_follower(community, f"{peer.origin}/users/ben/inbox", peer.shared_inbox)
    public_key = signing_key(community).public_key

    delete_community(community, now=NOON)
    deliver_due(NOON)

    assert not Community.objects.exists() and not OwnKey.objects.filter(kind="rsa").exists()
    (sent,) = peer.posted
    said = {key: sent.activity[key] for key in ("type", "actor", "object", "to")}
    assert (sent.path, said) == ("/inbox", {
        "type": "Delete", "actor": US, "object": US,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    })  # fmt: skip
    settings.ORIGIN = peer.origin  # as its receiver reads it
    read = read_signature(ArrivedRequest("POST", sent.path, sent.headers, sent.body))
    assert read.key_id == f"{US}#main-key"
    read.verify(public_key)
    assert Delivery.objects.count() == 0


def test_it_is_tried_again_after_the_deletion_as_everything_is(community, peer, make_follower):
    make_follower(community, peer.inbox)
    peer.documents["/users/jo/inbox"] = Reply(503)
    delete_community(community, now=NOON)
    deliver_due(NOON)
    peer.documents["/users/jo/inbox"] = Reply(202)

    deliver_due(NOON + timedelta(minutes=1))

    assert [sent.activity["type"] for sent in peer.posted] == ["Delete", "Delete"]
    assert waiting() == []


def test_what_is_still_on_its_way_goes_before_it(community, peer, make_follower):
    make_follower(community, peer.inbox)
    deliver(community, {"id": f"{US}/activities/1", "type": "Update"}, [peer.inbox], now=NOON)
    delete_community(community, now=NOON)

    deliver_due(NOON)

    assert [sent.activity["type"] for sent in peer.posted] == ["Update", "Delete"]


def test_whoever_was_thanked_in_public_hears_of_it_too(community, peer, make_chat):
    publish(
        make_chat(), OwnObject.Kind.THANKS, "thanks 1", {"type": "Note"}, now=NOON,
        also_to=[peer.inbox],
    )  # fmt: skip
    Delivery.objects.all().delete()

    delete_community(community, now=NOON)

    assert waiting() == [(peer.inbox, "Delete")]


def test_its_key_goes_when_everybody_has_been_told(community, peer, make_follower):
    make_follower(community, peer.inbox)
    delete_community(community, now=NOON)
    forget_former_keys(NOON)
    before = FormerActor.objects.get().private_pem
    deliver_due(NOON)

    forget_former_keys(NOON)

    assert (bool(before), FormerActor.objects.get().private_pem) == (True, "")


def test_its_key_goes_after_two_days_whoever_was_not_reached(community, make_follower):
    make_follower(community, "https://council.example/inbox")
    delete_community(community, now=NOON)

    kept = []
    for now in (NOON + timedelta(hours=47), NOON + timedelta(hours=48)):
        forget_former_keys(now)
        kept.append((bool(FormerActor.objects.get().private_pem), len(waiting())))

    assert kept == [(True, 1), (False, 0)]


@pytest.mark.parametrize(
    "path", ["/@lgovsm", "/@lgovsm/", "/lgovsm/", "/@lgovsm/outbox", "/@lgovsm/followers",
             "/@lgovsm/notes/1", "/@lgovsm/notes/1/quoted?by=https://a.example/1",
             "/@lgovsm/activities/create-1"]
)  # fmt: skip
def test_its_addresses_say_to_programs_that_it_is_gone(ask, community, path):
    delete_community(community, now=NOON)

    answer = ask(path)

    assert (answer.status_code, answer.json()) == (410, TOMBSTONE)


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*"])
def test_a_browser_is_shown_a_page_that_says_that_it_is_gone(ask, community, accept):
    delete_community(community, now=NOON)

    answer = ask("/@lgovsm", accept)

    assert (answer.status_code, answer["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert "This community is not here any more" in answer.content.decode()
    assert "Accept" in answer["Vary"]


def test_nothing_is_found_or_delivered_there_and_people_see_that_there_is_nothing(
    ask, client, community
):
    delete_community(community, now=NOON)

    statuses = [
        ask("/.well-known/webfinger?resource=acct:lgovsm@chat.example").status_code,
        ask(f"/.well-known/webfinger?resource={US}").status_code,
        client.post("/@lgovsm/inbox", b"{}", content_type="application/json").status_code,
        ask("/lgovsm/", "text/html").status_code, ask("/@other").status_code,
    ]  # fmt: skip

    assert statuses == [410, 410, 410, 404, 404]


def test_a_community_that_nobody_has_seen_there_leaves_no_trace(ask, our_origin, make_community):
    delete_community(make_community(), now=NOON)

    assert ask("/@lgovsm").status_code == 404
    assert not FormerActor.objects.exists()


def test_a_closed_door_tells_nobody_and_keeps_the_tombstone(
    ask, community, make_follower, settings
):
    make_follower(community, "https://council.example/inbox")
    settings.ORIGIN = ""
    delete_community(community, now=NOON)
    closed = ask("/@lgovsm").status_code
    settings.ORIGIN = "https://chat.example"

    assert (closed, ask("/@lgovsm").status_code, waiting()) == (404, 410, [])


def test_made_again_it_is_somebody_new_at_the_same_address_whom_no_old_farewell_ends(
    ask, community, make_community, make_follower, peer
):
    make_follower(community, peer.inbox)
    before = ask("/@lgovsm").json()["publicKey"]
    delete_community(community, now=NOON)
    again = make_community()

    answer = ask("/@lgovsm")

    after = answer.json()["publicKey"]
    assert (answer.status_code, after["id"]) == (200, before["id"])
    assert after["publicKeyPem"] != before["publicKeyPem"]
    assert (FormerActor.objects.count(), waiting()) == (0, [])
    delete_community(again, now=NOON + timedelta(hours=1))
    assert ask("/@lgovsm").json()["deleted"] == "2026-11-27T13:00:00+00:00"


def test_the_server_stops_following_what_the_community_alone_listened_to(community, peer):
    peer.keep()
    Source.objects.create(
        kind="tag_actor", address=peer.actor_uri, community=community, added_at=NOON
    )

    delete_community(community, now=NOON)

    assert waiting() == [(peer.inbox, "Undo")]
    assert Delivery.objects.get().former is None


@pytest.mark.parametrize("way", ["page", "list"])
def test_the_host_deletes_a_community_and_people_keep_their_pages(
    client, community, make_user, make_chat, post_in, make_follower, way
):
    make_follower(community, "https://council.example/inbox")
    chat = make_chat(questions=2)
    post = post_in(chat, "A1: we grit").post
    post_in(chat, "So do we", by="ann", in_reply_to=post.uri)
    announce(chat, "live", "#lgovsm is on now.")
    client.force_login(make_user("host", is_staff=True, is_superuser=True))
    pages = "/host-admin/communities/community/"

    if way == "page":
        asked = client.get(f"{pages}{community.pk}/delete/")
        client.post(f"{pages}{community.pk}/delete/", {"post": "yes"})
    else:
        which = {"action": "delete_selected", "_selected_action": [community.pk]}
        asked = client.post(pages, which)
        client.post(pages, which | {"post": "yes"})

    assert "Are you sure" in asked.content.decode()
    assert not Community.objects.exists() and not Follower.objects.exists()
    assert [kind for _, kind in waiting()] == ["Create", "Delete"]
    client.force_login(chat.chair)
    assert [client.get(path).status_code for path in ("/", "/my-account/")] == [200, 200]
