"""The worker fetches beside everything else: a slow stranger holds up nobody."""

import threading
import time

import pytest
from django.utils import timezone

from goodtalk.chats.models import Post
from goodtalk.doors.fediverse.inbox.models import Waiting, Wanted
from goodtalk.doors.fediverse.inbox.receiving import handle_waiting
from goodtalk.doors.fediverse.inbox.wanting import want

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
