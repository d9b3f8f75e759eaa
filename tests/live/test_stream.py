"""The two addresses as a server without handing over sees them; test_live_hour.py has the other."""

import asyncio
import json

import httpx
import pytest

from goodtalk.live.rooms import Rooms
from goodtalk.live.stream import Live, address_of
from tests.live.hearing import events_in

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = "/lgovsm/2026-11-27/"


def ask(method, path, *, max_listeners=10, is_open=True, **asked):
    """One request to the live room of a server that has just started, or is about to end."""

    async def answer():
        rooms = Rooms(max_listeners=max_listeners)
        if is_open:
            rooms.open()

        async def app(scope, receive, send):
            await Live(rooms)(scope, receive, send, address_of(scope["path"]))

        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            response = await client.request(method, path, **asked)
        await rooms.close()
        return response

    return asyncio.run(answer())


@pytest.mark.parametrize(
    ("path", "understood"),
    [
        ("/lgovsm/2026-11-27/stream", True),
        ("/LGovSM/2026-11-27-2/events", True),
        ("/grüße/2026-11-27/stream", True),
        ("/lgovsm/2026-11-27/", False),
        ("/lgovsm/2026-11-27/stream/", False),
        ("/lgovsm/2026-02-30/stream", False),
        ("/lgovsm/2026-11-27-1/stream", False),
        ("/lgovsm/2026-11-27-21/stream", False),
        ("/a/b/2026-11-27/stream", False),
        ("//2026-11-27/stream", False),
    ],
)
def test_the_live_room_answers_for_streams_and_events_of_hours_alone(path, understood):
    assert (address_of(path) is not None) == understood


@pytest.mark.parametrize("what", ["stream", "events"])
def test_there_is_nothing_to_hear_where_no_hour_is(make_chat, what):
    make_chat()

    answer = ask("GET", f"/lgovsm/2026-11-28/{what}")

    assert (answer.status_code, answer.text) == (404, "There is no such hour.\n")


@pytest.mark.parametrize("after", ["-1", "", "x", "1.5", "٣", "1" * 19])
@pytest.mark.parametrize("what", ["stream", "events"])
def test_a_place_in_the_log_is_a_whole_number(make_chat, what, after):
    make_chat()

    answer = ask("GET", HOUR + what, params={"after": after})

    assert (answer.status_code, answer.text) == (400, "`after` is a whole number, 0 or more.\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("what", ["stream", "events"])
def test_the_log_can_only_be_read(make_chat, what, method):
    make_chat()

    answer = ask(method, HOUR + what)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("what", ["stream", "events"])
def test_other_pages_may_ask_and_are_told_so(make_chat, what):
    answer = ask("OPTIONS", HOUR + what)

    assert (answer.status_code, answer.content) == (204, b"")
    assert (answer.headers["allow"], answer.headers["access-control-allow-origin"]) == (
        "GET, HEAD, OPTIONS", "*",
    )


def test_head_tells_of_the_stream_without_opening_it(make_chat):
    make_chat()

    answer = ask("HEAD", f"{HOUR}stream")

    assert (answer.status_code, answer.content, dict(answer.headers)) == (200, b"", {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
    })


def test_the_news_are_those_after_the_place_that_was_asked_with(make_chat, post_in):
    chat = make_chat()
    for text in ("one", "two", "three"):
        post_in(chat, text)

    answer = ask("GET", f"{HOUR}events", params={"after": 1})

    news = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert (news["seq"], [(one["seq"], one["data"]["text"]) for one in news["events"]]) == (
        3, [(2, "two"), (3, "three")],
    )


def test_no_news_are_an_answer_too(make_chat, post_in):
    chat = make_chat()
    post_in(chat, "one")

    answer = ask("GET", f"{HOUR}events", params={"after": 1})

    assert answer.json() == {"seq": 1, "events": []}


def test_who_is_ahead_of_the_log_begins_again(make_chat, post_in):
    chat = make_chat()
    post_in(chat, "one")

    answer = ask("GET", f"{HOUR}events", params={"after": 99})

    assert [one["seq"] for one in answer.json()["events"]] == [1]


@pytest.mark.parametrize(
    ("last_event_id", "after", "heard"),
    [("2", "0", [3]), ("1", "2", [3]), ("nonsense", "1", [2, 3]), ("", "0", [1, 2, 3])],
)
def test_the_later_of_header_and_after_counts_and_a_senseless_header_does_not(
    make_chat, post_in, last_event_id, after, heard
):
    chat = make_chat()
    for text in ("one", "two", "three"):
        post_in(chat, text)

    answer = ask(
        "GET", f"{HOUR}events", params={"after": after}, headers={"last-event-id": last_event_id}
    )

    assert [one["seq"] for one in answer.json()["events"]] == heard


def test_a_post_that_was_not_public_is_not_in_the_log_for_anybody(make_chat, post_in):
    chat = make_chat()
    post_in(chat, "For a few", visibility="private")
    post_in(chat, "Held for a look", hold=True)
    post_in(chat, "For all")

    answer = ask("GET", f"{HOUR}events")

    assert ("For all" in answer.text, "For a few" in answer.text, "look" in answer.text) == (
        True, False, False,
    )


def test_who_finds_no_place_is_told_to_come_back(make_chat):
    make_chat()

    answer = ask("GET", f"{HOUR}stream", max_listeners=0)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.text == "Everybody's place is taken; ask for news instead.\n"


def test_a_server_that_is_stopping_lets_nobody_in(make_chat):
    make_chat()

    answer = ask("GET", f"{HOUR}stream", is_open=False)

    assert (answer.status_code, answer.text) == (503, "The server is stopping.\n")


def test_a_stream_greets_then_tells_the_log_and_ends_with_the_server(make_chat, post_in):
    chat = make_chat()
    post_in(chat, "one")
    post_in(chat, "two")

    sent = asyncio.run(_stream_until(b"id: 2", f"{HOUR}stream"))

    assert sent[0]["status"] == 200
    body = b"".join(part["body"] for part in sent[1:])
    assert body.startswith(b"retry: 2000\n\nid: 1\n")
    assert [(seq, kind, json.loads(data)["text"]) for seq, kind, data in events_in(body)] == [
        (1, "post.received", "one"), (2, "post.received", "two"),
    ]
    assert sent[-1]["more_body"] is False


async def _stream_until(seen, path):
    """Everything that a stream sends until something was seen in it and the server closes."""
    rooms, sent = Rooms(max_listeners=1), []
    rooms.open()

    async def receive():
        return await asyncio.Future()

    async def send(message):
        sent.append(message)

    scope = {"method": "GET", "path": path, "query_string": b"", "headers": []}
    listening = asyncio.create_task(Live(rooms)(scope, receive, send, address_of(path)))
    async with asyncio.timeout(20):
        while not any(seen in part.get("body", b"") for part in sent):
            await asyncio.sleep(0.01)
    await rooms.close()
    await listening
    return sent
