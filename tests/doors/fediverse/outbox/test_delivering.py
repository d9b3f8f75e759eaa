import json
import socket
from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError
from django.db.models import QuerySet

from goodtalk.doors.fediverse.actors.own_keys import signing_key
from goodtalk.doors.fediverse.hosts.models import DomainRule
from goodtalk.doors.fediverse.outbox import delivering, rounds, sending
from goodtalk.doors.fediverse.outbox.claiming import LEASE, claim, on_their_way
from goodtalk.doors.fediverse.outbox.delivering import deliver, deliver_due, deliver_to_followers
from goodtalk.doors.fediverse.outbox.models import Delivery, Follower, Server
from goodtalk.doors.fediverse.outbox.rounds import go_round
from goodtalk.doors.fediverse.outbox.servers import heard_of
from goodtalk.doors.fediverse.signing.proofs import check_proof
from goodtalk.doors.fediverse.signing.verifying import ArrivedRequest, read_signature
from tests.doors.fediverse.conftest import Reply, running_peer
from tests.hour import at

pytestmark = pytest.mark.django_db

NOON = at("12:00")
WHOLE_ROUND = 12  # queries, with those that begin and end its transactions


def activity(number=1):
    return {"id": f"https://chat.example/@lgovsm/activities/{number}", "type": "Create"}


def waiting():
    """The queue: to whom, when, how often it was tried, what was answered."""
    rows = Delivery.objects.order_by("pk")
    return [(row.inbox, row.due_at, row.attempts, row.last_answer) for row in rows]


def seconds_until(due):
    return int((due - NOON).total_seconds())


@pytest.fixture
def community(our_origin, make_community):
    return make_community()


def test_followers_on_one_server_share_one_delivery(community, peer, make_follower):
    make_follower(community, f"{peer.origin}/users/ann/inbox", peer.shared_inbox)
    make_follower(community, f"{peer.origin}/users/ben/inbox", peer.shared_inbox)

    deliver_to_followers(community, activity(), now=NOON)
    tried = deliver_due(NOON)

    assert tried == 1
    assert [(sent.path, sent.activity) for sent in peer.posted] == [("/inbox", activity())]
    assert waiting() == []


def test_what_is_sent_is_signed_by_the_community(community, peer, settings):
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON)

    (sent,) = peer.posted
    key = signing_key(community)
    settings.ORIGIN = peer.origin  # as its receiver reads it
    read = read_signature(ArrivedRequest("POST", sent.path, sent.headers, sent.body))
    assert read.key_id == "https://chat.example/@lgovsm#main-key"
    read.verify(key.public_key)
    assert "signature-input" not in sent.headers  # the older way, which every server reads


def test_what_is_said_carries_a_proof(community, peer, make_chat, make_follower):
    from goodtalk.doors.fediverse.outbox.announcing import announce

    make_follower(community, peer.inbox)
    announce(make_chat(), "live", "#lgovsm is on now.")

    deliver_due(at("23:00") + timedelta(days=9999))

    key = signing_key(community, "ed25519")
    assert check_proof(peer.posted[0].activity, lambda key_id: key.public_key) == key.key_id


def test_whoever_takes_only_rfc_9421_is_asked_that_way_first_from_then_on(community, peer):
    peer.documents["/users/jo/inbox"] = lambda sent: Reply(
        202 if "signature-input" in sent.headers else 401
    )
    for number in (1, 2):
        deliver(community, activity(number), [peer.inbox], now=NOON)
        deliver_due(NOON)

    ways = ["signature-input" in sent.headers for sent in peer.posted]
    assert ways == [False, True, True]
    assert Server.objects.get().signs == "rfc9421"


def test_pauses_grow_until_after_two_days_it_is_given_up(community, peer):
    peer.documents["/users/jo/inbox"] = Reply(503)
    deliver(community, activity(), [peer.inbox], now=NOON)
    now, pauses = NOON, []

    while Delivery.objects.exists():
        deliver_due(now)
        for _, due, _, _ in waiting():
            pauses.append((due - now).total_seconds())
            now = due

    usual = [5, 20, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 43200]
    assert [base <= pause <= base * 1.2 for base, pause in zip(usual, pauses, strict=False)] == (
        [True] * len(pauses)
    )
    assert now - NOON > timedelta(days=1)
    assert now - NOON <= timedelta(days=2)


