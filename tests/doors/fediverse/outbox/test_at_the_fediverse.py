"""The worker's part at this door: in threads of the test, and in the real server."""

import os
import signal
import socket
import sys
import threading
from contextlib import ExitStack

import pytest
from django.utils import timezone

from goodtalk.chats.steering.conductor import release_question
from goodtalk.doors.fediverse.outbox.delivering import deliver
from goodtalk.doors.fediverse.outbox.models import Delivery
from goodtalk.site import at_the_fediverse
from tests.doors.fediverse import scenes
from tests.doors.fediverse.conftest import Reply, running_peer
from tests.doors.fediverse.outbox import beside
from tests.hour import at
from tests.running import DEADLINE_SECONDS, free_port, reachable, running_server, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begin():
    """Threads that a test begins end with it: begin(duty, …)."""
    stop, threads = threading.Event(), []

    def begin(*duties):
        for duty in duties:
            threads.append(threading.Thread(target=duty, args=[stop], daemon=True))
            threads[-1].start()

    yield begin
    stop.set()
    for thread in threads:
        thread.join()


def test_whoever_looks_out_wakes_those_who_sleep(
    monkeypatch, begin, make_chat, make_follower, peer
):
    monkeypatch.setattr(at_the_fediverse, "ASLEEP_SECONDS", 3600)
    monkeypatch.setattr(timezone, "now", lambda: at("13:05:01"))
    chat = make_chat(questions=1)
    make_follower(chat.community, peer.inbox)
    begin(
        at_the_fediverse.look_out, at_the_fediverse.carry, at_the_fediverse.deliver_to_the_living
    )

    release_question(chat.questions.get(), by=None, now=at("13:05"))

    wait_for(lambda: peer.posted, lambda: "Nothing was delivered.")
    (sent,) = peer.posted
    assert sent.activity["object"]["source"]["content"] == "Q1: What about 1? #lgovsm"


def test_a_server_that_is_slow_holds_up_no_other(begin, make_community, peer, other_peer):
    told, is_told = [], threading.Event()

    def fast(sent):
        told.append(sent.activity["id"])
        if len(told) == 2:
            is_told.set()
        return Reply(202)

    def slow(sent):
        is_told.wait(8)
        told.append("slow")
        return Reply(202)

    peer.documents["/users/jo/inbox"], other_peer.documents["/users/jo/inbox"] = fast, slow
    community, inboxes = make_community(), [peer.inbox, other_peer.inbox]
    begin(at_the_fediverse.look_out, at_the_fediverse.deliver_to_the_living)

    deliver(community, {"id": "first"}, inboxes, now=timezone.now())
    wait_for(lambda: told, lambda: "Nothing was delivered.")
    deliver(community, {"id": "second"}, inboxes, now=timezone.now())

    wait_for(lambda: not Delivery.objects.exists(), lambda: f"Only {told} was delivered.")
    assert told == ["first", "second", "slow", "slow"]


def test_servers_that_are_slow_one_after_the_other_hold_up_no_other(begin, make_community, peer):
    asked, told, is_told = [], [], threading.Event()

    def fast(sent):
        told.append("fast")
        is_told.set()
        return Reply(202)

    def slow(sent):
        asked.append(sent)
        is_told.wait(8)
        told.append("slow")
        return Reply(202)

    peer.documents["/users/jo/inbox"] = fast
    community, duties = make_community(), at_the_fediverse.duties()
    begin(at_the_fediverse.look_out, *[one for one in duties if one.__name__.startswith("deliver")])
    with ExitStack() as running:
        for number in (1, 2, 3, 4):  # each of them comes while those before it say nothing
            slow_peer = running.enter_context(running_peer())
            slow_peer.documents["/users/jo/inbox"] = slow
            deliver(community, {"id": "any"}, [slow_peer.inbox], now=timezone.now())
            wait_for(
                lambda number=number: len(asked) == number,
                lambda number=number: f"Nothing was delivered to the slow server {number}.",
            )

        deliver(community, {"id": "question"}, [peer.inbox], now=timezone.now())

        wait_for(lambda: not Delivery.objects.exists(), lambda: f"Only {told} was delivered.")
    assert told == ["fast", "slow", "slow", "slow", "slow"]


def test_a_worker_that_is_killed_doubles_nothing_and_leaves_nothing_waiting(tmp_path):
    port, may_answer = free_port(), threading.Event()

    def slow(sent):
        may_answer.wait(DEADLINE_SECONDS)
        return Reply(202)

    with (
        running_peer() as fast,
        running_peer() as other,
        running_server(tmp_path, reachable(port), port=port) as server,
    ):
        other.documents["/users/jo/inbox"] = slow
        server.tell(scenes.new_community)
        server.tell(beside.follow_from, [fast.inbox, other.inbox])
        server.tell(scenes.hour_about_to_ask, "Who grits?")
        wait_for(  # the one has both the hour's event and its question, the other has said nothing
            lambda: len(fast.posted) >= 2
            and [other.inbox, True] in (queue := server.tell(beside.queue))
            and fast.inbox not in [inbox for inbox, _ in queue],
            lambda: f"The queue is {server.tell(beside.queue)}.",
        )

        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        may_answer.set()
        wait_for(
            lambda: not server.tell(beside.queue),
            lambda: f"The queue is {server.tell(beside.queue)}.",
        )

    to_fast, to_other = [[sent.activity["id"] for sent in one.posted] for one in (fast, other)]
    assert [sent.activity["object"]["type"] for sent in fast.posted][:2] == ["Event", "Note"]
    assert len(to_fast) == len(set(to_fast))
    assert list(dict.fromkeys(to_other))[:2] == to_fast[:2]


@pytest.fixture
def silent():
    """The inbox of a server that lets one in and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/inbox"


def test_the_server_ends_with_deliveries_on_their_way_and_all_of_them_stay_due(tmp_path, silent):
    port = free_port()
    with running_server(tmp_path, reachable(port), port=port) as server:
        server.tell(scenes.new_community)
        server.tell(beside.follow_from, [silent])
        server.tell(scenes.hour_about_to_ask, "Who grits?")
        on_their_way = wait_for(
            lambda: [each for each in server.tell(beside.queue) if each[1]],
            lambda: f"The queue is {server.tell(beside.queue)}.",
        )

        ended = server.stop()

        sys.stdout.write(f"stopped in {ended.seconds:.2f} s\n")
        assert (ended.code, ended.seconds < 5) == (0, True)
        left = server.tell(beside.queue)
        assert left == [[silent, False]] * len(left)
        assert len(left) >= len(on_their_way)
        assert server.errors.read_text() == ""
