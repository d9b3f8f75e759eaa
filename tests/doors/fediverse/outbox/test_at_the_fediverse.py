"""The worker's part at this door: in threads of the test, and in the real server."""

import socket
import sys
import threading

import pytest
from django.utils import timezone

from goodtalk.chats.steering.conductor import release_question
from goodtalk.site import at_the_fediverse
from tests.doors.fediverse import scenes
from tests.doors.fediverse.outbox import beside
from tests.hour import at
from tests.running import free_port, running_server, wait_for

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


@pytest.fixture
def silent():
    """The inbox of a server that lets one in and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/inbox"


def test_the_server_ends_with_deliveries_on_their_way_and_loses_none(tmp_path, silent):
    port = free_port()
    environment = {
        "GOODTALK_ORIGIN": f"http://127.0.0.1:{port}", "GOODTALK_ALLOW_LOOPBACK": "1",
    }  # fmt: skip
    with running_server(tmp_path, environment, port=port) as server:
        server.tell(scenes.new_community)
        server.tell(beside.follow_from, [silent])
        server.tell(scenes.hour_about_to_ask, "Who grits?")
        wait_for(  # the hour's event is being sent; its question comes after it
            lambda: [taken for _, taken in server.tell(beside.queue)] == [True, False],
            lambda: f"The queue is {server.tell(beside.queue)}.",
        )

        ended = server.stop()

        sys.stdout.write(f"stopped in {ended.seconds:.2f} s\n")
        assert (ended.code, ended.seconds < 5) == (0, True)
        assert [inbox for inbox, _ in server.tell(beside.queue)] == [silent, silent]
        assert server.errors.read_text() == ""