def test_a_server_says_when_it_wants_to_be_asked_again(community, peer):
    peer.documents["/users/jo/inbox"] = Reply(429, headers={"Retry-After": "600"})
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON)

    assert waiting() == [(peer.inbox, NOON + timedelta(minutes=10), 1, "answered 429")]


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        ("Fri, 27 Nov 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Friday, 27-Nov-26 12:10:00 GMT", timedelta(minutes=10)),
        ("Sat, 28 Nov 2026 12:00:00 GMT", timedelta(hours=12)),  # longer than we wait
    ],
)
def test_a_server_may_say_it_as_a_date(community, peer, asked, pause):
    peer.documents["/users/jo/inbox"] = Reply(503, headers={"Retry-After": asked})
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON)

    assert waiting() == [(peer.inbox, NOON + pause, 1, "answered 503")]


@pytest.mark.parametrize("asked", ["soon", "Fri, 27 Nov 2026 11:59:00 GMT", "Fri, 99 Nov 2026"])
def test_a_date_that_is_none_or_past_asks_nothing(community, peer, asked):
    peer.documents["/users/jo/inbox"] = Reply(503, headers={"Retry-After": asked})
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON)

    assert [seconds_until(due) for _, due, *_ in waiting()] == [5]


@pytest.mark.parametrize("status", [400, 404, 406, 501])
def test_what_is_refused_for_good_is_not_tried_again(community, peer, status):
    peer.documents["/users/jo/inbox"] = Reply(status)
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON)

    assert (waiting(), list(Server.objects.all())) == ([], [])


def test_whose_inbox_is_gone_does_not_follow_any_more(community, peer, make_follower):
    make_follower(community, peer.inbox)
    make_follower(community, f"{peer.origin}/users/ann/inbox", name="ann")
    peer.documents["/users/jo/inbox"] = Reply(410)
    deliver_to_followers(community, activity(), now=NOON)

    deliver_due(NOON)

    assert [one.actor.inbox for one in Follower.objects.all()] == [
        f"{peer.origin}/users/ann/inbox"
    ]


def test_an_edit_does_not_overtake_what_it_edits(community, peer):
    peer.documents["/users/jo/inbox"] = Reply(503)
    deliver(community, activity(1), [peer.inbox], now=NOON)
    deliver_due(NOON)
    peer.documents["/users/jo/inbox"] = Reply(202)

    deliver(community, activity(2), [peer.inbox], now=NOON)
    early = deliver_due(NOON)
    peer.sent.clear()
    deliver_due(NOON + timedelta(minutes=2))

    assert early == 0
    assert [sent.activity for sent in peer.posted] == [activity(1), activity(2)]


def test_a_question_does_not_wait_long_for_what_is_on_its_way_to_the_same_server(community, peer):
    deliver(community, activity(1), [peer.inbox], now=NOON)

    on_its_way = claim(NOON, 10, failing=None)
    deliver(community, activity(2), [peer.inbox], now=NOON)
    too_early = deliver_due(NOON)
    go_round(on_its_way, now=NOON)
    deliver_due(NOON)

    assert too_early == 0
    assert [sent.activity for sent in peer.posted] == [activity(1), activity(2)]
    assert waiting() == []


def test_a_server_that_is_down_is_asked_once_for_all_that_waits(community, peer):
    peer.documents["/users/jo/inbox"] = Reply(500)
    for number in (1, 2, 3):
        deliver(community, activity(number), [peer.inbox], now=NOON)

    deliver_due(NOON)

    assert len(peer.posted) == 1
    assert [(seconds_until(due), attempts) for _, due, attempts, _ in waiting()] == [(5, 1)] * 3


