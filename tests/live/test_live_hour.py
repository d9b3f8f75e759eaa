"""A real server, real listeners, and other processes that speak."""

import json
import socket

import httpx
import pytest

from tests.live import beside
from tests.live.hearing import Listening, events_in
from tests.running import running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture
def hour(server):
    """A live hour of its own, of which the log has four lines."""
    return server.tell(beside.make_hour)


@pytest.fixture
def stream(server, hour):
    return f"{server.address}{hour['path']}stream"


def say(speaker, text):
    """Have a process say something: its place in the log, once it is acknowledged."""
    speaker.stdin.write(f"{text}\n")
    return int(speaker.stdout.readline().split()[0])


def places_and_kinds(events):
    return [[seq, kind] for seq, kind, _ in events]


def test_what_another_process_says_appears_on_an_open_stream(server, hour, stream):
    listener = Listening(stream).until(4)

    server.tell(beside.say, hour["chat"], ["Is it snowing where you are?"])

    seq, kind, said = listener.until(5).events[-1]
    assert (seq, kind, said["text"], said["author"]) == (
        5, "post.received", "Is it snowing where you are?", "@jo@social.example",
    )


def test_four_processes_speak_at_once_and_the_stream_is_exactly_the_log(server, hour, stream):
    listener = Listening(stream).greeted()
    texts = {by: [f"{by} {number}" for number in range(25)] for by in ("jo", "nia", "lars", "ada")}

    writers = [server.begin(beside.say, hour["chat"], texts[by], by) for by in texts]
    acknowledged = [json.loads(writer.communicate()[0]) for writer in writers]

    events = listener.until(104).events
    assert [seq for seq, _, _ in events] == list(range(1, 105))
    assert places_and_kinds(events) == server.tell(beside.logged, hour["chat"])
    assert sorted(seq for seqs in acknowledged for seq in seqs) == list(range(5, 105))
    by_place = {seq: said["text"] for seq, _, said in events if "text" in said}
    assert [[by_place[seq] for seq in seqs] for seqs in acknowledged] == list(texts.values())


def test_two_listeners_receive_identical_bytes(server, hour, stream):
    one, other = Listening(stream).until(4), Listening(stream).until(4)

    server.tell(beside.say, hour["chat"], [f"Point {number}" for number in range(10)])

    assert one.until(14).raw == other.until(14).raw


def test_who_comes_back_is_told_what_they_missed_and_nothing_twice(server, hour, stream):
    server.tell(beside.say, hour["chat"], ["one", "two", "three"])

    listener = Listening(stream, last_event_id=5).until(7)
    server.tell(beside.say, hour["chat"], ["four"])

    assert places_and_kinds(listener.until(8).events) == [
        [seq, "post.received"] for seq in (6, 7, 8)
    ]


def test_polling_gives_what_the_stream_gives(server, hour, stream):
    server.tell(beside.say, hour["chat"], ["one", "two", "three"])
    streamed = Listening(stream).until(7).events

    polled = httpx.get(f"{server.address}{hour['path']}events").json()

    assert polled["seq"] == 7
    assert [(one["seq"], one["kind"], one["data"]) for one in polled["events"]] == streamed


def test_a_post_that_is_taken_back_is_erased_for_those_who_come_later(server, hour, stream):
    listener = Listening(stream).until(4)
    server.tell(beside.say, hour["chat"], ["Something private", "Something else"])
    post = listener.until(6).events[4][2]["post"]

    server.tell(beside.withdraw_post, post)

    gone = listener.until(7).events[-1][2]
    assert (gone["post"], gone["gone"]) == (post, True)
    late = Listening(stream).until(7)
    assert (b"private" in listener.raw, b"private" in late.raw) == (True, False)
    assert late.events[4][2] | {"seq": 7, "kind": "post.withdrawn", "at": gone["at"]} == gone


def test_after_a_kill_the_last_event_id_resumes_with_nothing_missing(tmp_path):
    with running_server(tmp_path) as server:
        hour = server.tell(beside.make_hour)
        stream = f"{server.address}{hour['path']}stream"
        before = Listening(stream).until(4)
        speaker = server.begin(beside.say_what_is_asked, hour["chat"])
        before.until(say(speaker, "before"))

        server.kill()
        assert before.until_ended() is False
        missed = [say(speaker, f"meanwhile {number}") for number in range(5)]
        server.start()
        after = Listening(stream, last_event_id=before.last)
        last = say(speaker, "after")
        speaker.communicate()

        heard = before.events + after.until(last).events
        assert places_and_kinds(heard) == server.tell(beside.logged, hour["chat"])
        assert (missed, last) == ([6, 7, 8, 9, 10], 11)


def test_what_was_acknowledged_stays_when_its_writer_is_killed(server, hour, stream):
    speaker = server.begin(beside.say_what_is_asked, hour["chat"])
    acknowledged = [say(speaker, f"Point {number}") for number in range(3)]
    speaker.stdin.write("Perhaps\n")

    speaker.kill()

    speaker.wait()
    server.tell(beside.say, hour["chat"], ["The last word"])
    events = Listening(stream).until(8).events
    texts = [said["text"] for _, kind, said in events if kind == "post.received"]
    assert acknowledged == [5, 6, 7]
    assert [text for text in texts if text != "Perhaps"] == [
        "Point 0", "Point 1", "Point 2", "The last word",
    ]
    assert [seq for seq, _, _ in events] == list(range(1, len(events) + 1))


def test_a_client_of_http_1_0_hears_the_same_without_chunks(server, hour):
    server.tell(beside.say, hour["chat"], ["Hello, old proxy"])
    host, _, port = server.address.removeprefix("http://").partition(":")
    raw = b""

    with socket.create_connection((host, int(port)), timeout=30) as connected:
        connected.sendall(f"GET {hour['path']}stream HTTP/1.0\r\n\r\n".encode())
        while b"id: 5\n" not in raw or not raw.endswith(b"\n\n"):
            raw += connected.recv(65536)

    head, _, body = raw.partition(b"\r\n\r\n")
    assert (b"chunked" in head.lower(), b"connection: close" in head) == (False, True)
    assert body.startswith(b"retry: 2000\n\n")
    assert [seq for seq, _, _ in events_in(body)] == [1, 2, 3, 4, 5]


def test_a_connection_that_asked_for_a_page_may_listen_next(server, hour, stream):
    with httpx.Client(timeout=30) as client:
        news = client.get(f"{server.address}{hour['path']}events", params={"after": 4})
        head = client.head(stream)

        with client.stream("GET", stream) as answer:
            first = next(answer.iter_raw())

    assert (news.json(), head.headers["content-type"]) == (
        {"seq": 4, "events": []}, "text/event-stream; charset=utf-8",
    )
    assert first.startswith(b"retry: 2000\n\n")


def test_a_listener_hears_no_other_hour(server, hour, stream):
    other = server.tell(beside.make_hour)
    listener = Listening(stream).until(4)

    server.tell(beside.say, other["chat"], ["Elsewhere"])
    server.tell(beside.say, hour["chat"], ["Here"])

    assert [said.get("text") for _, _, said in listener.until(5).events] == [None] * 4 + ["Here"]


def test_what_the_worker_does_at_its_minute_appears_on_the_stream(server):
    hour = server.tell(beside.make_hour, 1, 1.5, 60, True)

    listener = Listening(f"{server.address}{hour['path']}stream").until(5)

    assert [kind for _, kind, _ in listener.events] == [
        "chat.planned", "run_sheet.edited", "chat.opened", "chat.started", "question.released",
    ]
    assert server.tell(beside.state_of, hour["chat"]) == ["live", [1]]
