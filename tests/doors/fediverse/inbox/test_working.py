"""The worker fetches beside everything else: a slow stranger holds up nobody."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.inbox.models import Waiting, Wanted
from goodtalk.doors.fediverse.inbox.receiving import handle_waiting
from goodtalk.doors.fediverse.inbox.wanting import want
from goodtalk.doors.fediverse.inbox.working import Desk

SHARED = "/fediverse-inbox"
TAG = [{"type": "Hashtag", "name": "#lgovsm"}]
PATIENCE_SECONDS = 20


@pytest.mark.django_db(transaction=True)
def test_a_server_that_keeps_us_waiting_holds_up_nobody_else(
    client, chat_now, peer, other_peer
):
    let_go = threading.Event()
    slow = other_peer.actor()
    other_peer.documents["/users/jo"] = lambda sent: let_go.wait(PATIENCE_SECONDS) and slow
    note = peer.note(1, published=timezone.now().isoformat(), tag=TAG)
    for number in range(5):
        other_peer.deliver(client, SHARED, other_peer.activity("Like", note["id"], number))
    peer.deliver(client, SHARED, peer.activity("Create", note))

    begun = handle_waiting(timezone.now())
    until(lambda: Post.objects.exists())

    assert begun == 3  # two of the slow server, and the other one
    assert Waiting.objects.count() >= 5
    let_go.set()
    until(lambda: Waiting.objects.count() == 0, meanwhile=lambda: handle_waiting(timezone.now()))
    assert Post.objects.get().thanks_count == 1


@pytest.mark.django_db(transaction=True)
def test_however_much_of_one_server_waits_somebody_elses_turn_is_next(
    client, chat_now, peer, other_peer
):
    let_go = threading.Event()
    other_peer.documents |= {
        f"/users/{number}": lambda sent: let_go.wait(PATIENCE_SECONDS) and None
        for number in range(96)
    }
    for number in range(96):
        sender = f"{other_peer.origin}/users/{number}"
        like = other_peer.activity("Like", "https://a.example/1", number, actor=sender)
        key = replace(other_peer.rsa, key_id=f"{sender}#main-key")
        other_peer.deliver(client, SHARED, like, key=key)
    note = peer.note(1, published=timezone.now().isoformat(), tag=TAG)
    peer.deliver(client, SHARED, peer.activity("Create", note))

    begun = handle_waiting(timezone.now())
    until(lambda: Post.objects.exists() and len(other_peer.sent) >= 2)
    asked = [sent.path for sent in other_peer.sent]
    Waiting.objects.filter(due_at__lte=timezone.now()).delete()
    let_go.set()

    assert (begun, len(asked)) == (3, 2)
    until(lambda: Waiting.objects.count() == 0)


def test_of_each_server_two_are_taken_on_the_first_of_every_one_before_anybodys_second(db):
    now = timezone.now()
    for number in range(70):
        want(f"https://many.example/{number}", now=now - timedelta(seconds=100 - number))
    for since, host in [(10, "few.example"), (20, "some.example")]:
        for number in range(3):
            want(f"https://{host}/{number}", now=now - timedelta(seconds=since + number))
    Waiting.objects.create(
        request={}, body=b"", key_id="https://new.example/#key", host="new.example",
        arrived_at=now, due_at=now,
    )
    Wanted.objects.filter(uri="https://few.example/0").update(attempts=1)
    desk = Desk()
    first = desk.take(now)
    for work in first:
        if work.row.host == "many.example":
            desk.put_down(work)

    second = desk.take(now)

    assert [str(work.row) for work in first] == [
        "https://many.example/0", "https://some.example/2", "https://few.example/2",
        "from https://new.example/#key", "https://many.example/1", "https://some.example/1",
        "https://few.example/1",
    ]
    assert [str(work.row) for work in second] == ["https://many.example/2", "https://many.example/3"]


def test_so_much_is_wanted_of_one_server_and_no_more(db, monkeypatch):
    monkeypatch.setattr("goodtalk.doors.fediverse.inbox.wanting.MAX_OF_HOST", 2)
    now = timezone.now()

    answers = [want(f"https://a.example/{number}", now=now) for number in (1, 2, 2, 3)]

    assert answers == [True, True, True, False]
    assert Wanted.objects.count() == 2


def test_two_queries_are_enough_to_see_that_nothing_is_due(db, django_assert_num_queries):
    handle_waiting(timezone.now())

    with django_assert_num_queries(2):
        assert handle_waiting(timezone.now()) == 0


def until(is_so, meanwhile=lambda: None):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        meanwhile()
        time.sleep(0.02)