def test_a_server_that_is_not_there_holds_up_no_other(community, peer):
    with running_peer("localhost") as gone:
        nobody = gone.inbox
    deliver(community, activity(), [nobody, peer.inbox], now=NOON)

    deliver_due(NOON)

    assert len(peer.posted) == 1
    assert [(inbox, attempts) for inbox, _, attempts, _ in waiting()] == [(nobody, 1)]


def test_names_that_take_long_to_find_hold_up_no_other(community, other_peer, monkeypatch):
    has_come, look_up = Event(), socket.getaddrinfo

    def slowly(host, *rest):
        if host.endswith(".slow.example"):
            has_come.wait(30)
            raise socket.gaierror("no such name")
        return look_up(host, *rest)

    def take(sent):
        has_come.set()
        return Reply(202)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    other_peer.documents["/users/jo/inbox"] = take
    slow = [f"https://a{number}.slow.example/inbox" for number in range(60)]
    deliver(community, activity(), [*slow, other_peer.inbox], now=NOON)

    deliver_due(NOON)

    assert len(other_peer.posted) == 1
    assert sorted(inbox for inbox, *_ in waiting()) == sorted(slow)


def test_the_failing_are_tried_apart_from_the_living(community, peer, other_peer):
    Server.objects.create(host=other_peer.host, failing_since=at("11:00"))
    deliver(community, activity(), [peer.inbox, other_peer.inbox], now=NOON)

    deliver_due(NOON, failing=False)
    living = [len(peer.posted), len(other_peer.posted)]
    deliver_due(NOON, failing=True)

    assert living == [1, 0]
    assert [len(peer.posted), len(other_peer.posted)] == [1, 1]
    assert Server.objects.get(host=other_peer.host).failing_since is None


def test_a_server_dead_for_a_week_is_set_aside_until_it_is_heard_of(community, peer):
    peer.documents["/users/jo/inbox"] = Reply(503)
    Server.objects.create(host=peer.host, failing_since=NOON - timedelta(days=7))
    deliver(community, activity(1), [peer.inbox], now=NOON)
    deliver_due(NOON)

    to_the_dead = deliver(community, activity(2), [peer.inbox], now=NOON)
    dead_since = Server.objects.get().dead_since
    heard_of(peer.host, now=NOON)
    to_the_living = deliver(community, activity(3), [peer.inbox], now=NOON)

    assert (to_the_dead, dead_since, to_the_living) == (0, NOON, 1)


def test_what_a_worker_had_taken_when_it_died_is_due_again_soon(community, peer):
    deliver(community, activity(), [peer.inbox], now=NOON)
    claim(NOON, 10, failing=None)

    at_once = deliver_due(NOON)
    later = deliver_due(NOON + 2 * LEASE)

    assert (at_once, later, len(peer.posted)) == (0, 1, 1)


def test_a_server_that_is_slow_makes_room_for_another(community, peer, monkeypatch):
    monkeypatch.setattr(sending, "SERVERS_AT_ONCE", 1)
    monkeypatch.setattr(sending, "SLOW_SECONDS", 0)
    told, is_told = [], Event()

    def slow(sent):
        is_told.wait(8)
        told.append("slow")
        return Reply(202)

    def fast(sent):
        told.append("fast")
        is_told.set()
        return Reply(202)

    names = [peer.inbox, peer.inbox.replace("127.0.0.1", "localhost")]  # begun in this order
    peer.documents["/users/jo/inbox"] = lambda sent: (
        slow(sent) if sent.headers["host"].startswith("127") else fast(sent)
    )
    deliver(community, activity(), names, now=NOON)

    deliver_due(NOON)

    assert told == ["fast", "slow"]
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_on_its_way_arrives_when_the_database_is_too_busy_to_take_more(
    community, peer, monkeypatch
):
    bell, is_asked, claims = Event(), Event(), []
    bell.set()

    def take_time(sent):
        is_asked.wait(8)
        return Reply(202)

    def busy_later(*rest, **kinds):
        claims.append(rest)
        if len(claims) > 1:
            is_asked.set()
            raise OperationalError("database is locked")
        return claim(*rest, **kinds)

    monkeypatch.setattr(delivering, "claim", busy_later)
    peer.documents["/users/jo/inbox"] = take_time
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON, bell=bell)

    assert (len(claims), len(peer.posted), waiting()) == (2, 1, [])


def test_what_this_worker_is_sending_is_not_sent_again_when_the_lease_ran_out(community, peer):
    deliver(community, activity(1), [peer.inbox], now=NOON)
    rows = claim(NOON, 10, failing=None)
    deliver(community, activity(2), [peer.inbox], now=NOON)

    with on_their_way(rows):
        meanwhile = deliver_due(NOON + 2 * LEASE)
    after = deliver_due(NOON + 2 * LEASE)

    assert (meanwhile, after) == (0, 2)


def test_a_lease_is_renewed_while_a_server_takes_its_time(community, peer, monkeypatch):
    monkeypatch.setattr(rounds, "RENEW_SECONDS", 0)
    has_been_renewed = Event()

    def take_time(sent):
        has_been_renewed.wait(30)
        return Reply(202)

    def see(numbers, now):
        renew(numbers, now)
        leases.append(Delivery.objects.get().taken_until)
        has_been_renewed.set()

    renew, leases = rounds.renew, []
    monkeypatch.setattr(rounds, "renew", see)
    peer.documents["/users/jo/inbox"] = take_time
    deliver(community, activity(), [peer.inbox], now=NOON)

    deliver_due(NOON)

    assert leases[0] > NOON + LEASE
    assert waiting() == []


def test_a_server_that_is_heard_of_after_an_outage_waits_no_longer(community, peer):
    Server.objects.create(host=peer.host, failing_since=at("01:00"))
    deliver(community, activity(1), [peer.inbox], now=at("01:00"))
    Delivery.objects.update(due_at=at("23:00"), attempts=10)

    heard_of(peer.host, now=NOON)
    deliver(community, activity(2), [peer.inbox], now=NOON)
    deliver_due(NOON, failing=False)

    assert [sent.activity for sent in peer.posted] == [activity(1), activity(2)]
    assert waiting() == []
    assert Server.objects.get().failing_since is None


def test_a_server_that_talks_all_the_time_and_takes_nothing_is_not_tried_all_the_time(
    community, peer
):
    peer.documents["/users/jo/inbox"] = Reply(429, headers={"Retry-After": "600"})
    deliver(community, activity(), [peer.inbox], now=NOON)
    deliver_due(NOON)

    heard_of(peer.host, now=NOON + timedelta(seconds=59))
    at_once = deliver_due(NOON + timedelta(seconds=59))
    heard_of(peer.host, now=NOON + timedelta(seconds=60))
    later = deliver_due(NOON + timedelta(seconds=60))

    assert (at_once, later) == (0, 1)


def test_nothing_goes_to_ourselves_or_to_servers_that_are_shut_out(community):
    DomainRule.objects.create(domain="bad.example", severity="suspend", made_at=NOON)
    inboxes = [
        "https://chat.example/fediverse-inbox", "https://social.bad.example/inbox",
        "https://good.example/inbox", "", "no address",
    ]  # fmt: skip

    deliver(community, activity(), inboxes, now=NOON)

    assert [inbox for inbox, *_ in waiting()] == ["https://good.example/inbox"]


def test_an_address_inside_our_network_is_given_up_at_once(community, settings):
    settings.ALLOW_LOOPBACK = False
    deliver(community, activity(), ["https://127.0.0.1:1/inbox"], now=NOON)

    deliver_due(NOON)

    assert (waiting(), list(Server.objects.all())) == ([], [])


def test_a_closed_door_puts_nothing_aside(community, settings):
    settings.ORIGIN = ""

    assert deliver(community, activity(), ["https://good.example/inbox"], now=NOON) == 0
    assert waiting() == []


def test_one_failure_does_not_put_a_server_among_those_that_fail(community, peer):
    peer.documents["/users/jo/inbox"] = Reply(503)
    deliver(community, activity(), [peer.inbox], now=NOON)
    deliver_due(NOON, failing=False)
    peer.documents["/users/jo/inbox"] = Reply(202)

    soon = NOON + timedelta(seconds=6)
    tried = [deliver_due(soon, failing=True), deliver_due(soon, failing=False)]

    assert tried == [0, 1]
    assert waiting() == []


def test_what_there_was_no_time_for_is_due_as_if_nobody_had_taken_it(
    community, peer, monkeypatch
):
    deliver(community, activity(), [peer.inbox], now=NOON)

    with monkeypatch.context() as no_time:
        no_time.setattr(sending, "TURN_SECONDS", 0)
        deliver_due(NOON)

    assert (waiting(), peer.posted) == ([(peer.inbox, NOON, 0, "")], [])
    assert deliver_due(NOON) == 1
    assert waiting() == []


def test_told_to_stop_it_gives_back_what_nobody_has_answered(community, peer, other_peer):
    stop, ended = Event(), Event()

    def say_nothing(sent):
        stop.set()
        ended.wait(30)
        return Reply(202)

    peer.documents["/users/jo/inbox"] = say_nothing
    deliver(community, activity(1), [peer.inbox, other_peer.inbox], now=NOON)
    deliver(community, activity(2), [peer.inbox], now=NOON)

    deliver_due(NOON, stop=stop)
    ended.set()

    assert waiting() == [(peer.inbox, NOON, 0, "")] * 2
    assert deliver_due(NOON) == 2


def test_a_mistake_of_ours_about_one_delivery_keeps_no_other_back(community, peer, caplog):
    deliver(community, activity(), [peer.inbox, "https://broken.example/inbox"], now=NOON)
    Delivery.objects.filter(host="broken.example").update(inbox="https://[broken.example/inbox")

    deliver_due(NOON)

    (row,) = Delivery.objects.all()
    assert (len(peer.posted), row.host, row.attempts, row.last_answer, row.taken_until) == (
        1, "broken.example", 1, "we failed", None
    )  # fmt: skip
    assert [record.message for record in caplog.records] == [
        f"Delivering {row.pk} to https://[broken.example/inbox"
    ]
    assert list(Server.objects.all()) == []


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_not_sent_again_when_the_database_was_busy(
    community, peer, monkeypatch
):
    deliver(community, activity(), [peer.inbox], now=NOON)
    delete, tries = QuerySet.delete, []

    def busy_at_first(rows):
        tries.append(rows.model)
        if len(tries) == 1:
            raise OperationalError("database is locked")
        return delete(rows)

    monkeypatch.setattr(QuerySet, "delete", busy_at_first)
    deliver_due(NOON)

    assert (len(tries), waiting(), len(peer.posted)) == (2, [], 1)


def test_one_query_while_nothing_is_due(community, django_assert_num_queries):
    with django_assert_num_queries(1):
        deliver_due(NOON, failing=False)


@pytest.mark.parametrize("servers", [1, 2])
def test_answers_of_one_moment_take_as_many_queries_for_two_servers_as_for_one(
    community, peer, servers, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(sending, "KEEP_SECONDS", 30)  # all of them, however slow this machine is
    signing_key(community)
    names = ["127.0.0.1", "localhost"][:servers]
    inboxes = [f"{peer.origin.replace('127.0.0.1', name)}/inbox" for name in names]
    deliver(community, activity(), inboxes, now=NOON)

    with django_assert_num_queries(WHOLE_ROUND):
        deliver_due(NOON, failing=False)

    assert waiting() == []


@pytest.mark.parametrize("inboxes", [1, 3])
def test_putting_aside_takes_four_queries_for_however_many(
    community, inboxes, django_assert_num_queries
):
    to = [f"https://server{number}.example/inbox" for number in range(inboxes)]

    with django_assert_num_queries(4):
        deliver(community, activity(), to, now=NOON)

    assert [json.loads(row.activity) for row in Delivery.objects.all()] == [activity()] * inboxes
